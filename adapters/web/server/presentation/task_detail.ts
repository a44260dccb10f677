import type { TaskDetail } from '#adapters/web/contract/tasks'
import type { AttachmentReference } from '#adapters/web/contract/attachments'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { InstanceRow, TaskRow } from '#engine/runtime/ports/rows'
import { visibleVariables } from '#engine/runtime/visible_variables'
import { fieldsOf } from '#forms/schema/fields_of'
import { decideConditions } from '#forms/validation/decide_conditions'
import type { Login } from '../accounts/login.js'
import { withoutHidden } from '../access/field_permissions.js'
import { attachmentGate } from '../access/visible_attachments.js'
import { mayWorkOn, type VisibleData } from '../access/visible_data.js'
import type { WebServices } from '../web_services.js'
import { presentAdHoc } from './ad_hoc.js'
import { instant } from './instants.js'
import { personOrNull } from './people.js'
import { opinionsOf } from './opinions.js'
import { signOutcomes } from './outcome_label.js'
import { signaturesOf, urgesOf } from './signatures.js'
import { presentTasks } from './task_summary.js'
import { mayHaveReturnTargets, withdrawBlock } from './ways_back.js'

/** Everything the task page shows: the form with this node's permissions over what this login may see. */
export async function presentTaskDetail(services: WebServices, login: Login, task: TaskRow, instance: InstanceRow, visible: VisibleData): Promise<TaskDetail> {
  const { engine } = services
  const supervises = visible.level === 'full' && login.capabilities.has('operate_instances')
  const [[summary], process, siblings, attachments, entries, withdrawBlockedBy] = await Promise.all([
    presentTasks(services, login, [task], supervises),
    engine.definitions.compiled(task.definitionId),
    engine.tasks.ofInstance(task.instanceId),
    engine.attachments.ofInstance(task.instanceId),
    engine.history.entries(task.instanceId, readFrom(instance)),
    withdrawBlock(services, login, task),
  ])
  const journal = entries.map((entry) => entry.events)
  const element = process.elements.get(task.elementId)
  const isForReader = attachmentGate(instance, visible)
  const isSigner = task.signPosition !== null
  return {
    ...summary!,
    allowedActions: summary!.allowedActions.filter((action) => action !== 'return' || mayHaveReturnTargets(task, siblings)),
    ...(await formOf(services, login, task, signedTask(task, siblings), instance, visible)),
    outcomes: outcomesOf(task, element?.userTask),
    opinionMode: isSigner ? 'optional' : (element?.userTask?.opinion ?? 'optional'),
    documentation: element?.documentation ?? null,
    opinions: opinionsOf(services, entries, siblings, (elementId) => process.elements.get(elementId)),
    hasEarlierOpinions: readFrom(instance) > 1,
    attachments: attachments.filter((row) => isForReader(row.id)).map((row) => presentAttachment(services, row)),
    ...signaturesOf(services, task, siblings, journal),
    withdrawBlockedBy,
    urges: urgesOf(services, task, journal),
    adHoc: presentAdHoc(login, process, instance, visible.level),
    instanceRevision: instance.revision,
  }
}

/** Journal rows that one look at a task reads: what happened before stands on the page of the 办件's history, page by page. */
const READ_ROWS = 500
const readFrom = ({ revision }: InstanceRow): number => Math.max(1, revision - READ_ROWS + 1)

const outcomesOf = (task: TaskRow, node: UserTaskInformation | undefined): TaskDetail['outcomes'] => {
  if (task.signPosition !== null) return signOutcomes()
  return (node?.outcomes ?? task.outcomes.map((value) => ({ value, label: value }))).map(({ value, label }) => ({ value, label }))
}

/** The node's form over what this login may see; a signer reads what the assignee works on. */
async function formOf(
  services: WebServices, login: Login, task: TaskRow, formHolder: TaskRow, instance: InstanceRow, visible: VisibleData,
): Promise<Pick<TaskDetail, 'formSchema' | 'fieldPermissions' | 'data' | 'draft'>> {
  const { engine } = services
  const process = await engine.definitions.compiled(task.definitionId)
  const node = process.elements.get(task.elementId)?.userTask
  const isSigner = task.signPosition !== null
  const [form, draft] = await Promise.all([preparedForm(engine, formHolder), engine.drafts.ofTask(task.id, login.userId)])
  const permissions = node?.fieldPermissions ?? {}
  const keys = form ? fieldsOf(form.schema).map((field) => field.path) : []
  const isOwn = mayWorkOn(login, task)
  const seen = task.state === 'open' ? visibleVariables(instance, task.elementInstanceId) : instance.data
  return {
    // the page lacks what is hidden from it, so conditions on that are decided here
    formSchema: form ? ({ ...decideConditions(form.schema, permissions, seen, services.clock()) } as Record<string, unknown>) : null,
    // A node's own fields are shown to whoever works on it, even where another of his nodes would hide them.
    fieldPermissions: isOwn && !isSigner ? { ...permissions } : readOnly(permissions),
    data: withoutHidden(isOwn ? seen : visible.filter(seen), permissions, keys),
    draft: draft && isOwn ? { values: draft.values, savedAt: instant(draft.updatedAtMs) } : null,
  }
}

/** The task whose form is shown: a sub-task stands beside the one it was added to. */
const signedTask = (task: TaskRow, siblings: readonly TaskRow[]): TaskRow =>
  task.signPosition === null ? task : (siblings.find(({ id }) => id === task.elementInstanceId) ?? task)

const preparedForm = async (engine: WebServices['engine'], { packageId, formPackageId, formKey }: TaskRow) =>
  formKey === null ? null : engine.definitions.form(formPackageId ?? packageId, formKey)

const readOnly = (permissions: Readonly<Record<string, 'write' | 'read' | 'hidden'>>) => ({
  ...Object.fromEntries(Object.entries(permissions).map(([key, permission]) => [key, permission === 'hidden' ? ('hidden' as const) : ('read' as const)])),
  '*': permissions['*'] === 'hidden' ? ('hidden' as const) : ('read' as const),
})

export const presentAttachment = (services: WebServices, row: AttachmentRow): AttachmentReference => ({
  id: row.id,
  name: row.name,
  size: row.size,
  sha256: row.sha256,
  mediaType: row.mediaType,
  uploadedAt: instant(row.uploadedAtMs),
  uploadedBy: personOrNull(services.organisation, row.uploadedBy),
})
