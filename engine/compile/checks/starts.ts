import type { Check } from './run_checks.js'

/** A process begins at a start event; sub-processes begin at none start events only (their own check counts them). Ad-hoc ones have no end events either (BPMN 2.0.2, 10.3.5). */
export const checkStarts: Check = ({ graph }, toolsFor) => {
  for (const node of graph.nodes) {
    if (node.type === 'endEvent' && node.parent?.type === 'adHocSubProcess') {
      toolsFor(node.id).report('error', 'AD_HOC_END', `临时子流程里不能有结束事件“${node.id}”（BPMN 2.0.2 §10.3.5）：没有后续的活动办完即止。请删去结束事件。`)
    }
    if (node.type !== 'startEvent') continue
    if (node.incoming.length > 0) toolsFor(node.id).report('error', 'START_HAS_INCOMING', '开始事件不能有进入的顺序流。请把回路连到后面的环节。')
    if (node.parent !== null && node.parent.kind !== 'eventSubProcess' && node.kind !== 'startEvent') {
      toolsFor(node.id).report('error', 'SUB_PROCESS_TRIGGER', '嵌入子流程的开始事件不能带触发条件。请改为无触发的开始事件。')
    }
  }
  const [first] = graph.nodes
  if (graph.starts.length === 0 && graph.instantiating.length > 0) return
  if (graph.starts.length === 0 && first !== undefined) {
    toolsFor(first.id).report('error', 'NO_START_EVENT', '流程没有开始事件，也没有可作起点的环节。请加一个开始事件。')
  } else if (graph.starts[0]?.type !== 'startEvent' && first !== undefined) {
    toolsFor(first.id).report('warning', 'IMPLICIT_START', '流程没有开始事件，将从所有没有进入流的环节同时开始。建议加一个开始事件。')
  }
  const plain = graph.starts.filter((node) => node.kind === 'startEvent')
  for (const extra of plain.slice(1)) {
    toolsFor(extra.id).report('warning', 'SEVERAL_START_EVENTS', `流程有多个无触发的开始事件，直接启动时总是从“${plain[0]?.id ?? ''}”开始。请只留一个。`)
  }
}
