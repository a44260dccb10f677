import type { SupplementAnswer } from '#adapters/web/contract/public'
import type { Actor, CommandEnvelope } from '#engine/runtime/command_envelope'
import { acceptedOf } from '../http/accepted.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { askedFields, openCase, type OpenedCase } from './public_case.js'

export const nothingAsked = () => problem(409, 'E_NOTHING_ASKED', '现在没有需要您补正的材料。请刷新后查看进度。')

/** 补正 by the applicant, or by who acts for him: completes the task that waits for it, with new files beside those that were there. */
export async function handInSupplement(services: WebServices, caseKey: string, supplement: SupplementAnswer, actor: Actor, idempotency?: CommandEnvelope['idempotency']): Promise<void> {
  const opened = await openCase(services, caseKey)
  const { task } = opened.waiting ?? {}
  if (!task) throw nothingAsked()
  const { outcome } = opened.manifest.public!.supplement!
  acceptedOf(await services.engine.bus.submit({
    instanceId: opened.row.instanceId,
    command: { type: 'CompleteTask', taskId: task.id, by: null, outcome, opinion: null, data: {} },
    actor,
    submission: { formKey: task.formKey!, values: supplementValues(opened, supplement) },
    ...(idempotency ? { idempotency } : {}),
  }))
}

/** What the node's form gets: everything it lets be written as it stands, new files added to those that were there. */
function supplementValues(opened: OpenedCase, { files, note }: SupplementAnswer): Record<string, unknown> {
  const { waiting, manifest } = opened
  const { task, process, data } = waiting!
  const permissions = process.elements.get(task.elementId)?.userTask?.fieldPermissions ?? {}
  const asked = new Set(askedFields(opened).map(({ field }) => field))
  const unasked = Object.keys(files).find((field) => !asked.has(field))
  if (unasked !== undefined) throw problem(422, 'E_INVALID', '有一项材料不在补正之列。请刷新页面后重试。', [{ path: 'files', message: '请刷新页面后重试。' }])
  if (Object.values(files).every((list) => list.length === 0)) throw problem(422, 'E_INVALID', '请至少补交一份材料。', [{ path: 'files', message: '请至少补交一份材料。' }])
  const standing = Object.fromEntries(Object.entries(permissions).filter(([name, may]) => may === 'write' && Object.hasOwn(data, name)).map(([name]) => [name, data[name]]))
  const added = Object.fromEntries(Object.entries(files).map(([field, list]) => [field, [...(Array.isArray(data[field]) ? (data[field] as unknown[]) : []), ...list]]))
  const noteField = manifest.public!.supplement!.note
  return { ...standing, ...added, ...(noteField && note?.trim() ? { [noteField]: note.trim() } : {}) }
}
