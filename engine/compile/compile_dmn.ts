import { compileDecisions } from '#engine/decisions/compile_decisions'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { Diagnostic } from '#engine/model/diagnostic'
import { decodeSource } from './decode_source.js'
import { Findings } from './findings.js'
import { readDmn } from './read_dmn.js'
import { scanXml } from './scan_xml.js'

export interface CompiledDmn {
  /** Empty when any finding is an error. */
  decisions: CompiledDecision[]
  diagnostics: Diagnostic[]
}

/** Compiles a DMN file to decisions. Never throws for what is in the file: everything wrong with it comes as findings, all at once. */
export async function compileDmn(source: Uint8Array | string, options: { resource?: string } = {}): Promise<CompiledDmn> {
  const findings = new Findings(options.resource)
  const text = decodeSource(source, findings)
  if (text === null || !scanXml(text, findings)) return { decisions: [], diagnostics: findings.all }
  const root = await readDmn(text, findings)
  if (root === null) return { decisions: [], diagnostics: findings.all }
  const decisions = compileDecisions(root, (severity, code, elementId, message) => findings.add(severity, code, elementId, message))
  if (decisions.length === 0 && !findings.hasErrors) findings.add('error', 'NO_DECISION', null, '文件中没有决策。请至少画一个决策，或从流程包中删去这个文件。')
  return { decisions: findings.hasErrors ? [] : decisions, diagnostics: findings.all }
}
