import type { Node } from '../graph.js'
import type { ElementActivated } from '../events.js'
import type { Watch } from '../elements/element.js'
import type { Activation, MultiInstanceState } from '../state.js'
import { evaluateMappings, STOPPED, type Stopped } from './evaluate.js'
import { arrive } from './joins.js'
import { leave } from './leave.js'
import { startBody } from './multi_instance.js'
import type { Placement } from './place_token.js'
import { prepareListeners } from './event_sub_processes.js'
import { isSkipped } from './skip.js'
import { elementOf, emit, findActivation, idOf, nextNumber, type Run, type Token, type TokenMove } from './run.js'
import { mergeInto } from './variables.js'

/** Most activations one command may bring about; a process that allows more instances than usual has more. */
export const STEP_BUDGET = 10_000

/** A token enters its node: it rests there, passes, or is parked when the step's budget is spent. */
export function activate(run: Run, token: Token): void {
  run.activations++
  if (run.activations > run.graph.budget) {
    park(run, token)
    return
  }
  if (token.node.join !== 'none' && token.flow !== null) {
    const gathered = arrive(run, token)
    if (gathered !== undefined) begin(run, gathered, token.node)
    return
  }
  const id = nextNumber(run)
  const { node, flow, loop, variables, lastOutcome } = token
  emit(run, {
    type: 'ElementActivated',
    elementInstanceId: idOf(run, id),
    elementId: node.id,
    elementType: node.type,
    scopeId: idOf(run, token.scope),
    flowId: flow === null ? null : flow.id,
    loopIndex: loop,
    variables,
    lastOutcome,
    compensates: token.compensates === undefined ? undefined : idOf(run, token.compensates),
    ...(token.move === undefined ? undefined : arrivalOf(run, token.move)),
  })
  begin(run, findActivation(run, id) as Activation, node)
}

/** What the activation of a moved token says beyond that of any other. A join that a token is moved to is passed, it does not wait there. */
function arrivalOf(run: Run, { comesFrom, moved, draft }: TokenMove): Pick<ElementActivated, 'comesFrom' | 'moved' | 'draft'> {
  return { comesFrom: comesFrom.map((from) => idOf(run, from)), ...(moved && { moved }), ...(draft && { draft }) }
}

/** Does the work of an activation that has just come to life, or once more after an incident; `isWatched` = its boundary events are armed already. */
export function begin(run: Run, activation: Activation, node: Node, isWatched = false): void {
  const isBody = node.multiInstance !== null && activation.loop === undefined
  if (node.skip !== null && !isBody) {
    const skipped = isSkipped(run, activation, node.skip)
    if (skipped === STOPPED) return
    if (skipped) {
      leave(run, activation)
      return
    }
  }
  let record = activation
  if (node.inputs.length > 0 && !isBody) {
    const values = evaluateMappings(run, record, node.inputs, '输入参数', 'enter')
    if (values === STOPPED) return
    mergeInto(run, record.id, values)
    record = findActivation(run, record.id) as Activation
  }
  const watches = !isWatched && activation.loop === undefined && node.boundaries.length > 0 ? prepareWatches(run, record, node) : NO_WATCHES
  if (watches === STOPPED) return
  const element = elementOf(run, node)
  const progress = isBody && node.multiInstance !== null ? startBody(run, record, node, node.multiInstance) : element.enter(run, record, node, node.settings)
  if (progress === 'done') leave(run, record)
  else if (progress === 'waiting') for (const watch of watches) watch()
}

/**
 * A scope that had ended comes to life again as it was: its variables, its counters, its boundary events armed anew. Nothing is sent into
 * it. Answers its number; undefined = an incident says why not.
 */
export function beginScopeAgain(run: Run, placement: Placement, multi: MultiInstanceState | undefined): number | undefined {
  const { node, scope, loop, variables, lastOutcome } = placement
  const id = nextNumber(run)
  emit(run, {
    type: 'ElementActivated', elementInstanceId: idOf(run, id), elementId: node.id, elementType: node.type, scopeId: idOf(run, scope), flowId: null, loopIndex: loop,
    variables, lastOutcome, ...arrivalOf(run, placement),
  })
  if (multi !== undefined) emit(run, { type: 'MultiInstanceChanged', elementInstanceId: idOf(run, id), elementId: node.id, ...multi })
  const watches = loop === undefined && node.boundaries.length > 0 ? prepareWatches(run, findActivation(run, id) as Activation, node) : NO_WATCHES
  const listen = watches === STOPPED ? STOPPED : prepareListeners(run, id)
  if (watches === STOPPED || listen === STOPPED) return undefined
  for (const watch of watches) watch()
  return listen() === 'listening' ? id : undefined
}

const NO_WATCHES: readonly Watch[] = []

/** Decides what the boundary events wait for, before the activity's work begins. */
function prepareWatches(run: Run, host: Activation, node: Node): readonly Watch[] | Stopped {
  if (!elementOf(run, node).rests && node.multiInstance === null) return NO_WATCHES
  const watches: Watch[] = []
  for (const boundary of node.boundaries) {
    const { watch } = elementOf(run, boundary)
    if (watch === undefined) continue
    const prepared = watch(run, host, boundary, boundary.settings)
    if (prepared === STOPPED) return STOPPED
    watches.push(prepared)
  }
  return watches
}

function park(run: Run, token: Token): void {
  emit(run, {
    type: 'TokenParked',
    elementId: token.node.id,
    scopeId: idOf(run, token.scope),
    flowId: token.flow === null ? null : token.flow.id,
    loopIndex: token.loop,
    variables: token.variables,
    lastOutcome: token.lastOutcome,
    compensates: token.compensates === undefined ? undefined : idOf(run, token.compensates),
  })
}
