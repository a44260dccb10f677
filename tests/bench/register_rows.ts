import type { BusinessTable } from '#processes/foundation/business_tables'
import type { Dialect, SqlValue } from '#storage/dialects/dialect'

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
export async function p99(read: () => Promise<unknown>): Promise<number> {
  for (let n = 0; n < 5; n += 1) await read()
  const times: number[] = []
  for (let n = 0; n < 100; n += 1) {
    const from = performance.now()
    await read()
    times.push(performance.now() - from)
  }
  return times.toSorted((one, other) => one - other)[98]!
}
