import type { CompiledExpression } from '#engine/expressions/expression'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { CandidateSource } from '../graph.js'
import type { UserId } from '#engine/model/principal'
import { resolveCandidates, type EmptyAssignee, type People } from '../run/candidates.js'
import { resolveDue, type TaskLimit } from '../run/due.js'
import { evaluateNumber, STOPPED } from '../run/evaluate.js'
import { emit, idOf, type Run } from '../run/run.js'
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
    const people = record.moved?.assignee === undefined ? found : again(run, found, record.moved.assignee)
    if (people === 'pass') return 'done'
    const due = resolveDue(run, record, settings.limit)
    if (due === STOPPED) return 'stopped'
    const priority = settings.priority === null ? NORMAL_PRIORITY : evaluateNumber(run, record, settings.priority, '优先级')
    if (priority === STOPPED) return 'stopped'
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
      outcomes: settings.outcomes,
      ...(record.moved?.addedBy === undefined ? undefined : { addedBy: record.moved.addedBy }),
      ...(record.draft === undefined ? undefined : { draft: record.draft }),
      atMs: run.context.nowMs,
    })
    return 'waiting'
  },
})

/** A task that comes again goes to whom it had, while he is still there. */
function again(run: Run, found: People | 'pass', assignee: UserId): People | 'pass' {
  if (run.context.directory.principalsOf(assignee).length === 0) return found
  return { assignee, candidates: found === 'pass' ? [] : found.candidates }
}
