import writeXlsxFile from 'write-excel-file/node'
import { DEVICE_COLUMNS, type DeviceField } from '#adapters/sensors/register/device_columns'
import { deviceKindName } from '#processes/foundation/alarms/device_kinds'
import type { DeviceFilter, StoredDevice } from '#processes/foundation/alarms/device_store'
import { headCells, textCell, type WorkbookCell } from '../presentation/workbook_cells.js'
import type { WebServices } from '../web_services.js'
import { unitReference } from './present_device.js'

const MOST_ROWS = 100_000
const ROWS_AT_ONCE = 1_000

const columns = DEVICE_COLUMNS.map(({ field }) => ({ width: field === 'name' || field === 'address' ? 36 : 16 }))
const bytesOf = async (sheets: { sheet: string; data: WorkbookCell[][] }[]): Promise<Uint8Array> =>
  new Uint8Array(await writeXlsxFile(sheets.map((one) => ({ ...one, columns }))).toBuffer())

/** Titles, one example, and what each column wants. */
export const deviceTemplate = (): Promise<Uint8Array> =>
  bytesOf([
    { sheet: '设备', data: [headCells(...DEVICE_COLUMNS.map(({ title }) => title)), DEVICE_COLUMNS.map(({ example }) => textCell(example))] },
    {
      sheet: '填写说明',
      data: [headCells('列', '必填', '说明'), ...DEVICE_COLUMNS.map(({ title, required, hint }) => [textCell(title), textCell(required ? '是' : ''), textCell(hint)])],
    },
  ])

/** The devices of a filter in the columns of the import: changed in a spreadsheet, the file can be read in again. Every cell is text, none a formula. */
export async function deviceWorkbook(services: Pick<WebServices, 'devices' | 'organisation'>, filter: DeviceFilter): Promise<Uint8Array> {
  const rows: WorkbookCell[][] = [headCells(...DEVICE_COLUMNS.map(({ title }) => title))]
  let after: string | null = null
  do {
    const page: { data: StoredDevice[]; next: string | null } = await services.devices.store.list(filter, { limit: ROWS_AT_ONCE, after })
    for (const device of page.data) rows.push(DEVICE_COLUMNS.map(({ field }) => textCell(cellOf(services, device, field))))
    after = page.next
  } while (after !== null && rows.length <= MOST_ROWS)
  return bytesOf([{ sheet: '设备', data: rows }])
}

function cellOf(services: Pick<WebServices, 'organisation'>, device: StoredDevice, field: DeviceField): string {
  switch (field) {
    case 'secret': return ''
    case 'kind': return deviceKindName(device.kind)
    case 'town':
    case 'owner': return unitReference(services, device[field]).name
    case 'enabled':
    case 'drill': return device[field] ? '是' : '否'
    case 'offlineAfterMs': return device.offlineAfterMs === null ? '' : String(device.offlineAfterMs / 60_000)
    default: return String(device[field] ?? '')
  }
}
