import { compileModel } from '#engine/compile/compile_model'
import { readPackage as readResources } from '#engine/runtime/packages/read_package'
import type { RehearsedPackage } from '#processes/rehearsal/stage'

/** The files of a package compiled; a finding of a model, form or table fails the test. */
export async function compileFiles(files: ReadonlyMap<string, string>): Promise<RehearsedPackage> {
  const read = await readResources([...files].map(([name, content]) => ({ name, content })), (source) => compileModel(source))
  if (read.diagnostics.length > 0) throw new Error(read.diagnostics.map((finding) => `${finding.resource ?? ''} ${finding.message}`).join('\n'))
  return read
}
