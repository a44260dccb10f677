import writeXlsxFile from 'write-excel-file/node'
import type { RefusedReport } from '#adapters/web/contract/refused_reports'
import { lineName } from '#adapters/sensors/lines/line_name'
import type { RefusalCount, RefusalFilter, RefusalRow } from '#processes/foundation/alarms/refusals'
import { auditRead } from '../access/acting.js'
import { contentDisposition } from '../controllers/document_controller.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { instant } from '../presentation/instants.js'
import { pageRequest } from '../presentation/paging.js'
import { headCells, numberCell, textCell, XLSX, type WorkbookCell } from '../presentation/workbook_cells.js'
import type { WebServices } from '../web_services.js'
import { sensorScope } from './sensor_access.js'

const DAY_MS = 86_400_000
const MOST_ROWS = 50_000
const ROWS_AT_ONCE = 500

/** 被拒绝的来报: for the centre and the system administrator all of them, for a unit those under the names of its devices. */
export const refusedReportController = (services: WebServices): Pick<Operations, 'listRefusedReports' | 'countRefusedReports' | 'exportRefusedReports'> => {
  const { refusals } = services.alarms
  const filterOf = ({ days = 1, line, code, source, device }: { days?: number; line?: string; code?: string; source?: string; device?: string }): RefusalFilter => ({
    sinceMs: services.clock() - days * DAY_MS,
    ...(line ? { line } : {}), ...(code ? { code } : {}), ...(source ? { source } : {}), ...(device?.trim() ? { device: device.trim() } : {}),
  })
  return {
    async listRefusedReports(call) {
      const page = await refusals.list(filterOf(call.query), await sensorScope(services, signedIn(call)), pageRequest(call.query))
      return { body: { data: page.data.map(present), next: page.next } }
    },

    async countRefusedReports(call) {
      const { codes, lines, sources } = await refusals.summary(filterOf(call.query), await sensorScope(services, signedIn(call)))
      return { body: { total: codes.reduce((sum, { count }) => sum + count, 0), codes: codes.map(counted), lines: lines.map(counted), sources: sources.map(counted) } }
    },

    async exportRefusedReports(call) {
      const [filter, scope] = [filterOf(call.query), await sensorScope(services, signedIn(call))]
      await auditRead(services, call, 'data.exported', 'refused-reports')
      const rows: WorkbookCell[][] = [headCells('最近一次', '来路', '来源', '设备编号', '设备名称', '原因代码', '原因', '次数', '字节数', '内容指纹（SHA-256）')]
      let after: string | null = null
      do {
        const page: { data: RefusalRow[]; next: string | null } = await refusals.list(filter, scope, { limit: ROWS_AT_ONCE, after })
        rows.push(...page.data.map(cellsOf))
        after = page.next
      } while (after !== null && rows.length <= MOST_ROWS)
      const columns = [20, 16, 16, 24, 30, 24, 60, 10, 10, 68].map((width) => ({ width }))
      const bytes = new Uint8Array(await writeXlsxFile([{ sheet: '被拒绝的来报', data: rows, columns }]).toBuffer())
      return { bytes, mediaType: XLSX, headers: { 'content-disposition': contentDisposition('attachment', '被拒绝的来报.xlsx') } }
    },
  }
}

const present = ({ id, line, source, deviceId, deviceName, code, message, count, lastAtMs, bytes, digest }: RefusalRow): RefusedReport => ({
  id, line, source, deviceId, deviceName, code, message, count, lastAt: instant(lastAtMs), bytes, digest,
})

const counted = ({ name, count, lastAtMs }: RefusalCount) => ({ name, count, lastAt: instant(lastAtMs) })

const cellsOf = ({ lastAtMs, line, source, deviceId, deviceName, code, message, count, bytes, digest }: RefusalRow): WorkbookCell[] => [
  textCell(instant(lastAtMs)), textCell(lineName(line)), textCell(source), textCell(deviceId), textCell(deviceName ?? ''), textCell(code), textCell(message), numberCell(count), numberCell(bytes), textCell(digest),
]
