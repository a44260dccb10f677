import { defineElement } from './element.js'
import { compileMessageThrow, throwMessage, type MessageThrowSettings } from './message_throw.js'

/** Send task: publishes its message, or gives the sending to a job. BPMN 2.0.2, 13.3.3. */
export const sendTask = defineElement<MessageThrowSettings>({
  kind: 'sendTask',
  rests: true,
  compile: (source, tools) => compileMessageThrow(source, source, tools),
  enter: (run, record, _node, settings) => throwMessage(run, record, settings),
})
