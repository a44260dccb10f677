import type { Command } from '#engine/kernel/commands'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { CommandEnvelope } from '../command_envelope.js'
import type { LoadedPackage } from '../packages/loaded_package.js'
import type { AttachmentRow } from '../ports/attachment_store.js'
import type { TaskRow } from '../ports/rows.js'
import { attachmentReferences } from './attachment_references.js'

export interface SubmissionInput {
  envelope: CommandEnvelope
  state: InstanceState | null
  task: TaskRow | undefined
  package: LoadedPackage
  /** Variables the task's form may read. */
  stored: Record<string, unknown>
  nowMs: number
  /** Attachments read in this transaction; undefined = not read yet. */
  attachment(id: string): AttachmentRow | null | undefined
}

export type SubmissionOutcome =
  | { kind: 'ready'; command: Command; attachmentIds: readonly string[] }
  | { kind: 'rejected'; rejection: Rejection }
  | { kind: 'missing'; attachmentIds: readonly string[] }

const reject = (code: Rejection['code'], message: string, errors?: Rejection['errors']): SubmissionOutcome => ({
  kind: 'rejected',
  rejection: { code, message, ...(errors ? { errors } : {}) },
})

/** New attachments must exist, and be the sender's own or the instance's. */
const checkAttachments = (input: SubmissionInput, ids: readonly string[]): SubmissionOutcome | null => {
  const unread = ids.filter((id) => input.attachment(id) === undefined)
  if (unread.length) return { kind: 'missing', attachmentIds: unread }
  const sender = input.envelope.actor.kind === 'user' ? input.envelope.actor.id : null
  for (const id of ids) {
    const row = input.attachment(id)
    if (row && (row.instanceId === input.envelope.instanceId || (row.instanceId === null && row.uploadedBy === sender))) continue
    return reject('INVALID_ARGUMENT', '有一个附件不存在或不是您上传的。请重新上传后再提交。', [
      { path: '', code: 'E_RUNTIME_UNKNOWN_ATTACHMENT', message: '附件不存在，请重新上传。' },
    ])
  }
  return null
}

const withValues = (command: Command, values: Record<string, unknown>, removed: string[]): Command => {
  if (command.type === 'CompleteTask' || (command.type === 'AddSigners' && command.position === 'after')) return { ...command, data: values, removed }
  if (command.type === 'StartInstance') return { ...command, variables: { ...command.variables, ...values } }
  return command
}

const newReferences = (values: Record<string, unknown>, stored: Record<string, unknown>): string[] => {
  const known = attachmentReferences(stored)
  return [...attachmentReferences(values)].filter((id) => !known.has(id))
}

/** Validates a form submission against what is stored and puts its values into the command. */
export const applySubmission = (input: SubmissionInput): SubmissionOutcome => {
  const { envelope, task } = input
  const submission = envelope.submission
  if (!submission) return { kind: 'ready', command: envelope.command, attachmentIds: [] }
  const formKey = task ? task.formKey : submission.formKey
  const form = formKey === null ? undefined : input.package.forms.get(formKey)
  if (!form || (task && submission.formKey !== task.formKey && input.package.forms.get(submission.formKey) !== form)) {
    return reject('CONFLICT', '表单已变更。请刷新页面后重新填写。')
  }
  const ids = form.hasFiles ? newReferences(submission.values, input.stored) : []
  const refused = checkAttachments(input, ids)
  if (refused) return refused
  const process = task ? input.package.processes.get(task.definitionId) : undefined
  const permissions = task ? process?.elements.get(task.elementId)?.userTask?.fieldPermissions : undefined
  const result = form.validate(submission.values, { stored: input.stored, permissions, mode: 'submit', nowMs: input.nowMs })
  if (!result.ok) return reject('INVALID_ARGUMENT', '表单填写有误，请按提示修改后再提交。', result.errors)
  return {
    kind: 'ready',
    command: withValues(envelope.command, result.values, result.removed.filter((path) => !path.includes('.'))),
    attachmentIds: ids,
  }
}
