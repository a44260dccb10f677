import { STOPPED } from '../run/evaluate.js'
import { defineElement } from './element.js'
import { compileMessageWait, prepareSubscription, type MessageWaitSettings } from './message_wait.js'

/** Receive task: waits for its message; without one it waits to be triggered by id. BPMN 2.0.2, 10.3.3. */
export const receiveTask = defineElement<MessageWaitSettings>({
  kind: 'receiveTask',
  rests: true,
  compile(source, tools) {
    if (source.messageRef === undefined) return { message: null, correlationKey: null }
    return compileMessageWait(source, source, tools)
  },
  enter(run, record, node, settings) {
    if (settings.message === null) return 'waiting'
    const open = prepareSubscription(run, record, node.id, settings)
    if (open === STOPPED) return 'stopped'
    open()
    return 'waiting'
  },
})
