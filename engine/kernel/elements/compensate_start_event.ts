import { defineElement } from './element.js'

/** Compensation start event: begins the event sub-process that undoes the completed sub-process around it. BPMN 2.0.2, 10.5.2. */
export const compensateStartEvent = defineElement<object>({
  kind: 'startEvent:compensate',
  rests: false,
  compile: () => ({}),
  enter: () => 'done',
  check(node, _settings, tools) {
    if (node.parent?.kind !== 'eventSubProcess') {
      tools.report('error', 'COMPENSATE_START', '补偿开始事件只能用在事件子流程里。请放进事件子流程，或改用无触发的开始事件。')
    } else if (node.parent.parent === null) {
      tools.report('warning', 'COMPENSATION_NEVER_TRIGGERED', '流程本身办结后不再被撤销，这个补偿事件子流程不会发生。请把它放进要撤销的子流程里。')
    }
  },
})
