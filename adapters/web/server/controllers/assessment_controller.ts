import { createHash } from 'node:crypto'
import type { AssessmentAnswer } from '#adapters/web/contract/assessments'
import { monthBounds } from '#processes/foundation/calendar/local_time'
import type { AssessmentEdition } from '#processes/foundation/events/assessment_editions'
import type { SheetGroup } from '#processes/foundation/events/assessment_sheet'
import { auditRead } from '../access/acting.js'
import { recordChange } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { assessmentDocument } from '../events/assessment_document.js'
import { assessmentWorkbook } from '../events/assessment_workbook.js'
import { monthText } from '../events/assessment_words.js'
import { eventDeclaration, holds } from '../events/event_access.js'
import { liveSheet, readAssessmentSheet, type ReadSheet } from '../events/read_assessment.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { forbidden, invalid, problem } from '../http/problem.js'
import { clockText, instant } from '../presentation/instants.js'
import { personReference } from '../presentation/people.js'
import { XLSX } from '../presentation/workbook_cells.js'
import type { WebServices } from '../web_services.js'
import { contentDisposition } from './document_controller.js'

type AssessmentOperations = Pick<Operations, 'readAssessment' | 'printAssessment' | 'exportAssessment' | 'closeAssessment'>

/** 考核: one sheet behind page, PDF and XLSX; a month that is closed stays as it was, a correction is an edition of its own. */
export const assessmentController = (services: WebServices): AssessmentOperations => ({
  async readAssessment(call) {
    const { month, edition, by = 'town' } = call.query
    const login = signedIn(call)
    const read = await readAssessmentSheet(services, login, month, edition)
    const { sheet } = read
    const mayClose = monthBounds(month).toMs <= services.clock() && (await closes(services, login))
    return {
      body: {
        month, at: instant(sheet.atMs), edition: read.edition && presentEdition(services, read.edition),
        editions: read.editions.map((one) => presentEdition(services, one)), mayClose,
        metrics: [...sheet.metrics], ranking: [...sheet.ranking], rows: sheet.tables[by].map((group) => presentGroup(group)), total: { ...presentGroup(sheet.total), group: null },
        whistles: sheet.whistles.map(({ department, name, ...counts }) => ({ department: { id: department, name }, ...counts })),
      },
    }
  },

  async printAssessment(call) {
    const login = signedIn(call)
    const read = await readAssessmentSheet(services, login, call.query.month, call.query.edition)
    await auditRead(services, call, 'data.exported', `assessment:${fileName(read)}`)
    const title = `五零事件考核表 ${fileName(read)}`
    const blocks = assessmentDocument(countyName(services), read, `${login.person.name} ${clockText(services.clock())}`)
    const { pdf } = await services.renderer.render({ blocks, meta: { title, createdAtMs: services.clock() } })
    return { bytes: pdf, mediaType: 'application/pdf', headers: { 'content-disposition': contentDisposition('inline', `${title}.pdf`) } }
  },

  async exportAssessment(call) {
    const read = await readAssessmentSheet(services, signedIn(call), call.query.month, call.query.edition)
    await auditRead(services, call, 'data.exported', `assessment:${fileName(read)}`)
    const headers = { 'content-disposition': contentDisposition('attachment', `五零事件考核表 ${fileName(read)}.xlsx`) }
    return { bytes: await assessmentWorkbook(countyName(services), read), mediaType: XLSX, headers }
  },

  async closeAssessment(call) {
    const login = signedIn(call)
    const { month, edition, reason = null } = call.body
    if (!(await closes(services, login))) throw forbidden('封账由五零指挥中心的督查员办理。')
    const nowMs = services.clock()
    if (monthBounds(month).toMs > nowMs) throw invalid(`${monthText(month)}还没有结束，不能封账。请在下月 1 日以后办理。`, [{ path: 'month', message: '本月未结束' }])
    if (edition > 1 && reason === null) throw invalid('更正已封账的月份必须写明理由。请填写后再提交。', [{ path: 'reason', message: '请填写更正理由' }])
    const last = (await services.assessments.ofMonth(month)).at(-1)?.edition ?? 0
    if (edition !== last + 1) throw outdated(month, last)
    const text = JSON.stringify(await liveSheet(services, month, { kind: 'all' }))
    const sha256 = createHash('sha256').update(text).digest('hex')
    const made: AssessmentEdition = { month, edition, closedAtMs: nowMs, closedBy: login.userId, reason: edition > 1 ? reason : null, sha256 }
    if (!(await services.assessments.add(made, text))) throw outdated(month, edition)
    await recordChange(services, call, 'assessment.closed', `${month}/${edition}`, { sha256, reason: made.reason })
    return { body: presentEdition(services, made) }
  },
})

const closes = async (services: WebServices, login: Login): Promise<boolean> => holds(login, (await eventDeclaration(services)).center, 'supervisor')

const outdated = (month: string, last: number) =>
  problem(409, 'E_CONFLICT', last === 0 ? `${monthText(month)}还没有封账，应从第 1 版做起。请刷新后再办理。` : `${monthText(month)}已经封到第 ${last} 版。请刷新后查看，确需更正的做第 ${last + 1} 版。`)

const countyName = ({ organisation }: WebServices): string => organisation.snapshot().departments.find(({ kind }) => kind === 'county')?.name ?? ''

const fileName = ({ sheet, edition }: ReadSheet): string => `${sheet.month}${edition === null ? '' : ` 第${edition.edition}版`}`

const presentGroup = ({ id, name, counts, rates, score, rank }: SheetGroup): AssessmentAnswer['total'] => ({ group: { id, name }, counts, rates, score, rank })

const presentEdition = ({ organisation }: WebServices, { edition, closedAtMs, closedBy, reason, sha256 }: AssessmentEdition) => ({
  edition, closedAt: instant(closedAtMs), closedBy: personReference(organisation, closedBy).name, reason, sha256,
})
