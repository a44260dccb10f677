import type { CaseRow } from '#processes/foundation/case/case_rows'
import { inTurn } from '../accounts/in_turn.js'
import { createLockOut } from '../accounts/lock_out.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { inquiryPassword, isSameCode } from './readable_code.js'

const WRONG = '办件编号或查询密码不正确。请核对申请材料接收凭证；连续 5 次不正确将锁定 10 分钟。'

export interface Inquiry {
  number: string
  password: string
  address: string
}

/** The case of a number and its password. An unknown number, a wrong password and the lock that follows are the same for every number, known or not. */
export const inquire = (services: WebServices, input: Inquiry): Promise<CaseRow> => inTurn(`inquiry ${numberOf(input)}`, () => attempt(services, input))

const numberOf = ({ number }: Inquiry): string => number.normalize('NFKC').trim().toUpperCase()

async function attempt(services: WebServices, input: Inquiry): Promise<CaseRow> {
  const lockOut = createLockOut(services.accounts.failures, 'inquiry')
  const number = numberOf(input)
  const nowMs = services.clock()
  const lockedUntilMs = await lockOut.lockedUntilMs(number, input.address, nowMs)
  if (lockedUntilMs !== null) {
    const seconds = Math.ceil((lockedUntilMs - nowMs) / 1000)
    throw problem(429, 'E_INQUIRY_LOCKED', `连续多次不正确，已暂时锁定。请 ${Math.ceil(seconds / 60)} 分钟后再试。`, undefined, { 'retry-after': String(seconds) })
  }
  const [row] = (await services.engine.businessRows.list('case_records', [{ column: 'number', equals: number }], { limit: 1 })) as unknown as CaseRow[]
  if (!isSameCode(input.password, passwordOf(services, row)) || row === undefined) {
    await lockOut.countFailure(number, input.address, nowMs)
    throw problem(422, 'E_INQUIRY', WRONG, [{ path: 'password', message: WRONG }])
  }
  await lockOut.forget(number)
  return row
}

/** Cases of release 0.2 have theirs printed and in their row. For an unknown number one is made all the same, that nobody knows. */
const passwordOf = ({ settings }: WebServices, row: CaseRow | undefined): string => row?.inquiryPassword || inquiryPassword(settings.appKey, row?.instanceId ?? 'nobody')
