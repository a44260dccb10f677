import type { ResumeInstance, SuspendInstance } from '../commands.js'
import { emit, idOf } from '../run/run.js'
import { finishCall } from './complete_call.js'
import { reject, type Handler } from './handler.js'

/** 挂起: model timers keep what they still had to run. Legal clocks are not the kernel's and run on. */
export const suspendInstance: Handler<SuspendInstance> = (run, { reason }) => {
  const { nowMs } = run.context
  for (const timer of run.draft.tokens.timers) {
    emit(run, { type: 'TimerDisarmed', timerId: idOf(run, timer.id), cause: 'suspended', restMs: Math.max(0, timer.dueAtMs - nowMs) })
  }
  emit(run, { type: 'InstanceSuspended', reason, atMs: nowMs })
  return undefined
}

/** 激活: spans go on with their rest, a date that passed falls due now; results that came meanwhile are carried out. */
export const resumeInstance: Handler<ResumeInstance> = (run) => {
  if (run.draft.state.status !== 'suspended') return reject('INVALID_STATE', '此流程没有被挂起，无需激活。')
  const { nowMs } = run.context
  const { deferred } = run.draft.tokens
  emit(run, { type: 'InstanceResumed', atMs: nowMs })
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
    })
  }
  for (const command of deferred) finishCall(run, command)
  return undefined
}
