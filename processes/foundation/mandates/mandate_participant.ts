import type { FactNoted } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { Participant, Reaction, StepRecord } from '#engine/runtime/participant'

import { endOfDayMs, parseDate, startOfDayMs } from '../calendar/local_time.js'
import { createBusinessLookup, type County } from '../case/business.js'
import type { CaseRow } from '../case/case_rows.js'
import type { Manifest } from '../manifest/manifest.js'
import { rolePrincipal } from '../organisation/create_directory.js'
import { WorkingRows } from '../working_rows.js'
import { isInForce, MANDATE_GIVEN, MANDATE_WITHDRAWN, MANDATES, mandateKey, type MandateRow } from './mandate.js'

/** More for one case are a mistake. */
const MOST_MANDATES = 10

/** Longest term of a mandate where the county has set none, in days. */
const LONGEST_DAYS = 366

const DAY_MS = 86_400_000

/** 帮代办: mandates are entered by the window and withdrawn by the window or the agent himself, in the case's own transaction. */
export function createMandateParticipant(county: () => County): Participant {
  const businessOf = createBusinessLookup()
  const manifestOf = (step: StepRecord): Manifest | null => {
    const found = businessOf(step)
    return found.kind === 'business' ? found.business.manifest : null
  }
  const react = (step: StepRecord, rows: WorkingRows): Reaction => {
    for (const event of step.events) {
      if (event.type !== 'FactNoted') continue
      const rejection = event.fact === MANDATE_GIVEN ? give(step, rows, county(), manifestOf(step), event) : event.fact === MANDATE_WITHDRAWN ? withdraw(step, rows, county(), event) : null
      if (rejection !== null && rows.isComplete) return { kind: 'rejected', rejection }
    }
    return { kind: 'accepted', changes: rows.isComplete ? rows.changes() : [] }
  }
  return {
    name: 'mandate',
    reads(step, loaded) {
      const rows = new WorkingRows(loaded)
      react(step, rows)
      return rows.wanted()
    },
    react: (step, loaded) => react(step, new WorkingRows(loaded)),
  }
}

function give(step: StepRecord, rows: WorkingRows, county: County, manifest: Manifest | null, { values }: FactNoted): Rejection | null {
  const caseKey = step.state.instanceId
  const row = rows.get<CaseRow>('case_records', caseKey)
  const own: MandateRow[] = []
  for (let number = 1; number <= MOST_MANDATES; number++) {
    const mandate = rows.get<MandateRow>(MANDATES, mandateKey(caseKey, number))
    if (mandate === null) break
    own.push(mandate)
  }
  if (!rows.isComplete) return null
  if (row === null) return no('NOT_FOUND', '没有这件办件登记。请刷新页面后重试。')
  if (row.closedAtMs !== null) return no('INVALID_STATE', '办件已办结，不再登记帮代办。')
  if (!isWindow(step, county, row)) return no('FORBIDDEN', '帮代办由受理窗口凭授权登记。')
  if (own.length >= MOST_MANDATES) return no('INVALID_STATE', `一件最多登记 ${MOST_MANDATES} 次帮代办。请核对是否重复。`)
  const mandate = readMandate(step, row, mandateKey(caseKey, own.length + 1), values, county.longestMandateDays ?? LONGEST_DAYS)
  if ('code' in mandate) return mandate
  const account = mandate.agent === null ? null : county.directory.person(mandate.agent)
  if (mandate.agent !== null && account?.active !== true) return no('INVALID_ARGUMENT', '没有这个帮代办员的账号，或已停用。请重新选择。', 'agent')
  if (mandate.agent !== null && worksOn(row, manifest, county, mandate.agent)) return no('INVALID_ARGUMENT', '承办本件的部门和受理窗口的人员不能兼任本件的帮代办员。请另选他人。', 'agent')
  const agentName = account?.name ?? mandate.agentName
  if (own.some((one) => isInForce(one, step.nowMs) && one.agent === mandate.agent && one.agentName === agentName)) {
    return no('CONFLICT', `${agentName}已在帮办本件。需要改变的，先撤回原来的授权。`)
  }
  rows.put<MandateRow>(MANDATES, mandate.key, { ...mandate, agentName })
  return null
}

