import { STOPPED } from '../run/evaluate.js'
import { defineElement } from './element.js'
import { compileMessageWait, prepareSubscription, type MessageWaitSettings } from './message_wait.js'

/** Receive task: waits for its message; without one it waits to be triggered by id. One with `instantiate` starts the process. BPMN 2.0.2, 10.3.3. */
export const receiveTask = defineElement<MessageWaitSettings>({
  kind: 'receiveTask',
  rests: true,
  compile(source, tools) {
    if (source.instantiate === true && source.$parent?.$type !== 'bpmn:Process') tools.report('error', 'INSTANTIATE_PLACE', '只有流程本身的接收任务才能启动流程，子流程里的不能。请去掉 instantiate。')
    if (source.messageRef === undefined) return { message: null, correlationKey: null }
    return compileMessageWait(source, source, tools)
  },
  enter(run, record, node, settings) {
    if (settings.message === null) return 'waiting'
    const open = prepareSubscription(run, record, node, settings)
    if (open === STOPPED) return 'stopped'
    open()
    return 'waiting'
  },
  watch: (run, host, node, settings) => (settings.message === null ? () => undefined : prepareSubscription(run, host, node, settings)),
  check(node, { message }, tools) {
    if (!node.instantiates) return
    if (node.incoming.length > 0) tools.report('error', 'INSTANTIATE_INCOMING', '启动流程的接收任务不能有进入的顺序流。请删去连线，或去掉 instantiate。')
    if (message?.dialect !== 'literal') tools.report('error', 'INSTANTIATE_MESSAGE', '启动流程的接收任务要引用一个固定名称的消息。请更正。')
  },
})
