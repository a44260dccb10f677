import { compileModel } from '#engine/compile/compile_model'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { checkBusiness } from '#processes/foundation/manifest/check_business'

/** What deployment would say of these files: findings of the models and of the business check. */
export async function checkPackage(files: ReadonlyMap<string, string>): Promise<Diagnostic[]> {
  const processes: { process: ExecutableProcess; resource: string }[] = []
  const findings: Diagnostic[] = []
  for (const [resource, content] of files) {
    if (!resource.endsWith('.bpmn')) continue
    const compiled = await compileModel(content, { resource })
    findings.push(...compiled.diagnostics)
    processes.push(...compiled.processes.map((process) => ({ process, resource })))
  }
  return [...findings, ...checkBusiness({ processes, resource: (name) => files.get(name) ?? null })]
}
