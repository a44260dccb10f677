import type { StartInstance } from '../commands.js'
import type { IncidentRaised } from '../events.js'
import type { Node } from '../graph.js'
import type { Rejection } from '../rejection.js'
import { STOPPED } from '../run/evaluate.js'
import { prepareListeners } from '../run/event_sub_processes.js'
import { startAtDefinition, startAtMessage } from '../run/happen.js'
import { emit, sendIn, type Run } from '../run/run.js'
import { reject, type Handler } from './handler.js'
import { checkNames } from './variable_names.js'

/** Begins at the start event asked for, else at the none start event. The run's state is the empty one of the new instance. */
export const startInstance: Handler<StartInstance> = (run, command) => {
  const starts = startNodes(run.graph.starts, command.startElementId)
  const message = run.graph.instantiating.find((node) => node.id === command.startElementId)
  if (starts.length === 0 && message === undefined) {
    const what = command.startElementId === null ? '没有无触发的开始事件，不能直接启动' : `没有开始事件“${command.startElementId}”`
    return reject('INVALID_ARGUMENT', `流程“${run.process.name}”${what}。请改用它的消息或定时方式启动，或在模型中加开始事件。`)
  }
  if (!mayStart(run, command)) return reject('FORBIDDEN', `您不在流程“${run.process.name}”的发起人范围内。请联系流程管理员。`)
  const refusal = checkNames(command.variables)
  if (refusal !== undefined) return refusal
  emit(run, {
    type: 'InstanceStarted',
    instanceId: command.instanceId,
    definitionId: command.definitionId,
    processId: run.process.id,
    businessKey: command.businessKey,
    title: command.title,
    starter: command.starter,
    caller: command.caller,
    variables: command.variables,
    ...(command.formPackageId === undefined ? undefined : { formPackageId: command.formPackageId }),
    atMs: run.context.nowMs,
  })
  const listen = prepareListeners(run, 0)
  if (listen === STOPPED) return cannotListen(run)
  if (listen() === 'interrupted') return undefined
  const first = command.startDefinition === undefined ? undefined : starts[0]?.parts[command.startDefinition]
  if (first !== undefined) startAtDefinition(run, first)
  else if (message === undefined) sendIn(run, starts, 0, undefined)
  else startAtMessage(run, message as Node)
  return undefined
}

/** Whom the model lets start it; a caller and a clock start whatever they call. */
function mayStart({ process, context }: Run, { starter, caller }: StartInstance): boolean {
  const { candidateStarters } = process
  if (candidateStarters === undefined || starter === null || caller !== null) return true
  return context.directory.principalsOf(starter).some((principal) => candidateStarters.includes(principal))
}

/** What the process itself listens for cannot be computed: nothing is started, since there is no place yet where an incident could stand. */
function cannotListen(run: Run): Rejection {
  const { message } = run.events.at(-1) as IncidentRaised
  return reject('INVALID_ARGUMENT', `流程没有启动：${message}`)
}

/** Without an id: the none start event, or, in a process without start events, everything it begins at. */
function startNodes(starts: readonly Node[], id: string | null): readonly Node[] {
  if (id !== null) return starts.filter((node) => node.id === id)
  return starts.some((node) => node.type === 'startEvent') ? starts.filter((node) => node.kind === 'startEvent').slice(0, 1) : starts
}
