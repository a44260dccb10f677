import type { SourceElement } from '#engine/model/source_element'
import { bpmnType } from '../element_kind.js'
import { OWN, VENDORS } from '../namespaces.js'
import { DIALECTS } from './dialects.js'
import { extensionsOf, localName } from './rewrite.js'
import { isKept, type Judgement, type Part, type Row } from './row.js'

/** What became of one foreign part of a file. */
export interface Reading extends Judgement {
  /** The element people see: a flow element, a process, a message; never an event definition. */
  readonly owner: SourceElement
  /** `flowable:taskListener`, with what tells it apart. */
  readonly what: string
  /** False where no table knows the name. */
  readonly isKnown: boolean
}

/** Longest value quoted. */
const MAX_QUOTED = 60
/** Not part of any meaning: namespace declarations, and what XML Schema itself reads. */
const OF_XML = /^(xmlns(:|$)|xsi:|xml:)/
const DRAWING = 'diagrams'

/**
 * Reads everything a file says in other engines' words, once, before it is compiled: what has a meaning here is written into the elements in
 * our own words, and each part gets its verdict. Nothing is passed over: a name no table knows is kept and said to be unknown.
 */
export function readDialects(root: SourceElement): readonly Reading[] {
  const readings: Reading[] = []
  const parts: { part: Part; row: Row }[] = []
  walk(root, root, (element, owner) => {
    for (const part of partsOf(element)) {
      const row = rowFor(part, bpmnType(element))
      if (row !== undefined) parts.push({ part, row })
      const judgement = row === undefined ? unknown(part) : row.judge(part)
      readings.push({ ...judgement, owner, what: describe(part), isKnown: row !== undefined })
    }
  })
  // verdicts speak of the file as it is: only then is anything written into it
  for (const { part, row } of parts) row.translate?.(part)
  return readings
}

const ROWS: ReadonlyMap<string, readonly Row[]> = index()

function index(): Map<string, Row[]> {
  const found = new Map<string, Row[]>()
  for (const { prefixes, rows } of DIALECTS) {
    for (const row of rows) {
      for (const label of row.names.flatMap((name) => prefixes.map((prefix) => (name.startsWith('@') ? `@${prefix}:${name.slice(1)}` : `${prefix}:${name}`)))) {
        found.set(label, [...(found.get(label) ?? []), row])
      }
    }
  }
  return found
}

function rowFor(part: Part, type: string): Row | undefined {
  const rows = ROWS.get(part.child === null ? `@${part.label}` : part.label)
  return rows?.find(({ on }) => on.includes(type)) ?? rows?.find(({ on }) => on.length === 0)
}

function unknown({ label }: Part): Judgement {
  const isVendor = (VENDORS as readonly string[]).includes(label.split(':')[0] as string)
  return isKept(isVendor ? '没有认出这个写法，原样保留，不起作用' : '其他软件的标注，原样保留')
}

function partsOf(element: SourceElement): Part[] {
  const attributes = Object.entries(element.$attrs ?? {}).filter(([label]) => label.includes(':') && !OF_XML.test(label) && !label.startsWith(`${OWN}:`))
  const children = extensionsOf(element).filter((child) => !child.$type.startsWith(`${OWN}:`) && !child.$type.startsWith('bpmn:'))
  return [
    ...attributes.map(([label, text]): Part => ({ label, name: label.slice(label.indexOf(':') + 1), holder: element, text, child: null })),
    ...children.map((child): Part => ({ label: child.$type, name: localName(child), holder: element, text: child.$body?.trim() ?? '', child })),
  ]
}

const TELLING = ['name', 'event', 'eventType', 'class', 'delegateExpression', 'expression', 'type', 'id', 'field', 'source', 'target']

function describe({ label, text, child }: Part): string {
  if (child === null) return `${label}="${shorten(text)}"`
  const told = TELLING.filter((name) => typeof child[name] === 'string').map((name) => `${name}=${shorten(child[name] as string)}`)
  const inside = text === '' ? told : [...told, shorten(text)]
  return inside.length === 0 ? label : `${label}（${inside.slice(0, 3).join('，')}）`
}

const shorten = (text: string): string => (text.length > MAX_QUOTED ? `${text.slice(0, MAX_QUOTED)}…` : text)

interface Described {
  readonly properties: readonly { readonly ns: { readonly localName: string }; readonly name: string; readonly isReference?: boolean; readonly isAttr?: boolean }[]
}

/** Visits every BPMN element that is contained in another one, drawings aside. */
function walk(element: SourceElement, owner: SourceElement, visit: (element: SourceElement, owner: SourceElement) => void): void {
  visit(element, owner)
  for (const child of contained(element)) walk(child, isPart(child) ? owner : child, visit)
}

function contained(element: SourceElement): SourceElement[] {
  const { properties } = (element as { $descriptor?: Described }).$descriptor ?? { properties: [] }
  return properties.flatMap((property) => {
    const name = property.ns.localName
    if (property.isReference === true || property.isAttr === true || name === DRAWING || name === 'extensionElements') return []
    const value = element[name]
    return (Array.isArray(value) ? value : [value]).filter(isTyped)
  })
}

const isTyped = (value: unknown): value is SourceElement => typeof value === 'object' && value !== null && typeof (value as SourceElement).$type === 'string' && '$descriptor' in value

/** Event definitions, loops, expressions, associations: they belong to the element they stand in. */
function isPart(element: SourceElement): boolean {
  return element.id === undefined || /(EventDefinition|LoopCharacteristics|Expression|Association|Specification|DataInput|DataOutput|InputSet|OutputSet|Assignment|Documentation)$/.test(element.$type)
}
