import type { Node } from '../graph.js'
import type { StartInstance } from '../commands.js'
import { emit } from '../run/run.js'
import { reject, type Handler } from './handler.js'
import { checkNames } from './variable_names.js'

/** Begins at the start event asked for, else at the none start event. The run's state is the empty one of the new instance. */
export const startInstance: Handler<StartInstance> = (run, command) => {
  const start = startNode(run.graph.starts, command.startElementId)
  if (start === undefined) {
    const what = command.startElementId === null ? '没有无触发的开始事件，不能直接启动' : `没有开始事件“${command.startElementId}”`
    return reject('INVALID_ARGUMENT', `流程“${run.process.name}”${what}。请改用它的消息或定时方式启动，或在模型中加开始事件。`)
  }
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
    atMs: run.context.nowMs,
  })
  run.stack.push({ node: start, scope: 0, flow: null, loop: undefined, variables: undefined, lastOutcome: undefined })
  return undefined
}

function startNode(starts: readonly Node[], id: string | null): Node | undefined {
  return id === null ? starts.find((node) => node.kind === 'startEvent') : starts.find((node) => node.id === id)
}
