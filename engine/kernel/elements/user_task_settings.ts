import type { CompiledExpression } from '#engine/expressions/expression'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { CandidateSource } from '../graph.js'
import type { SourceElement } from '#engine/model/source_element'
import { principalsIn, type EmptyAssignee } from '../run/candidates.js'
import type { CompileTools } from './element.js'
import { compileFormReference } from './form_reference.js'
import type { UserTaskSettings } from './user_task.js'

const PERMISSIONS = ['write', 'read', 'hidden'] as const
const OPINIONS = ['required', 'optional', 'none'] as const
const AUTO_PASS = ['never', 'consecutive', 'process'] as const
const STARTER_IS_APPROVER = ['self', 'skip', 'superior', 'departmentHead'] as const
const VOTES = [{ value: 'agree', label: '同意' }, { value: 'disagree', label: '不同意' }, { value: 'abstain', label: '弃权' }]
/** Allowed where a model does not say: everything but the jump, which needs a role that the model names. */
const ACTIONS = ['transfer', 'release', 'delegate', 'addSigners', 'removeSigners', 'return', 'withdraw', 'urge', 'copy']

/** Reads what a user task says about people, limits, outcomes, form and fields. */
export function compileUserTask(source: SourceElement, tools: CompileTools): UserTaskSettings {
  const assigneeText = attributeOrZeebe(source, tools, 'assignee', 'assignmentDefinition', 'assignee')
  const users = attributeOrZeebe(source, tools, 'candidateUsers', 'assignmentDefinition', 'candidateUsers')
  const groups = attributeOrZeebe(source, tools, 'candidateGroups', 'assignmentDefinition', 'candidateGroups')
  const dueDate = attributeOrZeebe(source, tools, 'dueDate', 'taskSchedule', 'dueDate')
  const priority = attributeOrZeebe(source, tools, 'priority', 'priorityDefinition', 'priority')
  const workingDays = tools.own(source, 'workingDays')
  const outcomes = compileOutcomes(source, tools)
  const information: UserTaskInformation = {
    ...compileFormReference(source, tools),
    outcomes,
    fieldPermissions: compileFieldPermissions(source, tools),
    actions: tools.own(source, 'actions')?.split(/[,，\s]+/).filter((action) => action !== '') ?? ACTIONS,
    opinion: oneOf(OPINIONS, tools.own(source, 'opinion') ?? 'optional', 'gov:opinion', tools) ?? 'optional',
    workingDays: workingDays !== undefined && /^\d+$/.test(workingDays) ? Number(workingDays) : null,
    candidateText: [assigneeText, users, groups].filter((text) => text !== undefined).join('，'),
  }
  return {
    information,
    assignee: optional(assigneeText, '办理人', tools),
    candidates: compileCandidates(users, groups, tools),
    emptyAssignee: compileEmptyAssignee(source, tools),
    priority: optional(priority, '优先级', tools),
    limit: {
      dueDate: optional(dueDate, '到期时间', tools),
      workingDays: optional(workingDays, '工作日时限', tools),
      workingHours: optional(tools.own(source, 'workingHours'), '工作小时时限', tools),
      followUpDate: optional(tools.attribute(source, 'followUpDate'), '跟进时间', tools),
    },
    outcomes: outcomes.map((outcome) => outcome.value),
    autoPass: oneOf(AUTO_PASS, tools.own(source, 'autoPass') ?? 'never', 'gov:autoPass', tools) ?? 'never',
    starterIsApprover: oneOf(STARTER_IS_APPROVER, tools.own(source, 'starterIsApprover') ?? 'self', 'gov:starterIsApprover', tools) ?? 'self',
  }
}

function attributeOrZeebe(source: SourceElement, tools: CompileTools, name: string, element: string, attribute: string): string | undefined {
  const child = tools.extensions(source, element)[0]?.[attribute]
  return tools.attribute(source, name) ?? (typeof child === 'string' ? child : undefined)
}

function optional(text: string | undefined, what: string, tools: CompileTools): CompiledExpression | null {
  return text === undefined || text.trim() === '' ? null : tools.value(text, what)
}

