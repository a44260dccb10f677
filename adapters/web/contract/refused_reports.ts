/** 被拒绝的来报: what devices, platforms or strangers sent and nobody took. Counted; nothing of what it said is kept. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable, pageOf, pageQuery } from './schema.js'

/** What one line refused of one device for one reason in one hour. */
export const RefusedReport = closed({
  id: Id,
  line: Type.String({ description: '来路：http、mqtt、mqtt-outside、hj212 或 front:表名' }),
  source: Type.String({ description: '空为没有说明，或所写的不合编号规则' }), deviceId: Type.String(),
  deviceName: nullable(Type.String({ description: '没有登记的设备为空' })),
  code: Type.String(), message: Type.String({ description: '哪里不对、怎么办；不含来报的内容' }), count: Count, lastAt: Instant,
  bytes: Count, digest: Type.String({ description: '最近一批中一条的 SHA-256，没有读到内容为空' }),
})
export type RefusedReport = Static<typeof RefusedReport>

const counted = Type.Array(closed({ name: Type.String(), count: Count, lastAt: Instant }))
export const RefusedSummary = closed({ total: Count, codes: counted, lines: counted, sources: counted })
export type RefusedSummary = Static<typeof RefusedSummary>

const tag = '感知设备'
const filters = {
  days: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, description: '最近几天，默认 1' })), line: Type.Optional(Type.String({ maxLength: 100 })),
  code: Type.Optional(Type.String({ maxLength: 60 })), source: Type.Optional(Type.String({ maxLength: 80 })), device: Type.Optional(Type.String({ maxLength: 161, description: '来源/设备编号' })),
}

export const refusedReportEndpoints = [
  endpoint({ method: 'GET', path: '/refused-reports', operationId: 'listRefusedReports', summary: '被拒绝的来报，新的在前；单位只看到本单位设备的', tag, access: 'watch_sensors', query: closed({ ...filters, ...pageQuery }), responses: { 200: pageOf(RefusedReport) } }),
  endpoint({ method: 'GET', path: '/refused-reports/summary', operationId: 'countRefusedReports', summary: '被拒绝的来报按原因、来路和来源计数', tag, access: 'watch_sensors', query: closed(filters), responses: { 200: RefusedSummary } }),
  endpoint({
    method: 'GET', path: '/refused-reports/workbook', operationId: 'exportRefusedReports', summary: '导出被拒绝的来报（XLSX）', tag, access: 'watch_sensors', query: closed(filters),
    responses: { 200: { binary: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], description: 'XLSX' } },
  }),
] as const
