import { defineElement } from './element.js'

export const COMPENSATE_BOUNDARY = 'boundaryEvent:compensate'

/**
 * Compensation boundary event: says by an association which activity undoes the one it sits on. It waits for nothing and no token passes
 * it; the compiler puts the handler into the activity's node. BPMN 2.0.2, 10.5.4 and 10.7.1.
 */
export const compensateBoundaryEvent = defineElement<null>({
  kind: COMPENSATE_BOUNDARY,
  rests: false,
  compile: () => null,
  enter: () => 'done',
  check(node, _settings, tools) {
    if (node.outgoing.length > 0) tools.report('error', 'COMPENSATE_BOUNDARY_FLOW', '补偿边界事件不能有出去的顺序流，应以关联线连到补偿活动。请删去顺序流，改用关联线。')
    if (node.attachedTo?.boundaries.some((other) => other.index < node.index && other.kind === COMPENSATE_BOUNDARY)) {
      tools.report('error', 'SEVERAL_COMPENSATE_BOUNDARIES', '同一活动上有多个补偿边界事件，无法决定用哪一个撤销。请只留一个。')
    }
  },
})
