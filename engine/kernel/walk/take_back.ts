import type { TokenPlace } from '../operation_events.js'
import type { Node } from '../graph.js'
import { waitsForReset } from '../run/complex_join.js'
import { emit, findActivation, idOf, nextNumber, nodeById, touch, type Run } from '../run/run.js'
import { terminate } from '../run/terminate.js'
import type { Activation, ArrivedTokens } from '../state.js'
import { tokenCount } from './live.js'
import { descendants, type Arrival, type Stay, type Walk } from './stay.js'

/** What is withdrawn when tokens go back, and what is put back at joins; nothing has happened yet. */
export interface TakeBack {
  readonly scope: number
  /** Activations of the scope that end, with everything inside them. */
  readonly ended: readonly Activation[]
  /** Joins of the scope, with the tokens that have come there afterwards; a complex gateway that has begun stays so, with these flows. */
  readonly joins: readonly { readonly element: string; readonly before: Activation | undefined; readonly arrivals: readonly Arrival[]; readonly begunWith?: readonly string[] | undefined }[]
  /** Where what is undone begins. */
  readonly undone: readonly number[]
  /** Everything that came of it, alive or over. */
  readonly gone: ReadonlySet<number>
  /** Tokens that end or stop waiting. */
  readonly tokens: number
  /** A complex gateway that would have to wait again with part of its tokens: when it begins is not for a move to say. */
  readonly complex: Node | undefined
}

/**
 * What going back behind these stays withdraws in their scope: everything alive that came of them. Tokens that had met theirs at a
 * join without coming of them are put back there, so that the join can be reached again.
 */
export function planTakeBack(run: Run, walk: Walk, scope: number, roots: readonly number[]): TakeBack {
  const gone = descendants(walk, roots)
  const inside = run.draft.tokens.active.filter((record) => record.scope === scope)
  const ended = inside.filter((record) => record.arrived === undefined && gone.has(record.id))
  const elements = new Set<string>()
  const waiting = inside.filter((record) => record.arrived !== undefined)
  const lostAt = (record: Activation) => arrivalsOf(walk, record).filter(({ from }) => (gone.has(record.id) && !waitsForReset(record)) || gone.has(from))
  for (const record of waiting) if (lostAt(record).length > 0) elements.add(record.element)
  const putBack = new Map<string, Arrival[]>()
  for (const stay of firedJoins(walk, scope, gone, roots)) {
    const foreign = stay.arrivals.filter(({ from }) => !gone.has(from))
    if (foreign.length === 0) continue
    putBack.set(stay.element, [...(putBack.get(stay.element) ?? []), ...foreign])
    elements.add(stay.element)
  }
  const joins = [...elements].map((element) => {
    const before = waiting.find((record) => record.element === element)
    const kept = before === undefined ? [] : arrivalsOf(walk, before).filter((arrival) => !lostAt(before).includes(arrival))
    return { element, before, arrivals: [...kept, ...(putBack.get(element) ?? [])], begunWith: before === undefined || gone.has(before.id) ? undefined : before.consumed }
  })
  const lost = waiting.reduce((sum, record) => sum + lostAt(record).length, 0)
  const begun = waiting.filter((record) => waitsForReset(record) && (gone.has(record.id) || lostAt(record).length > 0)).map(({ element }) => element)
  const complex = [...putBack.keys(), ...begun].map((element) => nodeById(run, element)).find(({ join }) => join === 'complex')
  return { scope, ended, joins, undone: roots, gone, complex, tokens: ended.reduce((sum, record) => sum + tokenCount(run.draft, record), lost) }
}

function arrivalsOf(walk: Walk, record: Activation): readonly Arrival[] {
  return walk.stays.get(record.id)?.arrivals ?? []
}

/** Joins that fired on the way, and activities that began with several tokens, whose tokens are all withdrawn now. */
function firedJoins(walk: Walk, scope: number, gone: ReadonlySet<number>, roots: readonly number[]): Stay[] {
  return [...walk.stays.values()].filter((stay) => stay.isJoin && (stay.state === 'completed' || (stay.state === 'open' && stay.hasGathered === true)) && !stay.isUndone && stay.scope === scope && gone.has(stay.id) && !roots.includes(stay.id))
}

