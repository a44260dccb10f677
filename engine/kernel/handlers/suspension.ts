import type { ResumeInstance, SuspendInstance } from '../commands.js'
import { emit, idOf, type Run } from '../run/run.js'
import type { InstanceState } from '../state.js'
import { carryOutDeferred } from './deferral.js'
import { reject, type Handler } from './handler.js'

/** Whether the suspension a command is about, the instance's own or its caller's, stands already. */
export function isSuspendedBy({ status, tokens }: InstanceState, { byCaller }: { byCaller?: true }): boolean {
  if (status !== 'suspended') return false
  const by = tokens.suspendedBy ?? 'self'
  return by === 'both' || by === (byCaller ? 'caller' : 'self')
}

/** 挂起: model timers keep what they still had to run, called instances stand still too. Legal clocks are not the kernel's and run on. */
export const suspendInstance: Handler<SuspendInstance> = (run, { reason, byCaller }) => {
  const { nowMs } = run.context
  if (run.draft.state.status === 'active') {
    for (const timer of run.draft.tokens.timers) {
      emit(run, { type: 'TimerDisarmed', timerId: idOf(run, timer.id), cause: 'suspended', restMs: Math.max(0, timer.dueAtMs - nowMs) })
    }
    for (const instanceId of calledNow(run)) {
      run.effects.push({ type: 'SendCommand', instanceId, command: { type: 'SuspendInstance', reason, byCaller: true } })
    }
  }
  emit(run, { type: 'InstanceSuspended', reason, ...(byCaller && { byCaller }), atMs: nowMs })
  return undefined
}

/**
 * 激活: called instances too. Spans go on with their rest, a date that passed falls due now; results that came meanwhile are carried out.
 * While a second suspension stands, only this one is taken off.
 */
export const resumeInstance: Handler<ResumeInstance> = (run, { byCaller }) => {
  const { state, tokens } = run.draft
  if (state.status !== 'suspended') return reject('INVALID_STATE', '此流程没有被挂起，无需激活。')
  if (!isSuspendedBy(state, { byCaller })) return reject('INVALID_STATE', byCaller ? '此流程没有随上级流程挂起，无需激活。' : '此流程随上级流程一并挂起。请激活上级流程。')
  const { nowMs } = run.context
  if (tokens.suspendedBy === 'both') {
    emit(run, { type: 'SuspensionLifted', ...(byCaller && { byCaller }), atMs: nowMs })
    return undefined
  }
  const { deferred } = tokens
  for (const instanceId of calledNow(run)) {
    run.effects.push({ type: 'SendCommand', instanceId, command: { type: 'ResumeInstance', byCaller: true } })
  }
  emit(run, { type: 'InstanceResumed', atMs: nowMs })
  rearmTimers(run)
  carryOutDeferred(run, deferred)
  return undefined
}

/** Called instances that run: neither a call that failed nor one whose result lies here for the resume. */
function calledNow(run: Run): string[] {
  const { active, incidents, deferred } = run.draft.tokens
  return active.flatMap(({ id, called }) => {
    const isOver = incidents.some(({ owner }) => owner === id) || deferred.some((command) => command.type === 'CompleteCall' && command.elementInstanceId === idOf(run, id))
    return called === undefined || isOver ? [] : [called]
  })
}

function rearmTimers(run: Run): void {
  const { nowMs } = run.context
  for (const timer of run.draft.tokens.timers) {
    emit(run, {
      type: 'TimerArmed',
      timerId: idOf(run, timer.id),
      elementId: timer.element,
      elementInstanceId: idOf(run, timer.owner),
      kind: timer.kind,
      dueAtMs: timer.kind === 'date' ? timer.dueAtMs : nowMs + (timer.restMs ?? 0),
      repetitionsLeft: timer.left,
      ...(timer.body === undefined ? undefined : { body: timer.body }),
      ...(timer.definition === undefined ? undefined : { definition: timer.definition }),
    })
  }
}
