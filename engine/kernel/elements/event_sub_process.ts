import { defineElement } from './element.js'
import { enterSubProcess } from './sub_process.js'

/** Kinds of start events that can trigger one. */
const TRIGGERS = ['message', 'signal', 'timer', 'error', 'escalation', 'conditional', 'compensate', 'multiple'].map((kind) => `startEvent:${kind}`)

/** Event sub-process: listens while its scope lives, and runs inside it each time its start event happens. Arming and triggering: run/event_sub_processes.ts. BPMN 2.0.2, 10.3.5 and 13.5.4. */
export const eventSubProcess = defineElement<null>({
  kind: 'eventSubProcess',
  rests: true,
  compile: () => null,
  enter: enterSubProcess,
  check(node, _settings, tools) {
    const [trigger] = node.starts
    if (node.starts.length !== 1 || trigger?.type !== 'startEvent') {
      tools.report('error', 'EVENT_SUB_PROCESS_START', `事件子流程应有且只有一个开始事件，实际有 ${trigger?.type === 'startEvent' ? node.starts.length : 0} 个。请更正。`)
    } else if (!TRIGGERS.includes(trigger.kind)) {
      tools.report('error', 'EVENT_SUB_PROCESS_TRIGGER', '事件子流程的开始事件必须带触发条件（消息、信号、定时、错误、升级或条件），否则永远不会开始。请更正。')
    }
    if (node.incoming.length + node.outgoing.length > 0) tools.report('error', 'EVENT_SUB_PROCESS_FLOW', '事件子流程不能连接顺序流，它由开始事件触发。请删去连线。')
    if (node.multiInstance !== null) tools.report('error', 'EVENT_SUB_PROCESS_LOOP', '事件子流程不能设为多实例。请在它里面另放一个多实例活动。')
  },
})