function readMandate(step: StepRecord, row: CaseRow, key: string, values: FactNoted['values'], longestDays: number): MandateRow | Rejection {
  const text = (name: string): string => (typeof values[name] === 'string' ? values[name].trim() : '')
  const [from, to] = [parseDate(text('from')), parseDate(text('to'))]
  const agent = text('agent') === '' ? null : text('agent')
  if (agent === null && text('agentName') === '') return no('INVALID_ARGUMENT', '请选择帮代办员，或填写代理人姓名。', 'agentName')
  if (text('relation') === '') return no('INVALID_ARGUMENT', '请填写与申请人的关系。', 'relation')
  if (from === null || to === null || to < from) return no('INVALID_ARGUMENT', '请填写授权的起止日期，止期不早于起期。', 'to')
  const toMs = endOfDayMs(startOfDayMs(to))
  if (toMs < step.nowMs) return no('INVALID_ARGUMENT', '授权的止期已过。请核对授权委托书。', 'to')
  if (toMs - startOfDayMs(from) > longestDays * DAY_MS) return no('INVALID_ARGUMENT', `授权最长 ${longestDays} 天。请缩短期限，到期后凭新的授权委托书再登记。`, 'to')
  const files = Array.isArray(values.files) ? (values.files as unknown as MandateRow['files']) : []
  if (files.length === 0) return no('INVALID_ARGUMENT', '请上传申请人签名的授权委托书。', 'files')
  return {
    key, id: key.replaceAll('/', '.'), caseKey: row.instanceId, caseNumber: row.number, businessName: row.businessName, department: row.department, title: row.title,
    kind: agent === null ? 'private' : 'assistant', agent, agentName: text('agentName'), relation: text('relation'), fromMs: startOfDayMs(from), toMs, files,
    state: 'valid', givenBy: actorId(step), givenAtMs: step.nowMs, withdrawn: null,
  }
}

function withdraw(step: StepRecord, rows: WorkingRows, county: County, { ref, values }: FactNoted): Rejection | null {
  const mandate = rows.get<MandateRow>(MANDATES, ref)
  const row = rows.get<CaseRow>('case_records', step.state.instanceId)
  if (!rows.isComplete) return null
  if (mandate === null || row === null || mandate.caseKey !== step.state.instanceId) return no('NOT_FOUND', '没有这份授权。请刷新页面后重试。')
  if (mandate.agent !== actorId(step) && !isWindow(step, county, row)) return no('FORBIDDEN', '授权由受理窗口或帮代办员本人撤回。')
  if (mandate.state === 'withdrawn') return no('INVALID_STATE', '这份授权已经撤回。')
  const reason = typeof values.reason === 'string' ? values.reason.trim() : ''
  if (reason === '') return no('INVALID_ARGUMENT', '请写明撤回授权的原因。', 'reason')
  rows.put<MandateRow>(MANDATES, ref, { ...mandate, state: 'withdrawn', withdrawn: { atMs: step.nowMs, by: actorId(step), reason } })
  return null
}

/** Whoever accepts or decides the case cannot speak for its applicant: no account of the window's unit or of a department of its items, by belonging, role or deputyship. */
function worksOn({ department }: CaseRow, manifest: Manifest | null, { directory }: County, agent: string): boolean {
  const units = new Set([department, ...(manifest?.items ?? []).map((item) => item.department)])
  return units.has(directory.departmentOf(agent) ?? '') || directory.principalsOf(agent).some((principal) => units.has(principal.split('dept:')[1] ?? ''))
}

const actorId = ({ actor }: StepRecord): string => (actor.kind === 'user' ? actor.id : 'system')

const isWindow = ({ actor }: StepRecord, { directory }: County, { department }: CaseRow): boolean =>
  actor.kind === 'user' && directory.principalsOf(actor.id).includes(rolePrincipal('window_clerk', department))

const no = (code: Rejection['code'], message: string, path?: string): Rejection => ({ code, message, ...(path ? { errors: [{ path, code: 'E_MANDATE', message }] } : {}) })
