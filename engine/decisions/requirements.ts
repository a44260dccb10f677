import type { SourceElement } from '#engine/model/source_element'
import type { Report } from './compilation.js'

/** The elements of a decision requirements graph by kind and id. DMN 1.3 §6. */
export interface RequirementGraph {
  readonly decisions: ReadonlyMap<string, SourceElement>
  readonly inputs: ReadonlyMap<string, SourceElement>
  readonly knowledge: ReadonlyMap<string, SourceElement>
  readonly services: ReadonlyMap<string, SourceElement>
}

/** What one element requires, by id; knowledge may be a business knowledge model or a decision service. */
export interface Requirements {
  readonly decisions: readonly string[]
  readonly inputs: readonly string[]
  readonly knowledge: readonly string[]
}

/** Most elements of one graph, and the longest chain of requirements: bounds of the evaluation's stack. */
const MOST_ELEMENTS = 1_000
const LONGEST_CHAIN = 100

type Kind = keyof RequirementGraph
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

/** What an element requires; a reference to nothing, to another file or to the wrong kind is a finding. */
export function requirementsOf(element: SourceElement, graph: RequirementGraph, report: Report): Requirements {
  const id = element.id ?? null
  const decisions: string[] = []
  const inputs: string[] = []
  const knowledge: string[] = []
  for (const requirement of children(element, 'informationRequirement')) {
    take(requirement.requiredDecision, [graph.decisions], decisions, '所需的决策')
    take(requirement.requiredInput, [graph.inputs], inputs, '所需的输入数据')
  }
  for (const requirement of children(element, 'knowledgeRequirement')) take(requirement.requiredKnowledge, [graph.knowledge, graph.services], knowledge, '所需的业务知识')
  return { decisions, inputs, knowledge }

  function take(reference: unknown, among: readonly ReadonlyMap<string, SourceElement>[], into: string[], what: string): void {
    const href = (reference as { href?: string } | undefined)?.href
    if (href === undefined) return
    const target = targetOf(href)
    if (target !== null && among.some((one) => one.has(target))) {
      if (!into.includes(target)) into.push(target)
      return
    }
    const isElsewhere = target === null
    const code = isElsewhere ? 'DMN_IMPORT' : 'DMN_UNKNOWN_REQUIREMENT'
    const why = isElsewhere ? '在另一个文件中，不支持跨文件引用。请把它复制到本文件' : '在本文件中不存在或类型不符。请重新连线或删去'
    report('error', code, id, `“${element.name ?? id ?? ''}”${what}“${href.slice(0, 80)}”${why}。`)
  }
}

/** `#id` → id; null for a reference into another file. */
export function targetOf(href: string): string | null {
  return href.startsWith('#') ? href.slice(1) : href.includes('#') ? null : href
}

/** Whether the graph has neither a circle nor too long a chain; each is a finding that names the way. */
export function checkChains(edges: ReadonlyMap<string, readonly string[]>, nameOf: (id: string) => string, report: Report): boolean {
  const depthOf = new Map<string, number>()
  const way: string[] = []
  let isFine = true
  const visit = (id: string): number => {
    const known = depthOf.get(id)
    if (known !== undefined) return known
    const at = way.indexOf(id)
    if (at >= 0) {
      report('error', 'DMN_CYCLE', id, `决策互相依赖成了圈：${[...way.slice(at), id].map(nameOf).join(' → ').slice(0, 300)}。请去掉其中一条需求连线。`)
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
  report('error', 'DMN_TOO_DEEP', deepest, `“${nameOf(deepest)}”的依赖超过 ${LONGEST_CHAIN} 层。请合并中间的决策。`)
  return false
}
