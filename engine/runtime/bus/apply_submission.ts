import type { Command } from '#engine/kernel/commands'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Actor, CommandEnvelope } from '../command_envelope.js'
import type { LoadedPackage } from '../packages/loaded_package.js'
import type { AttachmentRow } from '../ports/attachment_store.js'
import type { TaskRow } from '../ports/rows.js'
import { attachmentReferences } from './attachment_references.js'
import type { GroupWorld } from './group_world.js'

export interface SubmissionInput {
  envelope: CommandEnvelope
  state: InstanceState | null
  task: TaskRow | undefined
  process: ExecutableProcess
  package: LoadedPackage
  world: Pick<GroupWorld, 'bound' | 'package' | 'nowMs'>
  /** Variables the task's form may read. */
  stored: Record<string, unknown>
  /** Attachments read in this transaction; undefined = not read yet. */
  attachment(id: string): AttachmentRow | null | undefined
}

export type SubmissionOutcome =
  /** `personalKeys`: of the package the form lies in, where that is another one. */
  | { kind: 'ready'; command: Command; attachmentIds: readonly string[]; personalKeys: ReadonlySet<string> }
  | { kind: 'rejected'; rejection: Rejection }
  | { kind: 'missing'; attachmentIds: readonly string[]; packageIds: readonly string[] }

const reject = (code: Rejection['code'], message: string, errors?: Rejection['errors']): SubmissionOutcome => ({
  kind: 'rejected',
  rejection: { code, message, ...(errors ? { errors } : {}) },
})

/** Under whose name an actor uploads; the system uploads nothing. */
export const uploaderId = (actor: Actor): string | null => (actor.kind === 'user' ? actor.id : actor.kind === 'client' ? `client:${actor.id}` : null)

/** New attachments must exist, and be the sender's own or the instance's. */
const checkAttachments = (input: SubmissionInput, ids: readonly string[]): SubmissionOutcome | null => {
  const unread = ids.filter((id) => input.attachment(id) === undefined)
  if (unread.length) return { kind: 'missing', attachmentIds: unread, packageIds: [] }
  const sender = uploaderId(input.envelope.actor)
  for (const id of ids) {
    const row = input.attachment(id)
    if (row && (row.instanceId === input.envelope.instanceId || (row.instanceId === null && sender !== null && row.uploadedBy === sender))) continue
    return reject('INVALID_ARGUMENT', '有一个附件不存在或不是您上传的。请重新上传后再提交。', [
      { path: '', code: 'E_RUNTIME_UNKNOWN_ATTACHMENT', message: '附件不存在，请重新上传。' },
    ])
  }
  return null
}

const NOTHING: ReadonlySet<string> = new Set()

/** The package version that the form handed in belongs to; `missing` = to be read first. */
const formPackage = ({ envelope, task, process, package: own, world }: SubmissionInput): { kind: 'found'; package: LoadedPackage } | { kind: 'missing'; packageIds: readonly string[] } | { kind: 'none' } => {
  let packageId = task?.formPackageId ?? own.id
  const { formBinding } = task || envelope.command.type !== 'StartInstance' ? {} : (process.startEvents.find((start) => start.kind === 'none') ?? {})
  if (formBinding !== undefined) {
    const bound = world.bound.form(envelope.submission!.formKey, own, formBinding)
    if (bound.kind === 'missing') return { kind: 'missing', packageIds: bound.packages }
    if (bound.kind === 'none') return bound
    packageId = bound.target
  }
  const loaded = packageId === own.id ? own : world.package(packageId)
  return loaded ? { kind: 'found', package: loaded } : { kind: 'missing', packageIds: [packageId] }
}

const withValues = (command: Command, values: Record<string, unknown>, removed: string[], formPackageId: string | undefined): Command => {
  if (command.type === 'CompleteTask' || (command.type === 'AddSigners' && command.position === 'after')) return { ...command, data: values, removed }
  if (command.type === 'StartInstance') return { ...command, variables: { ...command.variables, ...values }, ...(formPackageId === undefined ? {} : { formPackageId }) }
  return command
}

/** The form's conditions may read `outcome`: what the person has chosen to answer. */
export const withOutcome = (stored: Record<string, unknown>, command: Command): Record<string, unknown> =>
  command.type === 'CompleteTask' && command.outcome !== null ? { ...stored, outcome: command.outcome } : stored

const newReferences = (values: Record<string, unknown>, stored: Record<string, unknown>): string[] => {
  const known = attachmentReferences(stored)
  return [...attachmentReferences(values)].filter((id) => !known.has(id))
}

/** Validates a form submission against what is stored and puts its values into the command. */
export const applySubmission = (input: SubmissionInput): SubmissionOutcome => {
  const { envelope, task } = input
  const submission = envelope.submission
  if (!submission) return { kind: 'ready', command: envelope.command, attachmentIds: [], personalKeys: NOTHING }
  const holder = formPackage(input)
  if (holder.kind === 'missing') return { kind: 'missing', attachmentIds: [], packageIds: holder.packageIds }
  if (holder.kind === 'none') return reject('INVALID_STATE', `要填写的表单“${submission.formKey}”没有发布，暂不能办理。请联系流程管理员发布含有该表单的业务包。`)
  const { forms } = holder.package
  const formKey = task ? task.formKey : submission.formKey
  const form = formKey === null ? undefined : forms.get(formKey)
  if (!form || (task && submission.formKey !== task.formKey && forms.get(submission.formKey) !== form)) {
    return reject('CONFLICT', '表单已变更。请刷新页面后重新填写。')
  }
  const ids = form.hasFiles ? newReferences(submission.values, input.stored) : []
  const refused = checkAttachments(input, ids)
  if (refused) return refused
  const process = task ? input.package.processes.get(task.definitionId) : undefined
  const permissions = task ? process?.elements.get(task.elementId)?.userTask?.fieldPermissions : undefined
  const result = form.validate(submission.values, { stored: withOutcome(input.stored, envelope.command), permissions, mode: 'submit', nowMs: input.world.nowMs, locale: submission.locale })
  if (!result.ok) return reject('INVALID_ARGUMENT', '表单填写有误，请按提示修改后再提交。', result.errors)
  const isOutside = holder.package.id !== input.package.id
  return {
    kind: 'ready',
    command: withValues(envelope.command, result.values, result.removed.filter((path) => !path.includes('.')), isOutside ? holder.package.id : undefined),
    attachmentIds: ids,
    personalKeys: isOutside ? holder.package.personalKeys : NOTHING,
  }
}
