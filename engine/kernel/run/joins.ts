import { BY_FLOWS, type Node } from '../graph.js'
import type { Activation, ArrivedTokens } from '../state.js'
import { resetComplexJoin, startComplexJoin, waitsForReset } from './complex_join.js'
import { STOPPED } from './evaluate.js'
import { gather, hasGathered, missingText } from './gathering.js'
import { elementText, raiseIncident } from './incidents.js'
import { leave } from './leave.js'
import { emit, findActivation, idOf, nextNumber, nodeOf, touch, type Run, type Token } from './run.js'

/**
 * A token comes to a join: it is added to the join that waits in this scope, or begins a new wait. Parallel joins fire when full. Answers the
 * activity that has all its tokens now and is to begin.
 */
export function arrive(run: Run, token: Token): Activation | undefined {
  const { node, scope } = token
  const waiting = run.draft.tokens.active.find((record) => record.scope === scope && record.element === node.id && record.arrived !== undefined)
  const id = waiting?.id ?? activateJoin(run, node, scope, token.lastOutcome)
  addToken(run, id, (token.flow as { id: string }).id, token.lastOutcome)
  touch(run, scope)
  const record = findActivation(run, id) as Activation
  if (node.join === 'parallel' && isFull(record, node)) fire(run, record, node)
  else if (node.join === 'quantity' && hasGathered(record, node)) return gather(run, record, node)
  else if (node.join === 'complex' && !waitsForReset(record) && !isStopped(run, record)) startComplexJoin(run, record, node)
  return undefined
}

/**
 * Fires one inclusive join whose time has come, if any: no token elsewhere in its scope can still reach an empty incoming flow
 * without also being able to reach a filled one. BPMN 2.0.2, 13.4.3 (semantics of the inclusive gateway). A complex gateway resets by the
 * same rule. True = something moved.
 */
export function fireWaitingJoin(run: Run): boolean {
  for (const record of run.draft.tokens.active) {
    if (record.arrived === undefined) continue
    const node = nodeOf(run, record)
    if (node.join === 'parallel' || node.join === 'quantity' || isStopped(run, record)) continue
    if (node.join === 'complex' && !waitsForReset(record)) {
      if (startComplexJoin(run, record, node)) return true
    } else if (!isAwaited(run, record, node)) {
      if (node.join === 'complex') reset(run, record, node)
      else fire(run, record, node)
      return true
    }
  }
  return false
}

/** Tokens left at joins when nothing else lives in the scope can never go on: said aloud, never silent. */
export function reportStuckJoins(run: Run, scope: number): void {
  const { active, parked, incidents } = run.draft.tokens
  const inside = active.filter((record) => record.scope === scope)
  if (inside.some((record) => record.arrived === undefined) || parked.some((token) => token.scope === scope)) return
  for (const record of inside) {
    if (waitsForReset(record) || incidents.some((incident) => incident.owner === record.id)) continue
    const node = nodeOf(run, record)
    const missing = node.incoming.filter((flow) => !record.arrived?.some((tokens) => tokens.flow === flow.id)).map((flow) => flow.id)
    const why = node.join === 'complex' ? '启动条件不成立' : node.join === 'quantity' ? missingText(record, node) : `还缺 ${missing.join('、')} 上的到达`
    const message = `${elementText(node)}永远等不齐：${why}，而本范围内已没有别的在办环节。请检查模型的分支与汇合是否成对，或终止此流程。`
    raiseIncident(run, record, 'JOIN_CANNOT_COMPLETE', message, 'enter')
  }
}

/** Takes one token of each filled flow and lets one go on; tokens beyond that begin the join's next wait. */
function fire(run: Run, record: Activation, node: Node): void {
  run.activations++
  const surplus = (record.arrived ?? []).filter((tokens) => tokens.count > 1).map(({ flow, count }) => ({ flow, count: count - 1 }))
  leave(run, record)
  if (surplus.length === 0 || findActivation(run, record.id) !== undefined) return
  const id = activateJoin(run, node, record.scope, record.lastOutcome, surplus)
  touch(run, record.scope)
  const next = findActivation(run, id) as Activation
  if (node.join === 'parallel' && isFull(next, node)) fire(run, next, node)
}

/** A complex gateway begins anew with the tokens it did not need. */
function reset(run: Run, record: Activation, node: Node): void {
  const left = resetComplexJoin(run, record, node)
  if (left === STOPPED || left.length === 0) return
  const id = activateJoin(run, node, record.scope, record.lastOutcome, left)
  touch(run, record.scope)
  startComplexJoin(run, findActivation(run, id) as Activation, node)
}

const isStopped = (run: Run, { id }: Activation): boolean => run.draft.tokens.incidents.some(({ owner }) => owner === id)

/** Tries a join again that was stopped by an incident, or is another one now; answers the activity that is to begin. */
export function retryJoin(run: Run, record: Activation, node: Node): Activation | undefined {
  if (node.join === 'parallel' && isFull(record, node)) fire(run, record, node)
  else if (node.join === 'quantity' && hasGathered(record, node)) return gather(run, record, node)
  else touch(run, record.scope)
  return undefined
}

function activateJoin(run: Run, node: Node, scope: number, lastOutcome: string | undefined, arrived?: readonly ArrivedTokens[]): number {
  const id = nextNumber(run)
  emit(run, {
    type: 'ElementActivated',
    elementInstanceId: idOf(run, id),
    elementId: node.id,
    elementType: node.type,
    scopeId: idOf(run, scope),
    flowId: null,
    lastOutcome,
    arrived,
  })
  return id
}

function addToken(run: Run, id: number, flowId: string, lastOutcome: string | undefined): void {
  emit(run, { type: 'TokenArrived', elementInstanceId: idOf(run, id), flowId, lastOutcome })
}

function isFull(record: Activation, node: Node): boolean {
  return record.arrived?.length === node.incoming.length
}

function isAwaited(run: Run, join: Activation, node: Node): boolean {
  if (isFull(join, node)) return false
  const arrived = new Set([...(join.arrived ?? []).map((tokens) => tokens.flow), ...(join.consumed ?? [])])
  const filled = node.incoming.map((flow) => arrived.has(flow.id))
  const { active, parked } = run.draft.tokens
  const canStillCome = (elementId: string): boolean => {
    const { index } = run.graph.nodesById.get(elementId) as Node
    let reachesEmpty = false
    for (let i = 0; i < filled.length; i++) {
      const way = (node.reach[i] as Uint8Array)[index]
      if (way === 0) continue
      // what comes to a filled flow along sequence flows is not waited for; what only an event would bring there excuses nothing
      if (filled[i] && way === BY_FLOWS) return false
      if (!filled[i]) reachesEmpty = true
    }
    return reachesEmpty
  }
  return (
    active.some((record) => record.scope === join.scope && record.id !== join.id && canStillCome(record.element)) ||
    parked.some((token) => token.scope === join.scope && canStillCome(token.element))
  )
}
