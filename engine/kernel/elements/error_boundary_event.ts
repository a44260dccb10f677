import type { SourceElement } from '#engine/model/source_element'
import type { ErrorCatch } from '../run/throw_error.js'
import { defineElement, type CompileTools } from './element.js'
import { definitionOf } from './event_source.js'

const ERROR_BOUNDARY = 'boundaryEvent:error'

/** What an error event catches, and the variables it tells. */
export function compileErrorCatch(source: SourceElement, tools: CompileTools): ErrorCatch {
  const definition = definitionOf(source)
  return {
    code: tools.errorCode(definition),
    codeVariable: tools.attribute(definition, 'errorCodeVariable') ?? null,
    messageVariable: tools.attribute(definition, 'errorMessageVariable') ?? null,
  }
}

/** Error boundary event: catches a BPMN error thrown inside its activity; always interrupts. BPMN 2.0.2, 10.5.4. */
export const errorBoundaryEvent = defineElement<ErrorCatch>({
  kind: ERROR_BOUNDARY,
  rests: false,
  compile: compileErrorCatch,
  enter: () => 'done',
  check(node, settings, tools) {
    const twin = node.attachedTo?.boundaries.find(
      (other) => other.index < node.index && other.kind === ERROR_BOUNDARY && (other.settings as ErrorCatch).code === settings.code,
    )
    if (twin === undefined) return
    const what = settings.code === null ? '不限代码的错误' : `错误“${settings.code}”`
    tools.report('error', 'AMBIGUOUS_ERROR_BOUNDARY', `${what}在同一活动上已由边界事件 ${twin.id} 捕获，再捕获一次无法决定走哪条路。请删去一个。`)
  },
})
