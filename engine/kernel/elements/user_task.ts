import type { CompiledExpression } from '#engine/expressions/expression'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { CandidateSource, Node } from '../graph.js'
import type { UserId } from '#engine/model/principal'
import { hasAgreedBefore, insteadOf, onlyPerson, type AutoPass, type StarterIsApprover } from '../run/auto_pass.js'
import { nobody, resolveCandidates, type EmptyAssignee, type People } from '../run/candidates.js'
import { pinForm } from '../run/bound_form.js'
import { resolveDue, type TaskLimit } from '../run/due.js'
import { evaluateNumber, STOPPED, type Stopped } from '../run/evaluate.js'
import { elementText, raiseIncident } from '../run/incidents.js'
import { emit, idOf, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import { bindingText } from './binding.js'
import { compileUserTask } from './user_task_settings.js'
import { defineElement } from './element.js'

export interface UserTaskSettings {
  readonly information: UserTaskInformation
  readonly assignee: CompiledExpression | null
  readonly candidates: CandidateSource
  readonly emptyAssignee: EmptyAssignee
  readonly priority: CompiledExpression | null
  readonly limit: TaskLimit
  /** `information.outcomes` as bare values. */
  readonly outcomes: readonly string[]
  readonly autoPass: AutoPass
  readonly starterIsApprover: StarterIsApprover
}

const NORMAL_PRIORITY = 50

/** User task: a person's work. Who may do it and until when is decided when it comes into being. BPMN 2.0.2, 10.3.3. */
export const userTask = defineElement<UserTaskSettings>({
  kind: 'userTask',
  rests: true,
  compile: compileUserTask,
  describe: (settings) => settings.information,
  enter(run, record, node, settings) {
    const found = resolveCandidates(run, record, node, settings)
    if (found === STOPPED) return 'stopped'
    const people = record.moved?.assignee === undefined ? withoutStarter(run, record, node, settings, found) : again(run, found, record.moved.assignee)
    if (people === STOPPED) return 'stopped'
    if (people === 'pass') return 'done'
    const passed = record.moved === undefined ? whyPassed(run, record, settings, people) : null
    if (passed === 'missing') return 'waiting'
    const due = resolveDue(run, record, settings.limit)
    if (due === STOPPED) return 'stopped'
    const priority = settings.priority === null ? NORMAL_PRIORITY : evaluateNumber(run, record, settings.priority, '优先级')
    if (priority === STOPPED) return 'stopped'
    const pinned = pinForm(run, settings.information, run.draft.state.definitionId)
    if (pinned === 'missing') return 'waiting'
    if (pinned === 'none') return withoutForm(run, record, node, settings)
    const id = idOf(run, record.id)
    emit(run, {
      type: 'TaskCreated',
      taskId: id,
      elementInstanceId: id,
      elementId: node.id,
      name: node.name === '' ? node.id : node.name,
      assignee: people.assignee,
      candidates: people.candidates,
      dueAtMs: due.dueAtMs,
      amberAtMs: due.amberAtMs,
      priority: priority ?? NORMAL_PRIORITY,
      formKey: settings.information.formKey,
      ...pinned,
      outcomes: settings.outcomes,
      ...(record.moved?.addedBy === undefined ? undefined : { addedBy: record.moved.addedBy }),
      ...(record.draft === undefined ? undefined : { draft: record.draft }),
      atMs: run.context.nowMs,
    })
    if (passed === null) return 'waiting'
    pass(run, record, settings, passed)
    return 'done'
  },
})

function withoutForm(run: Run, record: Activation, node: Node, { information: { formKey, formBinding } }: UserTaskSettings): 'stopped' {
  const message = `${elementText(node)}要用的表单“${formKey}”（${bindingText(formBinding ?? 'deployment')}）不存在。请先发布含有该表单的业务包，再重试。`
  raiseIncident(run, record, 'FORM_NOT_FOUND', message, 'enter')
  return 'stopped'
}

/** Somebody else decides what the starter would have to approve himself, where the model says so. */
function withoutStarter(run: Run, record: Activation, node: Node, settings: UserTaskSettings, found: People | 'pass'): People | 'pass' | Stopped {
  const { starterIsApprover: policy } = settings
  const { starter } = run.draft.state
  if (policy === 'self' || policy === 'skip' || found === 'pass' || starter === null || onlyPerson(run, found) !== starter) return found
  const others = insteadOf(run, starter, policy)
  if (others.length === 0) return nobody(run, record, node, settings.emptyAssignee, [])
  return others.length === 1 ? { assignee: others[0] as UserId, candidates: [] } : { assignee: null, candidates: others.map((user) => `user:${user}`) }
}

/** Why nobody has to do it: its only person is the starter who may skip it, or has agreed before. A task that came back is always done. */
function whyPassed(run: Run, record: Activation, settings: UserTaskSettings, people: People): Passed | null | 'missing' {
  const { autoPass, starterIsApprover, outcomes } = settings
  if (autoPass === 'never' && starterIsApprover !== 'skip') return null
  const userId = onlyPerson(run, people)
  if (userId === null) return null
  if (starterIsApprover === 'skip' && userId === run.draft.state.starter) return { userId, reason: '自动通过（审批人是发起人）' }
  const agreed = autoPass === 'never' ? false : hasAgreedBefore(run, record, userId, autoPass, outcomes)
  return agreed === true ? { userId, reason: '自动通过（重复审批）' } : agreed === 'missing' ? 'missing' : null
}

interface Passed {
  readonly userId: UserId
  readonly reason: string
}

function pass(run: Run, record: Activation, { outcomes }: UserTaskSettings, { userId, reason }: Passed): void {
  const id = idOf(run, record.id)
  const shared = { taskId: id, elementId: record.element, elementInstanceId: id, outcome: outcomes[0] ?? null, atMs: run.context.nowMs }
  emit(run, { type: 'TaskAutoPassed', userId, reason, ...shared })
  emit(run, { type: 'TaskClosed', cause: 'completed', reason: null, by: userId, opinion: reason, ...shared })
}

/** A task that comes again goes to whom it had, while he is still there. */
function again(run: Run, found: People | 'pass', assignee: UserId): People | 'pass' {
  if (run.context.directory.principalsOf(assignee).length === 0) return found
  return { assignee, candidates: found === 'pass' ? [] : found.candidates }
}
