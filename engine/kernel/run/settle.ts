import type { Variables } from '../commands.js'
import { activate } from './activate.js'
import { releaseCancelled } from './cancel_transaction.js'
import { awaitsCompensation, isRevived } from './completed_activities.js'
import { advanceCompensation, releaseCompensated } from './compensation.js'
import { fireConditions } from './conditions.js'
import { passHappened } from './happen.js'
import { hearSignals } from './hear_signals.js'
import { fireWaitingJoin, reportStuckJoins } from './joins.js'
import { goOnWithBody, leave } from './leave.js'
import type { Activation } from '../state.js'
import { elementOf, emit, findActivation, idOf, nextNumber, nodeOf, type Run, type Token } from './run.js'
import { releaseWaits } from './waits.js'

/** Runs until nothing can move: tokens first, then what conditions and signals bring, then inclusive joins, then scopes that have ended. */
export function settle(run: Run): void {
  do {
    for (let token = run.stack.pop(); token !== undefined; token = run.stack.pop()) activate(run, token as Token)
  } while (run.draft.state.status === 'active' && (watchConditions(run) || hearSignals(run) || goOnWithBody(run) || fireJoin(run) || undo(run) || endScope(run)))
  if (run.activations > run.graph.budget && run.draft.state.status === 'active') reportBudget(run)
}

/** Beyond the budget conditions are looked at by the retry. */
function watchConditions(run: Run): boolean {
  return run.conditions !== null && run.activations <= run.graph.budget && (passHappened(run) || fireConditions(run))
}

/** Beyond the budget inclusive joins wait as well, until the retry. */
function fireJoin(run: Run): boolean {
  return run.activations <= run.graph.budget && fireWaitingJoin(run)
}

/** Goes on with what is to be undone; beyond the budget that waits as well. */
function undo(run: Run): boolean {
  if (!run.graph.compensates || run.activations > run.graph.budget) return false
  return advanceCompensation(run) || releaseCompensated(run) || releaseCancelled(run)
}

/** Ends one scope in which nothing lives any more. True = something may move again. */
function endScope(run: Run): boolean {
  const scope = run.touchedScopes.pop()
  if (scope === undefined) return false
  if (scope !== 0 && findActivation(run, scope) === undefined) return true
  const { active, parked } = run.draft.tokens
  if (active.some((record) => record.scope === scope) || parked.some((token) => token.scope === scope)) {
    if (run.activations <= run.graph.budget) reportStuckJoins(run, scope)
    return true
  }
  const record = scope === 0 ? undefined : findActivation(run, scope)
  if (record === undefined) completeInstance(run)
  else if (endsWhenEmpty(run, record)) leave(run, record)
  return true
}

/** Some scopes go on without anything alive in them: people may begin something, or what was done is still being undone. */
function endsWhenEmpty(run: Run, record: Activation): boolean {
  if (record.cancelled === true || awaitsCompensation(run, record.id)) return false
  const node = nodeOf(run, record)
  const { endsWhenEmpty: hook } = elementOf(run, node)
  return hook === undefined || record.multi !== undefined || isRevived(record, node) || hook(record, node.settings)
}

function completeInstance(run: Run): void {
  const { state } = run.draft
  endProcessScope(run, '流程已结束')
  emit(run, { type: 'InstanceCompleted', atMs: run.context.nowMs })
  reportToCaller(run, { kind: 'completed', variables: state.data })
}

/** Closes what hangs at the process itself: event sub-processes that still listen, incidents about nothing that lives. */
export function endProcessScope(run: Run, reason: string): void {
  releaseWaits(run, 0, reason)
  for (const incident of run.draft.tokens.incidents) emit(run, { type: 'IncidentResolved', incidentId: idOf(run, incident.id), cause: 'cancelled' })
}

/** Tells the calling instance, if there is one, how this one ended: a command written in the same commit. */
export function reportToCaller(
  run: Run,
  result: { kind: 'completed'; variables: Variables } | { kind: 'error'; code: string; message: string | null; variables: Variables } | { kind: 'cancelled'; reason: string },
): void {
  const { caller } = run.draft.state
  if (caller === null) return
  run.effects.push({
    type: 'SendCommand',
    instanceId: caller.instanceId,
    command: { type: 'CompleteCall', elementInstanceId: caller.elementInstanceId, result },
  })
}

function reportBudget(run: Run): void {
  const { parked, active, incidents } = run.draft.tokens
  const first = parked[0] ?? active.find((record) => record.arrived !== undefined)
  if (first === undefined || incidents.some((incident) => incident.code === 'STEP_BUDGET')) return
  emit(run, {
    type: 'IncidentRaised',
    incidentId: idOf(run, nextNumber(run)),
    code: 'STEP_BUDGET',
    elementId: first.element,
    elementInstanceId: null,
    jobId: null,
    message: `一次操作引起的环节超过 ${run.graph.budget} 个，已停下。请检查模型中没有等待环节的循环，改正后重试或终止此流程。`,
    stage: 'enter',
    atMs: run.context.nowMs,
  })
}
