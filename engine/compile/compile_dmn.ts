import { compileDecisions } from '#engine/decisions/compile_decisions'
import type { CompiledDecision } from '#engine/decisions/decision_model'
import type { DmnSource } from '#engine/decisions/imports'
import type { Diagnostic } from '#engine/model/diagnostic'
import type { SourceElement } from '#engine/model/source_element'
import { decodeSource } from './decode_source.js'
import { Findings } from './findings.js'
import { readDmn } from './read_dmn.js'
import { scanXml } from './scan_xml.js'

/** A DMN file as it lies in a package. */
export interface DmnFile {
  /** File name; told with its findings. */
  readonly resource?: string
  readonly source: Uint8Array | string
}

export interface CompiledDmn {
  /** Empty when any finding is an error. */
  decisions: readonly CompiledDecision[]
  diagnostics: Diagnostic[]
}

/** Compiles a DMN file that imports no other. */
export async function compileDmn(source: Uint8Array | string, { resource }: { resource?: string } = {}): Promise<CompiledDmn> {
  return (await compileDmnFiles([{ ...(resource !== undefined && { resource }), source }]))[0]!
}

/**
 * Compiles DMN files that may import each other, in their order. Never throws for what is in a file: everything wrong with it comes as
 * findings, all at once.
 */
export async function compileDmnFiles(files: readonly DmnFile[]): Promise<CompiledDmn[]> {
  const read = await Promise.all(files.map(async ({ resource, source }) => {
    const findings = new Findings(resource)
    return { resource: resource ?? '', findings, root: await rootOf(source, findings) }
  }))
  const sound = read.filter((file): file is typeof file & { root: SourceElement } => file.root !== null)
  const compiled = compileDecisions(sound.map(({ resource, root, findings }): DmnSource => (
    { resource, root, report: (severity, code, elementId, message) => findings.add(severity, code, elementId, message) })))
  return read.map((file) => {
    const { findings } = file
    const decisions = compiled[sound.findIndex((one) => one === file)] ?? []
    if (file.root !== null && !findings.hasErrors && !holdsDecision(file.root) && !isImported(file.root, sound)) {
      findings.add('error', 'NO_DECISION', null, '文件中没有决策。请至少画一个决策，或从流程包中删去这个文件。')
    }
    return { decisions: findings.hasErrors ? [] : decisions, diagnostics: findings.all }
  })
}

async function rootOf(source: Uint8Array | string, findings: Findings): Promise<SourceElement | null> {
  const text = decodeSource(source, findings)
  return text === null || !scanXml(text, findings) ? null : readDmn(text, findings)
}

const holdsDecision = ({ drgElement }: SourceElement): boolean => ((drgElement as SourceElement[] | undefined) ?? []).some(({ $type }) => $type === 'dmn:Decision')

/** A file of functions and types only serves the others. */
const isImported = ({ namespace }: SourceElement, among: readonly { root: SourceElement }[]): boolean =>
  among.some(({ root }) => ((root.import as SourceElement[] | undefined) ?? []).some((one) => one.namespace === namespace))
