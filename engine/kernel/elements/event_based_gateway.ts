import type { Node } from '../graph.js'
import { STOPPED } from '../run/evaluate.js'
import { elementOf } from '../run/run.js'
import { defineElement, type CompileTools, type Watch } from './element.js'
import type { MessageWaitSettings } from './message_wait.js'

/** What may stand behind it. */
const TARGETS = ['intermediateCatchEvent:message', 'intermediateCatchEvent:signal', 'intermediateCatchEvent:timer', 'intermediateCatchEvent:conditional', 'intermediateCatchEvent:multiple', 'receiveTask']

export interface EventGatewaySettings {
  /** Starts the process: all events behind it have to happen, not only the first. */
  readonly isParallel: boolean
}

/** Event-based gateway: waits for all events behind it, takes the way of the first that happens; the others are closed. BPMN 2.0.2, 10.6.6 and 13.4.4. */
export const eventBasedGateway = defineElement<EventGatewaySettings>({
  kind: 'eventBasedGateway',
  rests: true,
  compile(source, tools) {
    const isParallel = source.eventGatewayType === 'Parallel'
    if (source.instantiate === true && source.$parent?.$type !== 'bpmn:Process') tools.report('error', 'INSTANTIATE_PLACE', '只有流程本身的事件网关才能启动流程，子流程里的不能。请去掉 instantiate。')
    if (isParallel && source.instantiate !== true) tools.report('error', 'EVENT_GATEWAY_PARALLEL', '并行的事件网关只能用来启动流程（instantiate）。请改为排他，或用并行网关后接各个捕获事件。')
    return { isParallel }
  },
  enter(run, record, node) {
    const watches: Watch[] = []
    for (const { target } of node.outgoing) {
      const prepared = elementOf(run, target).watch?.(run, record, target, target.settings)
      if (prepared === STOPPED) return 'stopped'
      if (prepared !== undefined) watches.push(prepared)
    }
    for (const watch of watches) watch()
    return 'waiting'
  },
  check(node, _settings, tools) {
    if (node.instantiates) checkStart(node, tools)
    if (node.outgoing.length === 0) tools.report('error', 'EVENT_GATEWAY_EMPTY', '事件网关后面没有事件，令牌会永远停在这里。请连接到捕获事件或接收任务。')
    for (const { id, target, condition } of node.outgoing) {
      if (!TARGETS.includes(target.kind) || target.parts[0]?.part?.needsAll === true || target.multiInstance !== null || target.boundaries.length > 0) {
        tools.report('error', 'EVENT_GATEWAY_TARGET', `事件网关后面只能接消息、信号、定时、条件捕获事件或接收任务（不带边界事件和多实例），“${target.id}”不是。请更正。`)
      }
      if (condition !== null) tools.report('warning', 'CONDITION_IGNORED', `事件网关的顺序流“${id}”上写了条件，不起作用：由先发生的事件决定走哪条路。请删去条件。`)
    }
  },
})

/** A gateway that starts the process has nothing before it and messages of fixed names behind it. */
function checkStart(node: Node, tools: CompileTools): void {
  if (node.incoming.length > 0) tools.report('error', 'INSTANTIATE_INCOMING', '启动流程的事件网关不能有进入的顺序流。请删去连线，或去掉 instantiate。')
  for (const { target } of node.outgoing) {
    const message = (target.settings as Partial<MessageWaitSettings> | null)?.message
    if (message?.dialect !== 'literal') tools.report('error', 'INSTANTIATE_MESSAGE', `启动流程的事件网关后面只能接固定名称的消息，“${target.id}”不是。请更正。`)
  }
}
