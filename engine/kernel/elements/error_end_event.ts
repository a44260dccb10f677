import type { SourceElement } from '#engine/model/source_element'
import { throwError } from '../run/throw_error.js'
import { defineElement } from './element.js'

export interface ErrorEndSettings {
  readonly code: string
}

/** Error end event: throws a BPMN error to the nearest activity around it that catches it. BPMN 2.0.2, 10.5.3. */
export const errorEndEvent = defineElement<ErrorEndSettings>({
  kind: 'endEvent:error',
  rests: false,
  compile(source, tools) {
    const code = tools.errorCode((source.eventDefinitions as SourceElement[])[0] as SourceElement)
    if (code === null) tools.report('warning', 'ERROR_WITHOUT_CODE', '错误结束事件没有引用错误代码，只有不限代码的错误边界事件能捕获它。请引用一个错误定义。')
    return { code: code ?? '' }
  },
  enter(run, record, _node, { code }) {
    throwError(run, record, code, null, {})
    return 'stopped'
  },
})
