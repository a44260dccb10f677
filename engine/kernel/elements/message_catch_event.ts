import type { SourceElement } from '#engine/model/source_element'
import { STOPPED } from '../run/evaluate.js'
import { defineElement } from './element.js'
import { compileMessageWait, prepareSubscription, type MessageWaitSettings } from './message_wait.js'

/** Message intermediate catch event: the token rests until the message comes. BPMN 2.0.2, 10.5.4. */
export const messageCatchEvent = defineElement<MessageWaitSettings>({
  kind: 'intermediateCatchEvent:message',
  rests: true,
  compile: (source, tools) => compileMessageWait(source, (source.eventDefinitions as SourceElement[])[0] as SourceElement, tools),
  enter(run, record, node, settings) {
    const open = prepareSubscription(run, record, node.id, settings)
    if (open === STOPPED) return 'stopped'
    open()
    return 'waiting'
  },
})
