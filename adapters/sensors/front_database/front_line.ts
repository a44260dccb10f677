import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import { createWorkerLoop } from '#engine/runtime/workers/worker_loop'
import type { LineCursorStore } from '#processes/foundation/alarms/line_cursor_store'
import { handOver } from '../lines/hand_over.js'
import type { LineTools, SensorLine } from '../lines/line.js'
import { createLineRecord } from '../lines/line_record.js'
import { tellOnce } from '../lines/tell_once.js'
import { openFrontReader, type FrontReader } from './front_reader.js'
import type { FrontTable } from './front_table.js'
import { passKeys, readCursor, type KeyCursor } from './key_cursor.js'
import { rowMessage } from './row_message.js'

export interface FrontSurroundings {
  leases: LeaseStore
  cursors: LineCursorStore
  nodeId: string
}

/** Rows of one page. */
export const PAGE = 500
/** Longer than any reading of a page takes, so that two nodes seldom read the same rows. */
const SHORTEST_LEASE_MS = 60_000

/**
 * Follows a table by its growing key, on one node at a time. How far it has read is kept after the rows are: killed in between, the same rows
 * come again under the same message ids and are known.
 */
export function createFrontLine(table: FrontTable, tools: LineTools, { leases, cursors, nodeId }: FrontSurroundings): SensorLine {
  const line = `front:${table.name}`
  const record = createLineRecord((refusal) => tools.refused(line, refusal))
  const abort = new AbortController()
  let reader: FrontReader | null = null

  const begin = async (from: FrontReader): Promise<KeyCursor> => ({ high: table.begin === 'first' ? 0 : await from.last(), gaps: [] })

  async function readPage(): Promise<boolean> {
    const nowMs = tools.clock()
    if (!(await leases.take(line, nodeId, nowMs, nowMs + Math.max(SHORTEST_LEASE_MS, 3 * table.everyMs)))) return false
    reader ??= openFrontReader(table)
    const kept = await cursors.load(line)
    const cursor = (kept === null ? null : readCursor(kept)) ?? (await begin(reader))
    const rows = await reader.read(cursor, PAGE)
    const keys = rows.map((row) => Number(row[table.key]))
    if (!keys.every(Number.isSafeInteger)) throw new Error(`Expected whole numbers in the column ${table.key} of ${line}, but found others.`)
    await takeRows(rows, keys, nowMs)
    const next = JSON.stringify(passKeys(cursor, keys, nowMs))
    if (next !== kept) await cursors.save(line, next, nowMs)
    fault.over()
    return rows.length >= PAGE
  }

  async function takeRows(rows: readonly Readonly<Record<string, unknown>>[], keys: readonly number[], nowMs: number): Promise<void> {
    const messages = rows.flatMap((row, index) => {
      const message = rowMessage(row, keys[index]!, table)
      if (!message) {
        record.refuse({ atMs: nowMs, device: table.source, code: 'E_LINE_ROW', message: `第 ${keys[index]} 行没有设备编号，没有入库。`, raw: JSON.stringify(row) })
      }
      return message ? [message] : []
    })
    if (messages.length === 0) return
    const taken = await handOver(tools.intake, messages, nowMs, abort.signal)
    taken.forEach((one, index) => record.count([one], `${table.source}/${messages[index]!.deviceId}`, messages[index]!.raw, nowMs))
  }

  const fault = tellOnce(tools, line, abort.signal)
  const loop = createWorkerLoop(readPage, table.everyMs, fault.tell)
  return {
    name: line,
    record,
    start: async () => loop.start(),
    async stop() {
      abort.abort()
      await loop.stop()
      await reader?.close()
      await leases.take(line, nodeId, tools.clock(), tools.clock()).catch(() => false)
    },
  }
}
