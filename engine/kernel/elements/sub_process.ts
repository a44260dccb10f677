import { sendIn } from '../run/run.js'
import { defineElement } from './element.js'

/** Embedded sub-process: a scope of its own; it is done when nothing lives in it. BPMN 2.0.2, 13.3.4. */
export const subProcess = defineElement<null>({
  kind: 'subProcess',
  rests: true,
  compile: () => null,
  enter(run, record, node) {
    if (node.starts.length === 0) return 'done'
    sendIn(run, node.starts, record.id, record.lastOutcome)
    return 'waiting'
  },
  check(node, _settings, tools) {
    if (node.starts.length === 0) tools.report('error', 'NO_START_EVENT', '子流程没有开始事件，也没有可作起点的环节。请加一个开始事件。')
    if (node.starts.length > 1 && node.starts[0]?.type === 'startEvent') tools.report('error', 'SEVERAL_START_EVENTS', '子流程有多个开始事件，无法决定从哪一个开始。请只留一个。')
  },
})
