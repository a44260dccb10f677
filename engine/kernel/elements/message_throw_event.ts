import { defineElement, type ElementDefinition } from './element.js'
import { compileMessageThrow, throwMessage, type MessageThrowSettings } from './message_throw.js'

const messageThrow = (kind: string): ElementDefinition =>
  defineElement<MessageThrowSettings>({
    kind,
    rests: true,
    compile: (source, tools) => compileMessageThrow(source, (source.eventDefinitions as [never])[0], tools),
    enter: (run, record, _node, settings) => throwMessage(run, record, settings),
  })

/** Message intermediate throw event. BPMN 2.0.2, 10.5.4. */
export const messageIntermediateThrowEvent = messageThrow('intermediateThrowEvent:message')

/** Message end event. BPMN 2.0.2, 10.5.3. */
export const messageEndEvent = messageThrow('endEvent:message')
