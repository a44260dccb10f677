import type { FilingReceipt } from '#adapters/web/contract/public'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import { readManifest } from '../access/may_start.js'
import { recordChange } from '../accounts/audit.js'
import { createLockOut } from '../accounts/lock_out.js'
import { signedIn, type ApiCall } from '../http/api_call.js'
import { problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { caseOfNumber, plainNumber } from './inquire.js'
import { servesWindow } from './offered_service.js'
import { inquiryPassword } from './readable_code.js'

const WRONG = '办件编号与证件号码不相符。请对照申请人出示的证件原件核对后重试；连续 5 次不相符将锁定 10 分钟。'

/**
 * A new 查询密码 for the applicant who stands at the window with his identity document: its number must be the one he applied with.
 * The old password and whatever was opened with it are void at once; the lock on the number falls. Both ends are audited.
 */
export async function reissuePassword(
  services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, typed: { number: string; idNumber: string },
): Promise<FilingReceipt> {
  const number = plainNumber(typed.number)
  const nowMs = services.clock()
  const lockOut = createLockOut(services.accounts.failures, 'reissue')
  const { lockedUntilMs } = await lockOut.take(number, call.address, nowMs)
  if (lockedUntilMs !== null) {
    const seconds = Math.ceil((lockedUntilMs - nowMs) / 1000)
    throw problem(429, 'E_REISSUE_LOCKED', `连续多次不相符，已暂时锁定。请 ${Math.ceil(seconds / 60)} 分钟后再试。`, undefined, { 'retry-after': String(seconds) })
  }
  const row = await caseOfNumber(services, number)
  if (row === null || applicantIdNumber(row) === '' || applicantIdNumber(row) !== plainNumber(typed.idNumber)) {
    await lockOut.countAddress(call.address, nowMs)
    await recordChange(services, call, 'inquiry.refused', number)
    throw problem(422, 'E_IDENTITY', WRONG, [{ path: 'idNumber', message: WRONG }])
  }
  const instance = await services.engine.instances.find(row.instanceId)
  const manifest = instance && (await readManifest(services, instance.packageId))
  if (!manifest || !servesWindow(signedIn(call), manifest)) {
    await recordChange(services, call, 'inquiry.refused', number)
    throw problem(403, 'E_FORBIDDEN', '这个办件不由您的窗口受理，不能重发查询密码。请申请人到受理窗口办理。')
  }
  // Recorded before it happens: an issue that cannot be recorded does not take place.
  await recordChange(services, call, 'inquiry.reissued', number)
  const issues = await services.inquiryCodes.issueAgain(row.instanceId, signedIn(call).userId, nowMs)
  await lockOut.forget(number)
  await createLockOut(services.accounts.failures, 'inquiry').forget(number)
  return {
    number: row.number, password: inquiryPassword(services.settings.appKey, row.instanceId, issues), title: row.title, receivedAt: instant(row.receivedAtMs),
  }
}

const applicantIdNumber = (row: CaseRow): string => plainNumber(row.applicantIdNumber ?? row.applicantDetail.idNumber)
