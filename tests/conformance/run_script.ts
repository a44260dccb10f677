import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { compileModel, type CompileResult } from '#engine/compile/compile_model'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { playStep } from './play_step.js'
import { readScript, type Script, type Step } from './script.js'
import { openStage } from './stage.js'

export interface CaseResult {
  /** File and case, as printed. */
  name: string
  result: 'pass' | 'fail' | 'unsupported'
  /** Why it failed, or the element that is not supported. */
  detail?: string
}

/** Runs all cases of one script file; `root` is the folder its model paths are relative to. */
export async function runScript(file: string, root: string, label: string, onRecord?: (caseName: string, record: RehearsalRecord) => void): Promise<CaseResult[]> {
  const script = readScript(readFileSync(file, 'utf8'))
  const compiled = await compileAll(script, root)
  return script.cases.map((one) => ({ name: `${label} ${one.name}`, ...judge(script, one.script, compiled, onRecord && ((record) => onRecord(one.name, record))) }))
}

interface Compiled {
  processes: ExecutableProcess[]
  unsupported: string | null
  errors: string[]
}

async function compileAll(script: Script, root: string): Promise<Compiled> {
  const results: CompileResult[] = []
  for (const model of script.models) results.push(await compileModel(readFileSync(join(root, model)), { services: 'jobs', resource: model }))
  const errors = results.flatMap((result) => result.diagnostics).filter((finding) => finding.severity === 'error')
  const unsupported = errors.filter((finding) => finding.code === 'UNSUPPORTED_ELEMENT').map((finding) => finding.elementKind ?? '')
  return {
    processes: results.flatMap((result) => result.processes),
    unsupported: unsupported.length === 0 ? null : [...new Set(unsupported)].sort().join(', '),
    errors: errors.map((finding) => `${finding.code}: ${finding.message}`),
  }
}

function judge(script: Script, steps: readonly Step[], compiled: Compiled, onRecord?: (record: RehearsalRecord) => void): Omit<CaseResult, 'name'> {
  if (compiled.unsupported !== null) return { result: 'unsupported', detail: compiled.unsupported }
  if (compiled.errors.length > 0) return { result: 'fail', detail: `does not compile: ${compiled.errors.join(' ')}` }
  const defaultProcess = script.process ?? compiled.processes[0]?.id ?? ''
  const stage = openStage(compiled.processes, script.services, onRecord)
  for (const [index, step] of steps.entries()) {
    const played = playStep(stage, step, defaultProcess)
    if (played.kind === 'unsupported') return { result: 'unsupported', detail: played.what }
    if (played.kind === 'failed') return { result: 'fail', detail: `step ${index + 1} ${JSON.stringify(step)}: ${played.why}` }
  }
  return { result: 'pass' }
}
