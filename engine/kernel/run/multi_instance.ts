import type { MultiInstance, Node } from '../graph.js'
import type { Variables } from '../commands.js'
import type { Activation, MultiInstanceState } from '../state.js'
import type { Progress } from '../elements/element.js'
import { evaluate, evaluateNumber, evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { elementText, raiseIncident } from './incidents.js'
import { emit, findActivation, idOf, type Run } from './run.js'
import { setVariables } from './variables.js'

/** Most instances one multi-instance body may have, unless its package raises it. */
export const MAX_INSTANCES = 1_000

/** Begins a multi-instance body or loop: all instances at once, or the first of a sequence. None at all: the body is done. */
export function startBody(run: Run, body: Activation, node: Node, multi: MultiInstance): Progress {
  const plan = multi.loop === null ? planOf(run, body, node, multi) : planRounds(run, body, node, multi)
  if (plan === STOPPED) return 'stopped'
  emit(run, {
    type: 'MultiInstanceStarted',
    elementInstanceId: idOf(run, body.id),
    elementId: node.id,
    total: plan.total,
    ...(multi.isSequential && plan.items !== null ? { items: plan.items } : {}),
    ...(multi.loop === null ? {} : { isLoop: true }),
    ...(multi.countersign === null ? {} : { isCountersign: true }),
  })
  if (plan.total === 0) {
    handOut(run, findActivation(run, body.id) as Activation, multi)
    return 'done'
  }
  const last = multi.isSequential ? 0 : plan.total - 1
  for (let loop = last; loop >= 0; loop--) pushInstance(run, body, node, multi, loop, plan.items?.[loop])
  return 'waiting'
}

/** Sends a token into one instance of a body. */
export function pushInstance(run: Run, body: Activation, node: Node, multi: MultiInstance, loop: number, item: unknown): void {
  const { elementVariable, indexVariable } = multi
  let variables: Variables | undefined = elementVariable === null ? undefined : { [elementVariable]: item ?? null }
  if (indexVariable !== null) variables = { ...variables, [indexVariable]: loop }
  run.stack.push({ node, scope: body.id, flow: null, loop, variables, lastOutcome: body.lastOutcome })
}

/** Notes what a completing instance gives for the lists of its body. */
export function collect(run: Run, instance: Activation, node: Node, multi: MultiInstance): void | Stopped {
  if (multi.collected.length === 0) return
  const values: Variables = {}
  for (const { variable, element } of multi.collected) {
    const value = evaluate(run, instance, element, `${elementText(node)}汇总到“${variable}”`, 'leave')
    if (value === STOPPED) return STOPPED
    values[variable] = value
  }
  emit(run, { type: 'MultiInstanceCollected', elementInstanceId: idOf(run, instance.scope), elementId: node.id, loopIndex: instance.loop as number, values })
}

/** Writes the gathered lists of a body that is done to the scope around it. */
export function handOut(run: Run, body: Activation, multi: MultiInstance): void {
  if (multi.collected.length === 0) return
  const { total, collected, completed, isLoop } = body.multi as MultiInstanceState
  const lists: Variables = {}
  for (const { variable, keepsPlaces } of multi.collected) {
    const given = collected !== undefined && Object.hasOwn(collected, variable) ? (collected[variable] as NonNullable<typeof collected>[string]) : []
    const places: unknown[] = keepsPlaces ? Array.from({ length: isLoop === true ? completed : total }, () => null) : []
    if (keepsPlaces) for (const { place, value } of given) places[place] = value
    else places.push(...given.toSorted((a, b) => a.place - b.place).map(({ value }) => value))
    lists[variable] = places
  }
  setVariables(run, body.scope, lists)
}

interface Plan {
  readonly total: number
  readonly items: readonly unknown[] | null
}

/** A loop that looks at its condition first may make no round at all. */
function planRounds(run: Run, body: Activation, node: Node, { loop }: MultiInstance): Plan | Stopped {
  const { testsBefore, condition, maximum } = loop as NonNullable<MultiInstance['loop']>
  const total = maximum ?? Number.MAX_SAFE_INTEGER
  if (!testsBefore || condition === null) return { total, items: null }
  const holds = evaluateTruth(run, body, condition, `${elementText(node)}的循环条件`, 'enter')
  return holds === STOPPED ? STOPPED : { total: holds ? total : 0, items: null }
}

function planOf(run: Run, body: Activation, node: Node, multi: MultiInstance): Plan | Stopped {
  const items = multi.collection === null ? null : evaluate(run, body, multi.collection, `${elementText(node)}的集合`, 'enter')
  if (items === STOPPED) return STOPPED
  if (items !== null && !Array.isArray(items)) return refuse(run, body, `${elementText(node)}的集合“${multi.collection?.source ?? ''}”应为列表，实际不是。`)
  if (items === null && multi.collection !== null) {
    return refuse(run, body, `${elementText(node)}的集合“${multi.collection.source}”没有值。`)
  }
  const total = items === null ? cardinality(run, body, node, multi) : items.length
  if (total === STOPPED) return STOPPED
  if (!Number.isInteger(total) || total < 0) return refuse(run, body, `${elementText(node)}的实例数应为非负整数，实际为 ${total}。`)
  if (total === 0 && multi.countersign !== null) return refuse(run, body, `${elementText(node)}的会签名单是空的，没有人可以表决。`)
  if (total > multi.maximum) return refuse(run, body, `${elementText(node)}的实例数 ${total} 超过上限 ${multi.maximum}。`)
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