/** Ids of the open tasks that would be closed. */
export function tasksIn(run: Run, ended: readonly Activation[]): string[] {
  const { active, subTasks = [] } = run.draft.tokens
  return ended.flatMap((record) => [
    ...(record.task === undefined ? [] : [idOf(run, record.id)]),
    ...subTasks.filter(({ owner }) => owner === record.id).map(({ id }) => idOf(run, id)),
    ...tasksIn(run, active.filter((child) => child.scope === record.id)),
  ])
}

/** Where all tokens stand now: the activations that hold nothing further inside. */
export function placesNow(run: Run): TokenPlace[] {
  const { active } = run.draft.tokens
  return active
    .filter((record) => !active.some((child) => child.scope === record.id))
    .map((record) => ({ elementInstanceId: idOf(run, record.id), elementId: record.element }))
}

/** Carries it out: ends what is withdrawn, and lets the joins wait with the tokens left to them. */
export function carryOutTakeBack(run: Run, walk: Walk, plan: TakeBack, reason: string): void {
  rewindLifecycle(run, walk, plan)
  forgetCompleted(run, plan.gone)
  for (const record of plan.ended) {
    const living = findActivation(run, record.id)
    if (living !== undefined) terminate(run, living, reason)
  }
  for (const { element, before, arrivals, begunWith } of plan.joins) {
    const living = before === undefined ? undefined : findActivation(run, before.id)
    if (living !== undefined) terminate(run, living, reason)
    if (arrivals.length > 0) waitAgain(run, nodeById(run, element), plan.scope, arrivals, begunWith)
  }
}

/** The life-cycle that people see goes back with the tokens. */
function rewindLifecycle(run: Run, walk: Walk, { undone }: TakeBack): void {
  const gone = descendants(walk, undone)
  const emitted = [...walk.stays.values()].filter(({ lifecycleEvent, isUndone }) => lifecycleEvent !== null && !isUndone).toSorted((a, b) => (a.endedIn ?? 0) - (b.endedIn ?? 0))
  if (!emitted.some(({ id }) => gone.has(id))) return
  const names = emitted.filter(({ id }) => !gone.has(id)).map(({ lifecycleEvent }) => lifecycleEvent as string)
  emit(run, { type: 'LifecycleRewound', names, atMs: run.context.nowMs })
}

/** What was taken back is done again, or not at all: nothing of it is left to be undone by compensation. */
function forgetCompleted(run: Run, gone: ReadonlySet<number>): void {
  const forgotten = run.draft.tokens.compensations?.filter(({ id, isStarted }) => isStarted !== true && gone.has(id)) ?? []
  if (forgotten.length === 0) return
  emit(run, { type: 'CompensationForgotten', forgotten: forgotten.map(({ id, element }) => ({ elementInstanceId: idOf(run, id), elementId: element })) })
}

/** A join waits once more with tokens that had come to it before; a complex gateway may have begun with some of them. */
export function waitAgain(run: Run, node: Node, scope: number, arrivals: readonly Arrival[], begunWith?: readonly string[]): void {
  const elementInstanceId = idOf(run, nextNumber(run))
  const arrived = new Map<string, ArrivedTokens>()
  for (const { flow } of arrivals) arrived.set(flow, { flow, count: (arrived.get(flow)?.count ?? 0) + 1 })
  emit(run, {
    type: 'ElementActivated',
    elementInstanceId,
    elementId: node.id,
    elementType: node.type,
    scopeId: idOf(run, scope),
    flowId: null,
    arrived: [...arrived.values()],
    arrivedFrom: arrivals.map(({ flow, from }) => ({ flowId: flow, from: idOf(run, from) })),
  })
  if (begunWith !== undefined) emit(run, { type: 'ComplexGatewayStarted', elementInstanceId, elementId: node.id, consumed: begunWith })
  touch(run, scope)
}
