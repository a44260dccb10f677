import type { CompiledExpression } from '#engine/expressions/expression'
import type { CandidateSource, Node } from '../graph.js'
import type { Principal, UserId } from '#engine/model/principal'
import type { Activation, IncidentStage } from '../state.js'
import { evaluate, evaluateText, STOPPED, type Stopped } from './evaluate.js'
import { elementText, raiseIncident } from './incidents.js'
import type { Run } from './run.js'

/** 审批人为空: what happens when a task finds nobody. */
export type EmptyAssignee =
  | { readonly kind: 'administrator' }
  | { readonly kind: 'user'; readonly userId: UserId }
  | { readonly kind: 'pass' }
  | { readonly kind: 'refuse' }

export interface People {
  readonly assignee: UserId | null
  readonly candidates: readonly Principal[]
}

interface PeopleSettings {
  readonly assignee: CompiledExpression | null
  readonly candidates: CandidateSource
  readonly emptyAssignee: EmptyAssignee
}

const PREFIXED = /^(user|role|post|dept):/

/** Who gets the task, after the policy for nobody found; `pass` = the task is skipped. */
export function resolveCandidates(run: Run, record: Activation, node: Node, settings: PeopleSettings): People | 'pass' | Stopped {
  const assignee = settings.assignee === null ? null : evaluateText(run, record, settings.assignee, '办理人')
  if (assignee === STOPPED) return STOPPED
  const candidates = candidatesOf(run, record, settings.candidates)
  if (candidates === STOPPED) return STOPPED
  const named = assignee === null || assignee === '' ? null : assignee.replace(/^user:/, '')
  const { directory } = run.context
  if (named !== null || candidates.some((principal) => directory.membersOf(principal).length > 0)) return { assignee: named, candidates }
  return nobody(run, record, node, settings.emptyAssignee, candidates)
}

/** What a source of candidates gives, seen from an activation. */
export function candidatesOf(run: Run, record: Activation, source: CandidateSource, stage: IncidentStage = 'enter'): readonly Principal[] | Stopped {
  if (source.expressions.length === 0) return source.fixed
  const found = [...source.fixed]
  for (const { prefix, value: expression } of source.expressions) {
    const value = evaluate(run, record, expression, '候选人', stage)
    if (value === STOPPED) return STOPPED
    for (const principal of principalsIn(value, prefix)) if (!found.includes(principal)) found.push(principal)
  }
  return found
}

/** Principals in a comma list or a list of texts; a bare name gets the prefix. */
export function principalsIn(value: unknown, prefix: 'user' | 'role'): Principal[] {
  const names = typeof value === 'string' ? value.split(/[,，]/) : Array.isArray(value) ? value.filter((name) => typeof name === 'string') : []
  return names
    .map((name: string) => name.trim())
    .filter((name) => name !== '')
    .map((name) => (PREFIXED.test(name) ? name : `${prefix}:${name}`))
}

/** What the policy for nobody found makes of a task that nobody may do. */
export function nobody(run: Run, record: Activation, node: Node, policy: EmptyAssignee, sought: readonly Principal[]): People | 'pass' | Stopped {
  const { directory } = run.context
  if (policy.kind === 'pass') return 'pass'
  if (policy.kind === 'user') return { assignee: policy.userId, candidates: [] }
  const administrators = policy.kind === 'administrator' ? directory.administrators() : []
  if (administrators.length > 0) return { assignee: null, candidates: [...sought, ...administrators.map((userId) => `user:${userId}`)] }
  const who = sought.length === 0 ? '没有指定办理人' : `找不到 ${sought.join('、')} 的人员`
  raiseIncident(run, record, 'NO_CANDIDATE', `${elementText(node)}${who}。请在组织机构中补充人员，再重试。`, 'enter')
  return STOPPED
}
