import type { SourceElement } from '#engine/model/source_element'
import type { Report } from './compilation.js'
import type { FileImport } from './imports.js'

/** The elements of a decision requirements graph by kind and id. DMN 1.3 §6. */
export interface RequirementGraph {
  readonly decisions: ReadonlyMap<string, SourceElement>
  readonly inputs: ReadonlyMap<string, SourceElement>
  readonly knowledge: ReadonlyMap<string, SourceElement>
  readonly services: ReadonlyMap<string, SourceElement>
}

/** An element of the file itself or of an imported one. */
export interface Reference {
  /** Place of the file in the set that is compiled together. */
  readonly file: number
  readonly id: string
  /** Name of the import, empty for the file itself and for imports without a name. */
  readonly under: string
}

/** What one element requires; knowledge may be a business knowledge model or a decision service. */
export interface Requirements {
  readonly decisions: readonly Reference[]
  readonly inputs: readonly Reference[]
  readonly knowledge: readonly Reference[]
}

/** How a file finds elements by `href`: its own graph, and the graphs it imports. */
export interface Surrounding {
  readonly file: number
  readonly namespace: string
  readonly graphs: readonly RequirementGraph[]
  readonly imports: readonly FileImport[]
}

/** Most elements of one graph, and the longest chain of requirements: bounds of the evaluation's stack. */
const MOST_ELEMENTS = 1_000
const LONGEST_CHAIN = 100

export type Kind = keyof RequirementGraph
const KINDS: Readonly<Record<string, Kind>> = {
  'dmn:Decision': 'decisions', 'dmn:InputData': 'inputs', 'dmn:BusinessKnowledgeModel': 'knowledge', 'dmn:DecisionService': 'services',
}

const children = (source: SourceElement, name: string): readonly SourceElement[] => (source[name] as SourceElement[] | undefined) ?? []

/** Sorts the elements of a file; null after a finding that makes it too large to look at. */
export function readGraph(root: SourceElement, report: Report): RequirementGraph | null {
  const elements = children(root, 'drgElement')
  if (elements.length > MOST_ELEMENTS) {
    report('error', 'DMN_TOO_LARGE', null, `决策文件应不超过 ${MOST_ELEMENTS} 个元素，实际有 ${elements.length} 个。请拆成几个文件。`)
    return null
  }
  const graph = { decisions: new Map<string, SourceElement>(), inputs: new Map<string, SourceElement>(), knowledge: new Map<string, SourceElement>(), services: new Map<string, SourceElement>() }
  for (const element of elements) {
    const kind = KINDS[element.$type]
    if (kind === undefined) continue
    if (element.id === undefined || element.id === '') report('error', 'DMN_WITHOUT_ID', null, `“${element.name ?? element.$type}”没有编号（id）。请补上，供流程和其他决策引用。`)
    else graph[kind].set(element.id, element)
  }
  return graph
}

/** What an element requires; a reference to nothing, to a file that is not imported or to the wrong kind is a finding. */
export function requirementsOf(element: SourceElement, around: Surrounding, report: Report): Requirements {
  const id = element.id ?? null
  const found = { decisions: [] as Reference[], inputs: [] as Reference[], knowledge: [] as Reference[] }
  for (const requirement of children(element, 'informationRequirement')) {
    take(requirement.requiredDecision, ['decisions'], found.decisions, '所需的决策')
    take(requirement.requiredInput, ['inputs'], found.inputs, '所需的输入数据')
  }
  for (const requirement of children(element, 'knowledgeRequirement')) take(requirement.requiredKnowledge, ['knowledge', 'services'], found.knowledge, '所需的业务知识')
  return found

  function take(reference: unknown, kinds: readonly Kind[], into: Reference[], what: string): void {
    const href = (reference as { href?: string } | undefined)?.href
    if (href === undefined) return
    const target = referenceOf(href, kinds, around)
    if (target !== null) {
      if (!into.some((one) => keyOf(one) === keyOf(target))) into.push(target)
      return
    }
    const namespace = splitHref(href).namespace
    const isElsewhere = namespace !== '' && namespace !== around.namespace
    const isImported = around.imports.some((one) => one.namespace === namespace)
    const code = isElsewhere && !isImported ? 'DMN_IMPORT' : 'DMN_UNKNOWN_REQUIREMENT'
    const why = !isElsewhere ? '在本文件中不存在或类型不符。请重新连线或删去'
      : isImported ? '在导入的文件中不存在或类型不符。请重新连线或删去' : '在另一个文件中，而本文件没有导入它。请补上导入（import），并把那个文件加入业务包'
    report('error', code, id, `“${element.name ?? id ?? ''}”${what}“${href.slice(0, 80)}”${why}。`)
  }
}

/** One name for an element within the set. */
export const keyOf = ({ file, id }: Pick<Reference, 'file' | 'id'>): string => `${file}#${id}`

/** What `#id` or `namespace#id` means in a file, among elements of these kinds; null for nothing. */
export function referenceOf(href: string, kinds: readonly Kind[], { file, namespace, graphs, imports }: Surrounding): Reference | null {
  const target = splitHref(href)
  const holds = (index: number): boolean => kinds.some((kind) => graphs[index]![kind].has(target.id))
  if (target.namespace === '' || target.namespace === namespace) {
    if (holds(file)) return { file, id: target.id, under: '' }
    if (target.namespace === '') return null
  }
  const from = imports.find((one) => one.namespace === target.namespace && holds(one.file))
  return from === undefined ? null : { file: from.file, id: target.id, under: from.name }
}

/** A reference without `#` is an id of the own file, as old editors wrote it. */
function splitHref(href: string): { namespace: string; id: string } {
  const at = href.lastIndexOf('#')
  return { namespace: href.slice(0, Math.max(at, 0)), id: href.slice(at + 1) }
}

/** Whether the graphs of all files, by key, have neither a circle nor too long a chain; each is a finding that names the way. */
export function checkChains(edges: ReadonlyMap<string, readonly string[]>, nameOf: (key: string) => string, report: (code: string, key: string, message: string) => void): boolean {
  const depthOf = new Map<string, number>()
  const way: string[] = []
  let isFine = true
  const visit = (id: string): number => {
    const known = depthOf.get(id)
    if (known !== undefined) return known
    const at = way.indexOf(id)
    if (at >= 0) {
      report('DMN_CYCLE', id, `决策互相依赖成了圈：${[...way.slice(at), id].map(nameOf).join(' → ').slice(0, 300)}。请去掉其中一条需求连线。`)
      isFine = false
      return 0
    }
    if (way.length > LONGEST_CHAIN) return LONGEST_CHAIN + 1
    way.push(id)
    const depth = 1 + Math.max(0, ...(edges.get(id) ?? []).map(visit))
    way.pop()
    depthOf.set(id, depth)
    return depth
  }
  const deepest = [...edges.keys()].find((id) => visit(id) > LONGEST_CHAIN)
  if (deepest === undefined) return isFine
  report('DMN_TOO_DEEP', deepest, `“${nameOf(deepest)}”的依赖超过 ${LONGEST_CHAIN} 层。请合并中间的决策。`)
  return false
}
