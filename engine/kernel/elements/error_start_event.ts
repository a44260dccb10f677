import { type ErrorCatch } from '../run/throw_error.js'
import { defineElement } from './element.js'
import { compileErrorCatch } from './error_boundary_event.js'
import { isInEventSubProcess } from './event_source.js'

/** Error start event: its event sub-process handles an error thrown in its scope, in place of all that was going on there. BPMN 2.0.2, 10.5.2. */
export const errorStartEvent = defineElement<ErrorCatch>({
  kind: 'startEvent:error',
  rests: false,
  compile(source, tools) {
    if (!isInEventSubProcess(source)) tools.report('error', 'START_TRIGGER', '错误开始事件只能用在事件子流程中。请改为无触发的开始事件。')
    if (source.isInterrupting === false) tools.report('warning', 'ERROR_START_INTERRUPTS', '错误开始事件总是中断所在的范围，标为“不中断”不起作用。请改为中断。')
    return compileErrorCatch(source, tools)
  },
  enter: () => 'done',
})
