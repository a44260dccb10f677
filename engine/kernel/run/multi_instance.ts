import type { MultiInstance, Node } from '../graph.js'
import type { Variables } from '../commands.js'
import type { Activation } from '../state.js'
import type { Progress } from '../elements/element.js'
import { evaluate, evaluateNumber, STOPPED, type Stopped } from './evaluate.js'
import { elementText, raiseIncident } from './incidents.js'
import { emit, idOf, type Run } from './run.js'

/** Most instances one multi-instance body may have. */
export const MAX_INSTANCES = 1_000

/** Begins a multi-instance body: all instances at once, or the first of a sequence. None at all: the body is done. */
export function startBody(run: Run, body: Activation, node: Node, multi: MultiInstance): Progress {
  const plan = planOf(run, body, node, multi)
  if (plan === STOPPED) return 'stopped'
  emit(run, {
    type: 'MultiInstanceStarted',
    elementInstanceId: idOf(run, body.id),
    elementId: node.id,
    total: plan.total,
    ...(multi.isSequential && plan.items !== null ? { items: plan.items } : {}),
  })
  if (plan.total === 0) return 'done'
  const last = multi.isSequential ? 0 : plan.total - 1
  for (let loop = last; loop >= 0; loop--) pushInstance(run, body, node, multi, loop, plan.items?.[loop])
  return 'waiting'
}

/** Sends a token into one instance of a body. */
export function pushInstance(run: Run, body: Activation, node: Node, multi: MultiInstance, loop: number, item: unknown): void {
  const variables: Variables | undefined = multi.elementVariable === null ? undefined : { [multi.elementVariable]: item ?? null }
  run.stack.push({ node, scope: body.id, flow: null, loop, variables, lastOutcome: body.lastOutcome })
}

function planOf(run: Run, body: Activation, node: Node, multi: MultiInstance): { total: number; items: readonly unknown[] | null } | Stopped {
  const items = multi.collection === null ? null : evaluate(run, body, multi.collection, `${elementText(node)}的集合`, 'enter')
  if (items === STOPPED) return STOPPED
  if (items !== null && !Array.isArray(items)) return refuse(run, body, `${elementText(node)}的集合“${multi.collection?.source ?? ''}”应为列表，实际不是。`)
  if (items === null && multi.collection !== null) {
    return refuse(run, body, `${elementText(node)}的集合“${multi.collection.source}”没有值。`)
  }
  const total = items === null ? cardinality(run, body, node, multi) : items.length
  if (total === STOPPED) return STOPPED
  if (!Number.isInteger(total) || total < 0) return refuse(run, body, `${elementText(node)}的实例数应为非负整数，实际为 ${total}。`)
  if (total > MAX_INSTANCES) return refuse(run, body, `${elementText(node)}的实例数 ${total} 超过上限 ${MAX_INSTANCES}。`)
  return { total, items }
}

function cardinality(run: Run, body: Activation, node: Node, multi: MultiInstance): number | Stopped {
  if (multi.cardinality === null) return refuse(run, body, `${elementText(node)}没有写明多实例的集合或个数。`)
  const total = evaluateNumber(run, body, multi.cardinality, `${elementText(node)}的实例数`)
  return total === null ? refuse(run, body, `${elementText(node)}的实例数“${multi.cardinality.source}”没有值。`) : total
}

function refuse(run: Run, body: Activation, message: string): Stopped {
  raiseIncident(run, body, 'MULTI_INSTANCE', `${message}请更正数据后重试。`, 'enter')
  return STOPPED
}
