/** Cells of exported workbooks: numbers stay numbers, so that a spreadsheet can go on counting with them; what there is nothing of is a dash. */
export interface WorkbookCell {
  value: string | number | undefined
  type?: StringConstructor | NumberConstructor
  fontWeight?: 'bold'
  format?: string
  align?: 'right'
}

const DASH: WorkbookCell = { value: '—', type: String, align: 'right' }

export const headCells = (...titles: string[]): WorkbookCell[] => titles.map((value) => ({ value, type: String, fontWeight: 'bold' }))
export const textCell = (value: string): WorkbookCell => ({ value, type: String })
export const numberCell = (value: number | null, format?: string): WorkbookCell =>
  value === null ? DASH : { value, type: Number, ...(format === undefined ? {} : { format }) }
export const rateCell = (value: number | null): WorkbookCell => numberCell(value, '0.0%')
export const hoursCell = (seconds: number | null): WorkbookCell => numberCell(seconds === null ? null : seconds / 3600, '0.0')

export const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
