import type { BusinessTable } from '#processes/foundation/business_tables'
import type { Dialect, SqlValue } from '#storage/dialects/dialect'
import type { BenchRow } from './row.js'

const ROWS_AT_ONCE = 400

/** Fills a table of the participants with made rows, many a statement: only reading is measured. */
export async function fillTable(dialect: Dialect, { name, columns }: BusinessTable, rows: Iterable<readonly [key: string, row: Readonly<Record<string, unknown>>]>): Promise<void> {
  const names = columns.map((column) => column.name)
  const fields = names.map((column) => column.replaceAll(/_(\w)/g, (_, letter: string) => letter.toUpperCase()))
  let waiting: SqlValue[][] = []
  const write = async (): Promise<void> => {
    if (waiting.length === 0) return
    const places = waiting.map((one) => `(${one.map(() => '?').join(', ')})`).join(', ')
    const values = waiting.flat()
    waiting = []
    await dialect.transaction((connection) => connection.run(`insert into ${name} (\`key\`, ${names.map((one) => `\`${one}\``).join(', ')}, \`row\`) values ${places}`, values))
  }
  for (const [key, row] of rows) {
    waiting.push([key, ...fields.map((field) => (row[field] ?? null) as SqlValue), JSON.stringify(row)])
    if (waiting.length === ROWS_AT_ONCE) await write()
  }
  await write()
}

/** The slowest of a hundred readings but one, in milliseconds, after a few that warm up. */
async function p99(read: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < 5; n += 1) await read()
  const times: number[] = []
  for (let n = 0; n < 100; n += 1) {
    const from = performance.now()
    await read()
    times.push(performance.now() - from)
  }
  return times.toSorted((one, other) => one - other)[98]!
}

/** A list is turned page by page under somebody's hands; a whole page of figures may take what nobody calls waiting. */
export const LIST_GOAL_MS = 50
export const PAGE_GOAL_MS = 300

/** What is read, the milliseconds it may take, and the reading. */
export type Reading = readonly [name: string, goalMs: number, read: () => Promise<unknown>]

/** A figure for each reading, one after the other. */
export async function timeReadings(readings: readonly Reading[], nameOf: (name: string) => string): Promise<BenchRow[]> {
  const rows: BenchRow[] = []
  for (const [name, goal, read] of readings) {
    const value = Number((await p99(read)).toPrecision(3))
    rows.push({ name: nameOf(name), value, unit: 'ms p99', goal, met: value <= goal })
  }
  return rows
}
