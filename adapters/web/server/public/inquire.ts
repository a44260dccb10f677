import type { CaseRow } from '#processes/foundation/case/case_rows'
import { inTurn } from '../accounts/in_turn.js'
import { createLockOut } from '../accounts/lock_out.js'
import { problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { inquiryPassword, isSameCode } from './readable_code.js'

/** What can be asked after: by its own instance, with the password an old release printed for it. */
export interface Asked {
  instanceId: string
  inquiryPassword?: string
}

export interface Inquiry<Row extends Asked> {
  number: string
  password: string
  address: string
  /** What its number is called: `办件编号`. */
  what: string
  find(number: string): Promise<Row | null>
}

export interface OpenedInquiry<Row extends Asked> {
  row: Row
  /** How often its password had been issued again. */
  issues: number
}

/** The case or report of a number and its password. An unknown number, a wrong password and the lock that follows are the same for every number, known or not. */
export const inquire = <Row extends Asked>(services: WebServices, input: Inquiry<Row>): Promise<OpenedInquiry<Row>> =>
  inTurn(`inquiry ${plainNumber(input.number)}`, () => attempt(services, input))

/** The same for a 办件. */
export const inquireCase = (services: WebServices, input: Pick<Inquiry<CaseRow>, 'number' | 'password' | 'address'>): Promise<OpenedInquiry<CaseRow>> =>
  inquire(services, { ...input, what: '办件编号', find: (number) => caseOfNumber(services, number) })

export const plainNumber = (typed: string): string => typed.normalize('NFKC').trim().toUpperCase()

/** The case of a 办件编号 as people type it. */
export async function caseOfNumber({ engine }: Pick<WebServices, 'engine'>, number: string): Promise<CaseRow | null> {
  const [row] = await engine.businessRows.list('case_records', [{ column: 'number', equals: number }], { limit: 1 })
  return (row as unknown as CaseRow | undefined) ?? null
}

async function attempt<Row extends Asked>(services: WebServices, input: Inquiry<Row>): Promise<OpenedInquiry<Row>> {
  const lockOut = createLockOut(services.accounts.failures, 'inquiry')
  const number = plainNumber(input.number)
  const nowMs = services.clock()
  const { lockedUntilMs } = await lockOut.take(number, input.address, nowMs)
  if (lockedUntilMs !== null) {
    const seconds = Math.ceil((lockedUntilMs - nowMs) / 1000)
    throw problem(429, 'E_INQUIRY_LOCKED', `连续多次不正确，已暂时锁定。请 ${Math.ceil(seconds / 60)} 分钟后再试。`, undefined, { 'retry-after': String(seconds) })
  }
  const row = await input.find(number)
  const issues = await services.inquiryCodes.issues(row?.instanceId ?? 'nobody')
  if (!isSameCode(input.password, passwordOf(services, row, issues)) || row === null) {
    await lockOut.countAddress(input.address, nowMs)
    const wrong = `${input.what}或查询密码不正确。请核对凭证或回执；连续 5 次不正确将锁定 10 分钟。`
    throw problem(422, 'E_INQUIRY', wrong, [{ path: 'password', message: wrong }])
  }
  await lockOut.forget(number)
  return { row, issues }
}

/** Cases of release 0.2 have theirs printed and in their row. For an unknown number one is made all the same, that nobody knows. */
function passwordOf({ settings }: WebServices, row: Asked | null, issues: number): string {
  return (issues === 0 && row?.inquiryPassword) || inquiryPassword(settings.appKey, row?.instanceId ?? 'nobody', issues)
}
