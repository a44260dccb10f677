import type { Command } from '#engine/kernel/commands'
import type { Actor, CommandEnvelope } from '#engine/runtime/command_envelope'
import type { InstanceRow } from '#engine/runtime/ports/rows'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import { withdrawalBlock } from '#processes/foundation/case/withdrawal'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { readManifest } from '../access/may_start.js'
import type { Login } from '../accounts/login.js'
import { acceptedOf } from '../http/accepted.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'

/** A case somebody asks to withdraw. */
interface Withdrawn {
  row: CaseRow
  manifest: Manifest
}

/** Variable in which the reason of a withdrawal travels; its document prints it. */
const REASON = 'withdrawalReason'

/**
 * 撤回: the message goes to this one case, in a command of its own, so that whoever asks is answered by the case itself. The model issues the
 * notice; what is decided already refuses it in the same transaction. Packages from before `case.withdrawal` end without a notice.
 */
export async function withdrawApplication(services: WebServices, { row, manifest }: Withdrawn, asked: { reason: string; actor: Actor; expectedRevision?: CommandEnvelope['expectedRevision'] }) {
  const withdrawal = manifest.case?.withdrawal ?? null
  const block = withdrawalBlock(row, withdrawal)
  if (block !== null) throw problem(409, 'E_INVALID_STATE', block)
  const { instanceId } = row
  const command = withdrawal === null ? cancellation(asked.reason) : await messageTo(services, instanceId, withdrawal.message, asked.reason)
  return acceptedOf(await services.engine.bus.submit({ instanceId, command, actor: asked.actor, ...(asked.expectedRevision ? { expectedRevision: asked.expectedRevision } : {}) }))
}

const cancellation = (reason: string): Command => ({ type: 'CancelInstance', reason: `申请人撤回：${reason}` })

async function messageTo(services: WebServices, instanceId: string, name: string, reason: string): Promise<Command> {
  const waiting = await services.engine.instances.subscriptions(instanceId)
  const subscription = waiting.find((one) => one.kind === 'message' && one.name === name)
  if (subscription === undefined) throw problem(409, 'E_INVALID_STATE', '本件现在不能撤回：已经撤回、办结，或者正在出件。请刷新后查看。')
  return { type: 'DeliverMessage', subscriptionId: subscription.id, name, variables: { [REASON]: reason } }
}

/** The case that an instance is, for whose applicant this clerk's window may speak; null = it may not, or the package knows no 撤回. */
export async function withdrawableAtWindow(services: WebServices, login: Login, instance: Pick<InstanceRow, 'id' | 'packageId' | 'caller'>): Promise<Withdrawn | null> {
  if (instance.caller !== null) return null
  const manifest = await readManifest(services, instance.packageId)
  if (!manifest?.case?.withdrawal || !login.principals.includes(`role:window_clerk@dept:${manifest.department}`)) return null
  const row = (await services.engine.businessRows.find('case_records', instance.id)) as unknown as CaseRow | null
  return row === null ? null : { row, manifest }
}
