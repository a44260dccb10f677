import type { BoardItem as Shown } from '#adapters/web/contract/board'
import type { BoardFilter, BoardItem } from '#processes/foundation/board/board_store'
import { itemKey } from '#processes/foundation/case/case_rows'
import { lightOf } from '#processes/foundation/clocks/light'
import { auditRead } from '../access/acting.js'
import { boardWorkbook } from '../board/board_workbook.js'
import { boardScope, nameOfDepartment, readBoard } from '../board/read_board.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { instantOrNull } from '../presentation/instants.js'
import { cursorOf, DEFAULT_LIMIT, readCursor } from '../presentation/paging.js'
import { XLSX } from '../presentation/workbook_cells.js'
import type { WebServices } from '../web_services.js'

export const boardController = (services: WebServices): Pick<Operations, 'readBoard' | 'listBoardItems' | 'exportBoard'> => ({
  async readBoard(call) {
    return { body: await readBoard(services, signedIn(call), call.query.month) }
  },

  async listBoardItems(call) {
    const { limit = DEFAULT_LIMIT, after, count: _count, ...filter } = call.query
    const nowMs = services.clock()
    const last = after === undefined ? null : readCursor(after, filter)
    const found = await services.board.items(boardScope(services, signedIn(call)), filter as BoardFilter, { nowMs, after: last, limit: limit + 1 })
    await auditRead(services, call, 'data.read', `board:${new URLSearchParams(filter as Record<string, string>).toString()}`)
    const data = found.slice(0, limit)
    const end = data.at(-1)?.item
    return { body: { data: data.map((one) => presentItem(services, one, nowMs)), next: found.length > limit && end ? cursorOf(itemKey(end.caseKey, end.code), filter) : null } }
  },

  async exportBoard(call) {
    const board = await readBoard(services, signedIn(call), call.query.month)
    await auditRead(services, call, 'data.exported', `board:${board.month}`)
    return {
      bytes: await boardWorkbook(board),
      mediaType: XLSX,
      headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(`督查看板-${board.month}.xlsx`)}` },
    }
  },
})

function presentItem(services: WebServices, { item, title, applicant }: BoardItem, nowMs: number): Shown {
  const isRunning = item.verdict === 'running'
  return {
    number: item.number, name: item.name, title, applicant, department: nameOfDepartment(services)(item.department), statusText: item.statusText,
    light: isRunning ? lightOf({ dueAtMs: item.promisedDueAtMs, amberAtMs: item.amberAtMs ?? null }, nowMs) : 'none',
    dueAt: instantOrNull(item.promisedDueAtMs), decidedAt: instantOrNull(item.decidedAtMs), verdict: item.verdict ?? null, instanceId: item.instanceId ?? item.caseKey,
  }
}
