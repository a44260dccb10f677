import type { TaskCommandResult } from '#adapters/web/contract/task_operations'
import type { Rejection } from '#engine/kernel/rejection'
import type { Answer, CommandEnvelope } from '#engine/runtime/command_envelope'
import type { TaskRow } from '#engine/runtime/ports/rows'
import { actorOfTask } from '../access/acting.js'
import { requireColleagues } from '../access/colleagues.js'
import { maySupervise } from '../access/supervision.js'
import { mayWorkOn, requireFull } from '../access/visible_data.js'
import { requireNoValues } from '../access/without_form.js'
import type { Login } from '../accounts/login.js'
import { language } from '../http/language.js'
import { notFound, problemOfRejection, ProblemError } from '../http/problem.js'
import { withNames } from '../presentation/with_names.js'
import type { WebServices } from '../web_services.js'
import { submitsForm, taskCommand, type TaskRequest } from './task_command.js'

export interface SentTaskRequest extends TaskRequest {
  idempotency: CommandEnvelope['idempotency']
  ifMatch: number | null
}

/** One task, one command on the bus; what it refuses is told in its own words. */
export async function performTaskCommand(services: WebServices, login: Login, request: SentTaskRequest): Promise<TaskCommandResult> {
  const { taskId, given, ifMatch } = request
  const task = await knownTask(services, login, taskId)
  requirePeople(services, request)
  const asksForm = submitsForm(request)
  if (asksForm && task.formKey === null) requireNoValues(login, given.variables ?? {})
  const answer = await services.engine.bus.submit({
    instanceId: task.instanceId,
    command: taskCommand(request, { userId: login.userId, asSupervisor: await asSupervisor(services, login, task, request) }),
    actor: actorOfTask(services, login, task),
    ...(request.idempotency ? { idempotency: request.idempotency } : {}),
    ...(ifMatch === null ? {} : { expectedRevision: { of: 'task' as const, id: taskId, revision: ifMatch } }),
    ...(asksForm && task.formKey !== null ? { submission: { formKey: task.formKey, values: given.variables ?? {}, locale: language() } } : {}),
  })
  if (!answer.ok) throw refusalOf(services, answer.rejection)
  return resultOf(login, taskId, answer)
}

/** A task that this login may hear of; any other does not exist for him. */
export async function knownTask(services: WebServices, login: Login, taskId: string): Promise<TaskRow> {
  const task = await services.engine.tasks.find(taskId)
  if (!task || !(await isKnownTo(services, login, task))) throw notFound('任务')
  return task
}

/** Whoever was asked to do it may hear what became of it (已由李某签收), even when its data are no longer his to read. */
async function isKnownTo(services: WebServices, login: Login, task: TaskRow): Promise<boolean> {
  if (mayWorkOn(login, task) || task.candidates.some((candidate) => login.principals.includes(candidate))) return true
  await requireFull(services, login, task.instanceId, '任务')
  return true
}

function requirePeople(services: WebServices, { action, given }: TaskRequest): void {
  if (action === 'transfer' || action === 'delegate') requireColleagues(services, [given.to ?? ''], 'to')
  if (action === 'add-signers' || action === 'copy') requireColleagues(services, given.users ?? [], 'users')
}

const SUPERVISED: ReadonlySet<TaskRequest['action']> = new Set(['transfer', 'remove-signers', 'urge'])

/** Only what he may not do as one of those at work is asked of the supervisor. */
export async function asSupervisor(services: WebServices, login: Login, task: TaskRow, { action }: Pick<TaskRequest, 'action'>): Promise<boolean> {
  if (!SUPERVISED.has(action) || (task.assignee !== null && mayWorkOn(login, task))) return false
  return maySupervise(services, login, task.instanceId)
}

/** The bus's refusal in this task's terms: it exists, so what is gone is its turn; people are called by their names. */
export function refusalOf(services: Pick<WebServices, 'organisation'>, rejection: Rejection): ProblemError {
  const code = rejection.code === 'NOT_FOUND' ? 'INVALID_STATE' : rejection.code
  return new ProblemError(problemOfRejection({ ...rejection, code, message: withNames(services, rejection.message) }))
}

/** Read off the answer alone, so that a repeated request gets the very same. */
function resultOf(login: Login, taskId: string, answer: Extract<Answer, { ok: true }>): TaskCommandResult {
  return {
    taskId,
    instanceId: answer.instanceId,
    instanceStatus: answer.status,
    instanceRevision: answer.revision,
    nextTasks: answer.events.flatMap((event) =>
      event.type === 'TaskCreated' && mayWorkOn(login, { state: 'open', assignee: event.assignee, candidates: event.candidates })
        ? [{ id: event.taskId, name: event.name }]
        : [],
    ),
  }
}
