import { STOPPED } from '../run/evaluate.js'
import { defineElement } from './element.js'
import { definitionOf } from './event_source.js'
import { compileMessageWait, prepareSubscription, type MessageWaitSettings } from './message_wait.js'

/** Message intermediate catch event: the token rests until the message comes. BPMN 2.0.2, 10.5.4. */
export const messageCatchEvent = defineElement<MessageWaitSettings>({
  kind: 'intermediateCatchEvent:message',
  rests: true,
  compile: (source, tools) => compileMessageWait(source, definitionOf(source), tools),
  enter(run, record, node, settings) {
    const open = prepareSubscription(run, record, node, settings)
    if (open === STOPPED) return 'stopped'
    open()
    return 'waiting'
  },
  watch: (run, host, node, settings) => prepareSubscription(run, host, node, settings),
})
