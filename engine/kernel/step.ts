import type { ExecutableProcess } from '#engine/model/executable_process'
import { startedState } from './apply/instance.js'
import type { Command, CommandType } from './commands.js'
import { elementRegistry } from './elements/registry.js'
import { activateAdHoc, completeAdHoc } from './handlers/ad_hoc.js'
import { addSigners } from './handlers/add_signers.js'
import { cancelInstance, voidInstance } from './handlers/cancel_instance.js'
import { completeCall, escalateCall } from './handlers/complete_call.js'
import { copyInstance, readCopy } from './handlers/copies.js'
import { delegateTask, resolveTask } from './handlers/delegation.js'
import { defer, isDeferrable } from './handlers/deferral.js'
import { deliverMessage, deliverSignal, fireTimer, triggerElement } from './handlers/events.js'
import { reject, type Handler } from './handlers/handler.js'
import { completeJob, failJob, setJobRetries, throwJobError } from './handlers/jobs.js'
import { migrateInstance } from './handlers/migrate_instance.js'
import { moveToken } from './handlers/move_token.js'
import { noteFact } from './handlers/note_fact.js'
import { removeSigners } from './handlers/remove_signers.js'
import { requestDocument } from './handlers/request_document.js'
import { retryIncident } from './handlers/retry_incident.js'
import { returnTask } from './handlers/return_task.js'
import { setVariables } from './handlers/set_variables.js'
import { skipIncident } from './handlers/skip_incident.js'
import { startInstance } from './handlers/start_instance.js'
import { isSuspendedBy, resumeInstance, suspendInstance } from './handlers/suspension.js'
import { claimTask, completeTask, releaseTask, transferTask } from './handlers/tasks.js'
import { urgeTask } from './handlers/urge_task.js'
import { wakeInstance } from './handlers/wake_instance.js'
import { withdrawTask } from './handlers/withdraw_task.js'
import type { Outcome } from './outcome.js'
import type { Rejection } from './rejection.js'
import { openRun, type Run } from './run/run.js'
import { settle } from './run/settle.js'
import type { InstanceState } from './state.js'
import type { StepContext } from './step_context.js'

type Handlers = { readonly [T in CommandType]: Handler<Extract<Command, { type: T }>> }

const HANDLERS: Handlers = {
  StartInstance: startInstance,
  ClaimTask: claimTask,
  ReleaseTask: releaseTask,
  TransferTask: transferTask,
  CompleteTask: completeTask,
  DeliverMessage: deliverMessage,
  DeliverSignal: deliverSignal,
  EscalateCall: escalateCall,
  TriggerElement: triggerElement,
  FireTimer: fireTimer,
  CompleteJob: completeJob,
  FailJob: failJob,
  ThrowJobError: throwJobError,
  SetJobRetries: setJobRetries,
  CompleteCall: completeCall,
  SetVariables: setVariables,
  RequestDocument: requestDocument,
  NoteFact: noteFact,
  SuspendInstance: suspendInstance,
  ResumeInstance: resumeInstance,
  CancelInstance: cancelInstance,
  RetryIncident: retryIncident,
  SkipIncident: skipIncident,
  ActivateAdHoc: activateAdHoc,
  CompleteAdHoc: completeAdHoc,
  MigrateInstance: migrateInstance,
  DelegateTask: delegateTask,
  ResolveTask: resolveTask,
  AddSigners: addSigners,
  RemoveSigners: removeSigners,
  ReturnTask: returnTask,
  WithdrawTask: withdrawTask,
  MoveToken: moveToken,
  UrgeTask: urgeTask,
  CopyInstance: copyInstance,
  ReadCopy: readCopy,
  VoidInstance: voidInstance,
  WakeInstance: wakeInstance,
}

/**
 * Advances one instance by one command and runs on until nothing can move. Pure: the same process, state, command and context give
 * the same outcome; a refused command and one with missing look-ups leave the state as it was. `state` is null only for StartInstance.
 */
export function step(process: ExecutableProcess, state: InstanceState | null, command: Command, context: StepContext): Outcome {
  const run = openRun(process, state ?? stateBefore(process, command, context), context, elementRegistry, 'chain' in command ? command.chain : 0)
  const rejection = refuseByStatus(state, command) ?? handle(run, command)
  if (rejection === 'deferred') return accepted(run)
  if (rejection !== undefined) return { kind: 'rejected', rejection }
  settle(run)
  return run.lookups.length > 0 ? { kind: 'missing', lookups: run.lookups } : accepted(run)
}

function accepted(run: Run): Outcome {
  run.draft.state.revision++
  return { kind: 'accepted', events: run.events, state: run.draft.state, effects: run.effects }
}

function handle(run: Run, command: Command): Rejection | 'deferred' | undefined {
  if (run.draft.state.status === 'suspended' && isDeferrable(command)) return defer(run, command) ?? 'deferred'
  return (HANDLERS[command.type] as Handler<Command>)(run, command)
}

/** What touches no token: an ended instance may be circulated and woken, and facts about it noted. */
const AT_ANY_TIME: ReadonlySet<CommandType> = new Set<CommandType>(['CopyInstance', 'ReadCopy', 'WakeInstance', 'NoteFact'])

/**
 * What the status of the instance alone forbids. Suspended: everything but resume, cancel, what is kept for the resume, and a second
 * suspension, by or beside the caller's.
 */
function refuseByStatus(state: InstanceState | null, command: Command): Rejection | undefined {
  if (command.type === 'StartInstance') return state === null ? undefined : reject('INVALID_STATE', '此流程已经启动。')
  if (state === null) return reject('NOT_FOUND', '没有此流程。请刷新后重试。')
  if (state.status === 'active' || AT_ANY_TIME.has(command.type)) return undefined
  if (state.status !== 'suspended') return reject('INVALID_STATE', '此流程已经结束，不能再操作。请刷新页面。')
  if (command.type === 'SuspendInstance' && !isSuspendedBy(state, command)) return undefined
  const isAllowed = command.type === 'ResumeInstance' || command.type === 'CancelInstance' || command.type === 'VoidInstance' || isDeferrable(command)
  return isAllowed ? undefined : reject('SUSPENDED', '此流程已被挂起，暂不能办理。请等待激活后再试。')
}

/** The empty state a new instance's first event is folded into; for any other command it is never looked at. */
function stateBefore(process: ExecutableProcess, command: Command, context: StepContext): InstanceState {
  const isStart = command.type === 'StartInstance'
  return startedState({
    type: 'InstanceStarted',
    instanceId: isStart ? command.instanceId : '',
    definitionId: isStart ? command.definitionId : '',
    processId: process.id,
    businessKey: isStart ? command.businessKey : null,
    title: isStart ? command.title : null,
    starter: isStart ? command.starter : null,
    caller: isStart ? command.caller : null,
    variables: isStart ? command.variables : {},
    atMs: context.nowMs,
  })
}
