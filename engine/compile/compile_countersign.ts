import type { CompileTools } from '#engine/kernel/elements/element'
import type { Countersign } from '#engine/kernel/graph'
import { principalsIn } from '#engine/kernel/run/candidates'
import type { SourceElement } from '#engine/model/source_element'

const RULES = ['all', 'any', 'ratio', 'weight'] as const
const EVERYBODY = ['any', 'true', '*']

/** `gov:countersign` of a multi-instance user task: when the votes agree. It is the body's completion condition, so it stands alone. */
export function compileCountersign(source: SourceElement, hasCondition: boolean, tools: CompileTools): Countersign | null {
  const text = tools.own(source, 'countersign')
  if (text === undefined) return null
  const rule = RULES.find((one) => one === text)
  if (rule === undefined) {
    tools.report('error', 'COUNTERSIGN', `会签规则（gov:countersign）应为 ${RULES.join('、')} 之一，实际为“${text}”。请更正。`)
    return null
  }
  if (source.$type !== 'bpmn:UserTask') tools.report('error', 'COUNTERSIGN', '会签规则只用于多实例的用户任务。请移到用户任务上，或删去。')
  if (hasCondition) tools.report('error', 'COUNTERSIGN_TWICE', '同时写了会签规则（gov:countersign）和完成条件（completionCondition）。请只保留一个。')
  return { rule, share: shareOf(source, rule, tools), weights: weightsOf(source, tools), veto: vetoOf(source, tools) }
}

/** `0.6`, `60%`, or an expression. */
function shareOf(source: SourceElement, rule: Countersign['rule'], tools: CompileTools): Countersign['share'] {
  const text = tools.own(source, 'countersignRatio')?.trim()
  if (rule !== 'ratio' && rule !== 'weight') return null
  if (text === undefined || text === '') {
    tools.report('error', 'COUNTERSIGN_RATIO', '按比例或票权会签没有写明通过比例（gov:countersignRatio）。请填写，如 0.6 或 60%。')
    return null
  }
  const value = tools.value(text, '通过比例')
  if (value === null || value.dialect !== 'literal') return value
  const number = text.endsWith('%') ? Number(text.slice(0, -1)) / 100 : Number(text)
  if (number > 0 && number <= 1) return number
  tools.report('error', 'COUNTERSIGN_RATIO', `通过比例“${text}”应大于 0 且不超过 1（或 100%）。请更正 gov:countersignRatio。`)
  return null
}

/** `li:2,wang:1`, or an expression that gives a context. Who is not named has one vote. */
function weightsOf(source: SourceElement, tools: CompileTools): Countersign['weights'] {
  const text = tools.own(source, 'countersignWeights')?.trim()
  if (text === undefined || text === '') return null
  const value = tools.value(text, '票权')
  if (value === null || value.dialect !== 'literal') return value
  const weights = new Map<string, number>()
  for (const part of text.split(/[,，]/)) {
    const [, user, weight] = /^\s*(?:user:)?([^:：]+)[:：]\s*(\d+(?:\.\d+)?)\s*$/.exec(part) ?? []
    if (user === undefined) tools.report('error', 'COUNTERSIGN_WEIGHTS', `票权“${part.trim()}”应写成“人员:票数”，如 li:2。请更正 gov:countersignWeights。`)
    else weights.set(user.trim(), Number(weight))
  }
  return weights
}

/** `any` = everybody's disagreement decides; else a list of people and roles. */
function vetoOf(source: SourceElement, tools: CompileTools): Countersign['veto'] {
  const text = tools.own(source, 'countersignVeto')?.trim() ?? ''
  if (EVERYBODY.includes(text)) return 'everybody'
  return text === 'false' || text === 'none' ? [] : principalsIn(text, 'user')
}
