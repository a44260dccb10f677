import type { Diagnostic } from '#engine/model/diagnostic'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { SourceElement } from '#engine/model/source_element'
import { buildProcess } from './build_process.js'
import { decodeSource } from './decode_source.js'
import { readDialects } from './dialects/read_dialects.js'
import { reportDialects } from './dialects/report_dialects.js'
import { embeddedForms, type EmbeddedForm } from './embedded_forms.js'
import { Findings } from './findings.js'
import { readDefinitions } from './read_definitions.js'
import { scanXml } from './scan_xml.js'

export interface CompileOptions {
  /** File name inside the package, put into each finding. */
  resource?: string
  /**
   * `jobs`: automatic tasks that name no worker of ours become jobs of the kind `builtin` with their element id as topic, for a driver
   * that plays them (rehearsal, conformance). Default: such a task is an error.
   */
  services?: 'jobs'
}

export interface CompileResult {
  /** Empty when any finding is an error. */
  processes: ExecutableProcess[]
  diagnostics: Diagnostic[]
  /** Forms that lie in the file itself. */
  forms: readonly EmbeddedForm[]
}

/**
 * Compiles a BPMN file to executable graphs. Never throws for what is in the file: everything wrong with it comes as findings, all at
 * once. Bytes are decoded by what the XML declaration says; text is taken as it is.
 */
export async function compileModel(source: Uint8Array | string, options: CompileOptions = {}): Promise<CompileResult> {
  const findings = new Findings(options.resource)
  const text = decodeSource(source, findings)
  if (text === null || !scanXml(text, findings)) return { processes: [], diagnostics: findings.all, forms: [] }
  const definitions = await readDefinitions(text, findings)
  if (definitions === null) return { processes: [], diagnostics: findings.all, forms: [] }
  const forms = embeddedForms(definitions.root)
  reportDialects(readDialects(definitions.root), options, findings)
  const processes = executableProcesses(definitions.root, findings).map((process) => buildProcess(process, definitions, options, findings))
  return { processes: findings.hasErrors ? [] : processes, diagnostics: findings.all, forms }
}

/** Processes with something in them that are not marked `isExecutable="false"`; pools may be drawn without. */
function executableProcesses(root: SourceElement, findings: Findings): SourceElement[] {
  const all = ((root.rootElements as SourceElement[] | undefined) ?? []).filter((element) => element.$type === 'bpmn:Process')
  const filled = all.filter((process) => ((process.flowElements as unknown[] | undefined) ?? []).length > 0)
  const executable = filled.filter((process) => !(Object.hasOwn(process, 'isExecutable') && process.isExecutable === false))
  for (const process of filled.filter((one) => !executable.includes(one))) {
    findings.add('information', 'PROCESS_NOT_EXECUTABLE', process.id ?? null, `流程“${process.name ?? process.id ?? ''}”标记为不可执行，未编译。`)
  }
  if (executable.length === 0 && !findings.hasErrors) {
    findings.add('error', 'NO_PROCESS', null, '文件中没有可执行的流程。请检查流程是否为空，或 isExecutable 是否为 false。')
  }
  return executable
}
