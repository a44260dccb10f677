import { defineElement } from './element.js'
import { definitionOf, isInEventSubProcess } from './event_source.js'
import { compileMessageWait, prepareSubscription, type MessageWaitSettings } from './message_wait.js'

export interface MessageStartSettings extends MessageWaitSettings {
  readonly formKey: string | null
}

/** Message start event: a message of this name starts an instance (the shell subscribes at deployment), or an event sub-process while its scope lives. BPMN 2.0.2, 10.5.2. */
export const messageStartEvent = defineElement<MessageStartSettings>({
  kind: 'startEvent:message',
  rests: false,
  compile(source, tools) {
    const wait = compileMessageWait(source, definitionOf(source), tools)
    if (!isInEventSubProcess(source) && wait.message !== null && wait.message.dialect !== 'literal') {
      tools.report('error', 'START_MESSAGE_NAME', '消息开始事件的消息名应为固定文本，实际是表达式。部署时还没有变量，请改为固定的名称。')
    }
    return { ...wait, formKey: tools.attribute(source, 'formKey') ?? null }
  },
  enter: () => 'done',
  watch: (run, scope, node, settings) => prepareSubscription(run, scope, node, settings),
})
