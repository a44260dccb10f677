import type { SourceElement } from '#engine/model/source_element'
import { defineElement } from './element.js'
import { compileMessageWait, prepareSubscription, type MessageWaitSettings } from './message_wait.js'

/** Message boundary event: subscribed while its activity rests; stays so when it does not interrupt. BPMN 2.0.2, 10.5.4. */
export const messageBoundaryEvent = defineElement<MessageWaitSettings>({
  kind: 'boundaryEvent:message',
  rests: false,
  compile: (source, tools) => compileMessageWait(source, (source.eventDefinitions as SourceElement[])[0] as SourceElement, tools),
  enter: () => 'done',
  watch: (run, host, node, settings) => prepareSubscription(run, host, node, settings),
})
