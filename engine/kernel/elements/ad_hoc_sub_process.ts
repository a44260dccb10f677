import type { CompiledExpression } from '#engine/expressions/expression'
import type { CandidateSource, Node } from '../graph.js'
import { evaluate, STOPPED } from '../run/evaluate.js'
import { prepareListeners } from '../run/event_sub_processes.js'
import { elementText, raiseIncident } from '../run/incidents.js'
import { sendIn, type Run } from '../run/run.js'
import { mergeInto } from '../run/variables.js'
import type { Activation } from '../state.js'
import { compileCandidates } from './user_task_settings.js'
import { defineElement, type CompileTools, type Progress } from './element.js'

export interface AdHocSettings {
  /** One activity after the other; otherwise several at a time, each as often as wanted. */
  readonly isSequential: boolean
  readonly completionCondition: CompiledExpression | null
  /** Whether what still runs ends at once when the condition becomes true. */
  readonly cancelsRemaining: boolean
  /** Who may begin activities and end it, by `candidateUsers` and `candidateGroups`; null = everybody who works on the case. */
  readonly candidates: CandidateSource | null
  /** `zeebe:adHoc`: ids of what begins at once. */
  readonly activeElements: CompiledExpression | null
  /** `zeebe:adHoc`: what each chain of activities gives when its last one is done, listed under a name. */
  readonly output: { readonly name: string; readonly element: CompiledExpression } | null
}

/**
 * Ad-hoc sub-process: people choose which of its activities begin, in what order and how often. Sequence flows inside are followed by
 * themselves. Ends when its condition holds after an activity, or when somebody says so. BPMN 2.0.2, 10.3.5 and 13.3.5.
 */
export const adHocSubProcess = defineElement<AdHocSettings>({
  kind: 'adHocSubProcess',
  rests: true,
  compile(source, tools) {
    const condition = (source.completionCondition as { body?: string } | undefined)?.body?.trim()
    const users = tools.attribute(source, 'candidateUsers')
    const groups = tools.attribute(source, 'candidateGroups')
    const { activeElementsCollection: active, outputCollection, outputElement } = (tools.extensions(source, 'adHoc')[0] ?? {}) as Record<string, string | undefined>
    return {
      isSequential: source.ordering === 'Sequential',
      completionCondition: condition === undefined || condition === '' ? null : tools.condition(condition, '完成条件'),
      candidates: users === undefined && groups === undefined ? null : compileCandidates(users, groups, tools),
      cancelsRemaining: source.cancelRemainingInstances !== false,
      activeElements: active === undefined || active.trim() === '' ? null : tools.feel(active.trim().replace(/^=/, ''), '起始活动'),
      output: compileOutput(outputCollection, outputElement, tools),
    }
  },
  enter: beginAdHoc,
  endsWhenEmpty: (record, { activeElements, completionCondition }) => record.isClosing === true || (activeElements !== null && completionCondition === null),
  check(node, _settings, tools) {
    if (node.starts.length === 0) tools.report('error', 'AD_HOC_EMPTY', '临时子流程里没有可启动的活动。请加一个没有进入流的活动。')
    for (const start of node.starts) if (start.type === 'startEvent') reportStart(start, tools)
  },
})

function compileOutput(name: string | undefined, text: string | undefined, tools: CompileTools): AdHocSettings['output'] {
  if (name === undefined && text === undefined) return null
  if (!name || !text) {
    tools.report('error', 'AD_HOC_OUTPUT', '临时子流程的汇总应同时写明 outputCollection 和 outputElement。请补全。')
    return null
  }
  const element = tools.feel(text.trim().replace(/^=/, ''), '汇总的值')
  return element === null ? null : { name, element }
}

function reportStart(start: Node, tools: CompileTools): void {
  tools.report('error', 'AD_HOC_START', `临时子流程里不能有开始事件“${start.id}”，其中的活动由人选择启动。请删去开始事件。`)
}

function beginAdHoc(run: Run, record: Activation, node: Node, { activeElements, isSequential, completionCondition, output }: AdHocSettings): Progress {
  if (output !== null) mergeInto(run, record.id, { [output.name]: [] })
  const listen = prepareListeners(run, record.id)
  if (listen === STOPPED) return 'stopped'
  if (activeElements === null) {
    listen()
    return 'waiting'
  }
  const ids = evaluate(run, record, activeElements, `${elementText(node)}的起始活动`, 'enter')
  if (ids === STOPPED) return 'stopped'
  const chosen = Array.isArray(ids) ? ids.map((id) => node.starts.find((start) => start.id === id)) : [undefined]
  if (chosen.includes(undefined) || (isSequential && chosen.length > 1)) {
    const wanted = isSequential ? '至多一个可启动的活动（该子流程一次只办一个）' : '其中可启动的活动'
    raiseIncident(run, record, 'AD_HOC_ELEMENTS', `${elementText(node)}的起始活动应为列表，列出${wanted}的编号，实际为 ${JSON.stringify(ids)}。请更正数据后重试。`, 'enter')
    return 'stopped'
  }
  if (listen() === 'interrupted') return 'waiting'
  sendIn(run, chosen as Node[], record.id, record.lastOutcome)
  return chosen.length === 0 && completionCondition === null ? 'done' : 'waiting'
}
