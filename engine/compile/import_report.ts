import type { Diagnostic } from '#engine/model/diagnostic'
import type { SourceElement } from '#engine/model/source_element'
import { compileModel } from './compile_model.js'
import { decodeSource } from './decode_source.js'
import { dialectNames } from './dialects/dialect_names.js'
import { readDialects, type Reading } from './dialects/read_dialects.js'
import type { Verdict } from './dialects/row.js'
import { diagramState, type DiagramState } from './diagram_state.js'
import { bpmnType } from './element_kind.js'
import { Findings } from './findings.js'
import { readDefinitions } from './read_definitions.js'
import { scanXml } from './scan_xml.js'

/** One thing an element says in another engine's words, or one reason why it cannot run as it is. */
export interface ImportItem {
  /** `flowable:assignee="li"`, or what is wrong. */
  readonly what: string
  readonly verdict: Verdict
  /** What it means here, or what to do. Chinese. */
  readonly words: string
}

export interface ImportedElement {
  /** null = the file as a whole. */
  readonly elementId: string | null
  readonly elementType: string
  readonly name: string
  readonly items: readonly ImportItem[]
}

/** What becomes of a file when it is taken over. */
export interface ImportReport {
  /** Engines whose words are in the file, e.g. `Flowable / Activiti`. */
  readonly dialects: readonly string[]
  readonly counts: { readonly understood: number; readonly approximated: number; readonly kept: number; readonly needsWork: number }
  /** Elements with something to tell, those that need work first. */
  readonly elements: readonly ImportedElement[]
  /** Whether it can be published as it is. */
  readonly isDeployable: boolean
  /** Whether it can be opened as a draft: it is BPMN, however much is to be done. */
  readonly isReadable: boolean
  readonly diagram: DiagramState
}

const RANK: Readonly<Record<Verdict, number>> = { 'needs work': 0, approximated: 1, kept: 2, understood: 3 }
/** Found at elements that say in another engine's words who does their work. */
const BY_PROGRAM = new Set(['SERVICE_NOT_IMPLEMENTED', 'SEND_WITHOUT_MESSAGE'])

/** Reads a file of any engine and tells, element by element, what it will mean here. Never throws for what is in the file. */
export async function importReport(source: Uint8Array | string): Promise<ImportReport> {
  const findings = new Findings()
  const text = decodeSource(source, findings)
  const definitions = text !== null && scanXml(text, findings) ? await readDefinitions(text, findings) : null
  const { diagnostics } = definitions === null ? { diagnostics: findings.all } : await compileModel(text as string)
  const readings = definitions === null ? [] : readDialects(definitions.root)
  const elements = collect(readings, diagnostics, definitions === null ? new Map() : elementsById(definitions.root))
  return {
    dialects: dialectNames(readings),
    counts: count(elements),
    elements: [...elements].sort((a, b) => urgency(a) - urgency(b)),
    isDeployable: diagnostics.every(({ severity }) => severity !== 'error'),
    isReadable: definitions !== null,
    diagram: definitions === null ? 'none' : diagramState(definitions.root),
  }
}

const urgency = ({ items }: ImportedElement): number => Math.min(...items.map(({ verdict }) => RANK[verdict]))

function collect(readings: readonly Reading[], diagnostics: readonly Diagnostic[], byId: ReadonlyMap<string, SourceElement>): readonly ImportedElement[] {
  const items = new Map<string, { element: SourceElement | null; items: ImportItem[] }>()
  const at = (id: string | null, element: SourceElement | null) => {
    const key = id ?? (element === null ? '' : bpmnType(element))
    const found = items.get(key) ?? { element, items: [] }
    items.set(key, found)
    return found.items
  }
  for (const { owner, what, verdict, words } of readings) at(owner.id ?? null, owner).push({ what, verdict, words })
  for (const { code, elementId, message } of diagnostics.filter(({ severity }) => severity === 'error')) {
    const list = at(elementId, byId.get(elementId ?? '') ?? null)
    const isTold = code === 'IMPORT_NEEDS_WORK' || (BY_PROGRAM.has(code) && list.some(({ verdict }) => verdict === 'needs work'))
    if (!isTold) list.push({ what: code, verdict: 'needs work', words: message })
  }
  return [...items].filter(([, found]) => found.items.length > 0).map(([key, found]) => ({
    elementId: found.element?.id ?? (found.element === null && key !== '' ? key : null),
    elementType: found.element === null ? '' : bpmnType(found.element),
    name: found.element?.name ?? '',
    items: found.items.sort((a, b) => RANK[a.verdict] - RANK[b.verdict]),
  }))
}

function count(elements: readonly ImportedElement[]): ImportReport['counts'] {
  const of = (sought: Verdict) => elements.reduce((sum, { items }) => sum + items.filter(({ verdict }) => verdict === sought).length, 0)
  return { understood: of('understood'), approximated: of('approximated'), kept: of('kept'), needsWork: of('needs work') }
}

function elementsById(root: SourceElement): Map<string, SourceElement> {
  const found = new Map<string, SourceElement>()
  const add = (element: SourceElement): void => {
    if (element.id !== undefined) found.set(element.id, element)
    for (const child of (element.flowElements as SourceElement[] | undefined) ?? []) add(child)
  }
  for (const element of (root.rootElements as SourceElement[] | undefined) ?? []) add(element)
  return found
}
