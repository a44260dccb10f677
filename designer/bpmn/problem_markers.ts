/** A problem as the canvas shows it. */
export interface ElementProblem {
  elementId: string | null
  severity: 'error' | 'warning' | 'information'
  message: string
}

interface Services {
  get(name: 'overlays'): { add(elementId: string, kind: string, overlay: unknown): void; remove(filter: { type: string }): void }
  get(name: 'elementRegistry'): { get(id: string): unknown }
}

const OVERLAY = 'xl-problem'
const RANK = { error: 2, warning: 1, information: 0 } as const

function badge(problems: readonly ElementProblem[]): HTMLElement {
  const worst = problems.reduce((left, right) => (RANK[right.severity] > RANK[left.severity] ? right : left))
  const node = document.createElement('div')
  node.className = `xl-problem-badge xl-problem-${worst.severity}`
  node.textContent = String(problems.length)
  node.title = problems.map((problem) => problem.message).join('\n')
  return node
}

/** Puts one badge with count and texts at each element that has problems; earlier badges go away. */
export function markProblems(services: Services, problems: readonly ElementProblem[]): void {
  const overlays = services.get('overlays')
  const elements = services.get('elementRegistry')
  overlays.remove({ type: OVERLAY })
  const byElement = Map.groupBy(problems, (problem) => problem.elementId)
  for (const [elementId, found] of byElement) {
    if (elementId === null || !elements.get(elementId)) continue
    overlays.add(elementId, OVERLAY, { position: { top: -12, right: 12 }, html: badge(found) })
  }
}
