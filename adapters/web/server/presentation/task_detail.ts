import type { Opinion, TaskDetail } from '#adapters/web/contract/tasks'
import type { AttachmentReference } from '#adapters/web/contract/attachments'
import type { AttachmentRow } from '#engine/runtime/ports/attachment_store'
import type { InstanceRow, TaskRow } from '#engine/runtime/ports/rows'
import { visibleVariables } from '#engine/runtime/visible_variables'
import { fieldsOf } from '#forms/schema/fields_of'
import { decideConditions } from '#forms/validation/decide_conditions'
import type { Login } from '../accounts/login.js'
import { withoutHidden } from '../access/field_permissions.js'
import { attachmentGate } from '../access/visible_attachments.js'
import { mayWorkOn, type VisibleData } from '../access/visible_data.js'
import type { WebServices } from '../web_services.js'
import { instant } from './instants.js'
import { personOrNull } from './people.js'
import { outcomeLabel, presentTasks } from './task_summary.js'

/** Everything the task page shows: the form with this node's permissions over what this login may see. */
export async function presentTaskDetail(services: WebServices, login: Login, task: TaskRow, instance: InstanceRow, visible: VisibleData): Promise<TaskDetail> {
  const { engine } = services
  const [[summary], process, form, draft, siblings, attachments] = await Promise.all([
    presentTasks(services, login, [task]),
    engine.definitions.compiled(task.definitionId),
    task.formKey === null ? null : engine.definitions.form(task.packageId, task.formKey),
    engine.drafts.ofTask(task.id, login.userId),
    engine.tasks.ofInstance(task.instanceId),
    engine.attachments.ofInstance(task.instanceId),
  ])
  const element = process.elements.get(task.elementId)
  const node = element?.userTask
  const permissions = node?.fieldPermissions ?? {}
  const keys = form ? fieldsOf(form.schema).map((field) => field.path) : []
  const isOwn = mayWorkOn(login, task)
  const isForReader = attachmentGate(instance, visible)
  const seen = task.state === 'open' ? visibleVariables(instance, task.elementInstanceId) : instance.data
  return {
    ...summary!,
    // the page lacks what is hidden from it, so conditions on that are decided here
    formSchema: form ? ({ ...decideConditions(form.schema, permissions, seen, services.clock()) } as Record<string, unknown>) : null,
    // A node's own fields are shown to whoever works on it, even where another of his nodes would hide them.
    fieldPermissions: isOwn ? { ...permissions } : readOnly(permissions),
    data: withoutHidden(isOwn ? seen : visible.filter(seen), permissions, keys),
    draft: draft && isOwn ? { values: draft.values, savedAt: instant(draft.updatedAtMs) } : null,
    outcomes: (node?.outcomes ?? task.outcomes.map((value) => ({ value, label: value }))).map(({ value, label }) => ({ value, label })),
    opinionMode: node?.opinion ?? 'optional',
    documentation: element?.documentation ?? null,
    opinions: opinionsOf(services, siblings, (elementId) => process.elements.get(elementId)?.userTask),
    attachments: attachments.filter((row) => isForReader(row.id)).map((row) => presentAttachment(services, row)),
    instanceRevision: instance.revision,
  }
}

const readOnly = (permissions: Readonly<Record<string, 'write' | 'read' | 'hidden'>>) => ({
  ...Object.fromEntries(Object.entries(permissions).map(([key, permission]) => [key, permission === 'hidden' ? ('hidden' as const) : ('read' as const)])),
  '*': permissions['*'] === 'hidden' ? ('hidden' as const) : ('read' as const),
})

type NodeOf = (elementId: string) => Parameters<typeof outcomeLabel>[0]

/** What was decided so far, oldest first. */
export function opinionsOf(services: WebServices, tasks: readonly TaskRow[], nodeOf: NodeOf): Opinion[] {
  const directory = services.organisation.directory()
  return tasks
    .filter((task) => task.state === 'completed' && task.completedAtMs !== null)
    .sort((one, other) => one.completedAtMs! - other.completedAtMs!)
    .map((task) => {
      const departmentId = task.completedBy === null ? null : directory.departmentOf(task.completedBy)
      const isDeputy = task.assignee !== null && task.completedBy !== null && task.assignee !== task.completedBy
      return {
        taskId: task.id,
        elementId: task.elementId,
        node: task.name,
        person: personOrNull(services.organisation, task.completedBy),
        onBehalfOf: isDeputy ? personOrNull(services.organisation, task.assignee) : null,
        departmentName: departmentId === null ? null : (directory.department(departmentId)?.name ?? null),
        outcome: task.outcome,
        outcomeLabel: outcomeLabel(nodeOf(task.elementId), task.outcome),
        opinion: task.opinion,
        at: instant(task.completedAtMs!),
      }
    })
}

export const presentAttachment = (services: WebServices, row: AttachmentRow): AttachmentReference => ({
  id: row.id,
  name: row.name,
  size: row.size,
  sha256: row.sha256,
  mediaType: row.mediaType,
  uploadedAt: instant(row.uploadedAtMs),
  uploadedBy: personOrNull(services.organisation, row.uploadedBy),
})
