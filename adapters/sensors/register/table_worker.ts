import { parentPort, workerData } from 'node:worker_threads'
import { parse } from 'csv-parse/sync'
import { readSheet } from 'read-excel-file/universal'

/** What became of a file: its rows as texts, or why it could not be read, in Chinese. */
export type TableAnswer = { rows: string[][] } | { refusal: string }

/** A workbook unpacks to this much at most. */
const MOST_UNPACKED = 100_000_000
const LONGEST_LINE = 20_000

const isZip = (bytes: Uint8Array): boolean => bytes[0] === 0x50 && bytes[1] === 0x4b

/** UTF-8 with or without its mark; else what Excel writes in China. */
function decoded(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return new TextDecoder('gb18030', { fatal: true }).decode(bytes)
  }
}

function csvRows(bytes: Uint8Array): string[][] {
  const text = decoded(bytes)
  const firstLine = text.slice(0, text.search(/[\r\n]|$/))
  const delimiter = firstLine.includes('\t') ? '\t' : firstLine.includes(';') && !firstLine.includes(',') ? ';' : ','
  return parse(text, { bom: true, delimiter, relax_column_count: true, max_record_size: LONGEST_LINE, trim: true }) as string[][]
}

/** Sum of the unpacked sizes in a ZIP archive's directory (APPNOTE 4.3.12): what unpacking would allocate. Null = no archive that we read. */
function unpackedSize(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let end = bytes.length - 22
  while (end >= 0 && view.getUint32(end, true) !== 0x06054b50) end -= 1
  if (end < 0) return null
  const entries = view.getUint16(end + 10, true)
  let at = view.getUint32(end + 16, true)
  let size = 0
  for (let entry = 0; entry < entries; entry += 1) {
    if (at + 46 > bytes.length || view.getUint32(at, true) !== 0x02014b50) return null
    const unpacked = view.getUint32(at + 24, true)
    if (unpacked === 0xffffffff) return null
    size += unpacked
    at += 46 + view.getUint16(at + 28, true) + view.getUint16(at + 30, true) + view.getUint16(at + 32, true)
  }
  return size
}

const cellText = (cell: unknown): string =>
  cell === null || cell === undefined ? '' : cell instanceof Date ? cell.toISOString() : String(cell).trim()

async function workbookRows(bytes: Uint8Array): Promise<TableAnswer> {
  const size = unpackedSize(bytes)
  if (size === null) return { refusal: '这不是 Excel 工作簿（.xlsx），或文件已损坏。请用 Excel 另存为 .xlsx 或 .csv 后重试。' }
  if (size > MOST_UNPACKED) return { refusal: '工作簿解压后过大，没有读取。请只保留设备清单一张表，或另存为 .csv 后重试。' }
  const copy = new ArrayBuffer(bytes.byteLength)
  new Uint8Array(copy).set(bytes)
  return { rows: (await readSheet(copy)).map((row) => row.map(cellText)) }
}

async function answer(bytes: Uint8Array): Promise<TableAnswer> {
  try {
    return isZip(bytes) ? await workbookRows(bytes) : { rows: csvRows(bytes) }
  } catch {
    return {
      refusal: isZip(bytes)
        ? '工作簿读不出来，可能已损坏或加了密。请用 Excel 打开后另存为 .xlsx 或 .csv 再试。'
        : '文件读不出来。请用 Excel 打开后另存为“CSV UTF-8（逗号分隔）”或 .xlsx 再试。',
    }
  }
}

parentPort?.postMessage(await answer((workerData as { bytes: Uint8Array }).bytes))
