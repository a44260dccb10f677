import writeXlsxFile from 'write-excel-file/node'
import type { SyncLine, SyncLineKind } from '#processes/foundation/organisation/directory_sync/sync_report'
import type { SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import { headCells, numberCell, textCell, type WorkbookCell } from '../presentation/workbook_cells.js'

const NAMES: Readonly<Record<SyncLineKind, string>> = {
  conflict: '待处理', left: '离开', last_holder: '将无人担任', moved: '调动', kept_role: '原单位角色', added: '新增', changed: '修改', department: '机构', post: '岗位', note: '说明',
}

/** All lines of a report. Every cell is text or a number, none a formula. */
export async function syncWorkbook({ report }: Pick<SyncRun, 'report'>): Promise<Uint8Array> {
  const data: WorkbookCell[][] = [headCells('类别', '姓名或名称', '用户名', '单位', '内容', '待办件数', '待办'), ...report.lines.map(rowOf)]
  const columns = [12, 20, 20, 30, 60, 10, 60].map((width) => ({ width }))
  return new Uint8Array(await writeXlsxFile([{ sheet: '组织同步', data, columns }]).toBuffer())
}

const rowOf = ({ kind, name, username, unit, text, openTaskCount, tasks }: SyncLine): WorkbookCell[] => [
  textCell(NAMES[kind]), textCell(name), textCell(username ?? ''), textCell(unit), textCell(text), numberCell(kind === 'left' ? openTaskCount : null),
  textCell(tasks.map(({ process, name: task }) => `${process}：${task}`).join('；')),
]
