import type { CompiledExpression } from '#engine/expressions/expression'
import type { SourceElement } from '#engine/model/source_element'
import { defineElement } from './element.js'

export interface MessageStartSettings {
  readonly message: CompiledExpression | null
  readonly formKey: string | null
}

/** Message start event: a message of this name starts an instance; the shell subscribes at deployment. */
export const messageStartEvent = defineElement<MessageStartSettings>({
  kind: 'startEvent:message',
  rests: false,
  compile(source, tools) {
    const [definition] = source.eventDefinitions as SourceElement[]
    const message = tools.message(definition as SourceElement)
    if (message !== null && message.dialect !== 'literal') {
      tools.report('error', 'START_MESSAGE_NAME', '消息开始事件的消息名应为固定文本，实际是表达式。部署时还没有变量，请改为固定的名称。')
    }
    return { message, formKey: tools.attribute(source, 'formKey') ?? null }
  },
  enter: () => 'done',
})