/** Comma lists and expressions of `candidateUsers` and `candidateGroups`. */
export function compileCandidates(users: string | undefined, groups: string | undefined, tools: CompileTools): CandidateSource {
  const fixed: string[] = []
  const expressions: { prefix: 'user' | 'role'; value: CompiledExpression }[] = []
  for (const [text, prefix] of [[users, 'user'], [groups, 'role']] as const) {
    if (text === undefined || text.trim() === '') continue
    const value = tools.value(text, '候选人')
    if (value === null) continue
    if (value.dialect === 'literal') fixed.push(...principalsIn(text, prefix).filter((principal) => !fixed.includes(principal)))
    else expressions.push({ prefix, value })
  }
  return { fixed, expressions }
}

function compileEmptyAssignee(source: SourceElement, tools: CompileTools): EmptyAssignee {
  const text = tools.own(source, 'emptyAssignee') ?? 'administrator'
  if (text === 'administrator' || text === 'pass' || text === 'refuse') return { kind: text }
  if (/^user:\S+$/.test(text)) return { kind: 'user', userId: text.slice('user:'.length) }
  tools.report('error', 'EMPTY_ASSIGNEE', `审批人为空的策略应为 administrator、user:账号、pass 或 refuse，实际为“${text}”。请更正 gov:emptyAssignee。`)
  return { kind: 'administrator' }
}

/** `agree:同意,refuse:不同意`; a value without label is its own label. */
function compileOutcomes(source: SourceElement, tools: CompileTools): { value: string; label: string }[] {
  const parts = (tools.own(source, 'outcomes') ?? '').split(/[,，]/).map((part) => part.trim()).filter((part) => part !== '')
  const outcomes = parts.map((part) => {
    const [value, label] = part.split(/[:：]/).map((side) => side.trim())
    return { value: value as string, label: label === undefined || label === '' ? (value as string) : label }
  })
  const bare = parts.filter((part) => !/[:：]/.test(part))
  if (bare.length > 0 && bare.length < parts.length) {
    tools.report('warning', 'OUTCOME_WITHOUT_LABEL', `办理结果“${bare[0]}”没有写成“值:名称”，会单独成为一个按钮。逗号（包括“，”）分开各个结果，名称里请不要用。`)
  }
  if (tools.own(source, 'countersign') !== undefined) {
    const isVote = outcomes.length === 0 || ['agree', 'disagree'].every((vote) => outcomes.some(({ value }) => value === vote))
    if (!isVote) tools.report('error', 'COUNTERSIGN_OUTCOMES', '会签的办理结果（gov:outcomes）应有 agree 和 disagree，可以有 abstain。请更正，或删去让系统给出。')
    if (source.loopCharacteristics === undefined) tools.report('error', 'COUNTERSIGN', '写了会签规则（gov:countersign），但任务不是多实例。请加上多实例标记，或删去规则。')
    if (outcomes.length === 0) return VOTES
  }
  if (new Set(outcomes.map((outcome) => outcome.value)).size < outcomes.length) {
    tools.report('error', 'DUPLICATE_OUTCOME', 'gov:outcomes 中有重复的办理结果。请删去重复的一个。')
  }
  return outcomes
}

function compileFieldPermissions(source: SourceElement, tools: CompileTools): Record<string, 'write' | 'read' | 'hidden'> {
  const entries: [string, unknown][] = tools.extensions(source, 'fieldPermission').map((child) => [String(child.name ?? ''), child.permission])
  const text = tools.own(source, 'fieldPermissions')
  if (text !== undefined) entries.push(...parsePermissions(text, tools))
  const permissions: [string, 'write' | 'read' | 'hidden'][] = []
  for (const [name, value] of entries) {
    const permission = oneOf(PERMISSIONS, String(value), `字段“${name}”的权限`, tools)
    if (permission !== null) permissions.push([name, permission])
  }
  return Object.fromEntries(permissions)
}

function parsePermissions(text: string, tools: CompileTools): [string, unknown][] {
  try {
    const parsed: unknown = JSON.parse(text)
    if (typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed)) return Object.entries(parsed)
  } catch {
    // reported below: text that is no JSON and JSON that is no object are the same mistake
  }
  tools.report('error', 'FIELD_PERMISSIONS', 'gov:fieldPermissions 应为 JSON 对象，如 {"面积":"read","*":"hidden"}。请更正。')
  return []
}

function oneOf<T extends string>(allowed: readonly T[], text: string, what: string, tools: CompileTools): T | null {
  const found = allowed.find((value) => value === text)
  if (found !== undefined) return found
  tools.report('error', 'ATTRIBUTE_VALUE', `${what}应为 ${allowed.join('、')} 之一，实际为“${text}”。请更正。`)
  return null
}
