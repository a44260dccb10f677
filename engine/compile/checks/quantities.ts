import type { Check } from './run_checks.js'

/** Most tokens an activity may begin with or send on, like the instances of a multi-instance body. */
const MOST_TOKENS = 1_000

/** Whether this is a number of tokens that an activity can have (BPMN 2.0.2, table 10.3: at least one). */
export const isQuantity = (written: unknown): written is number => typeof written === 'number' && Number.isInteger(written) && written >= 1 && written <= MOST_TOKENS

/** `startQuantity` and `completionQuantity` are numbers of tokens, and only what comes along sequence flows is counted. */
export const checkQuantities: Check = ({ graph, sources }, toolsFor) => {
  for (const node of graph.nodes) {
    const source = sources.get(node.id)
    const tools = toolsFor(node.id)
    for (const name of ['startQuantity', 'completionQuantity'] as const) {
      const written = source?.[name]
      if (written === undefined || isQuantity(written)) continue
      tools.report('error', 'QUANTITY', `“${node.name || node.id}”的 ${name} 应为 1 到 ${MOST_TOKENS} 的整数，实际为 ${String(written)}（BPMN 2.0.2 表 10.3）。请更正。`)
    }
    if (node.startQuantity === 1) continue
    const isNeverFilled = node.incoming.length === 0 || node.incoming.some(({ source: before }) => before.kind === 'eventBasedGateway')
    if (isNeverFilled) {
      tools.report('error', 'QUANTITY', `“${node.name || node.id}”要等到 ${node.startQuantity} 个令牌才能开始，但它不是由普通顺序流进入的，永远等不齐。请把 startQuantity 改为 1。`)
    }
  }
}
