export type AuditRow = Record<string, unknown>

/** Reads a database of either kind; `?` placeholders. All answers of one verification should be of one instant (a read transaction). */
export interface AuditReader {
  all(sql: string, values?: readonly (string | number)[]): Promise<AuditRow[]>
}

/** A table in order of its key, some rows at a time. */
export interface OrderedTable {
  table: string
  columns: string
  /** Key columns, all not null. */
  key: readonly string[]
  pageSize: number
  /** Rows of one instance only. */
  instance?: { column: string; id: string }
}

/** Rows behind the last one read: `a >= ? and (a > ? or (a = ? and (b > ?)))`, so that both databases begin at the right place of the index. */
const beyond = (key: readonly string[], last: AuditRow): { sql: string; values: (string | number)[] } => {
  const value = (column: string) => last[column] as string | number
  const [first, ...rest] = key
  if (rest.length === 0) return { sql: `${first} > ?`, values: [value(first)] }
  const inner = beyond(rest, last)
  return { sql: `${first} >= ? and (${first} > ? or (${first} = ? and ${inner.sql}))`, values: [value(first), value(first), value(first), ...inner.values] }
}

/** Every row of a table in order of its key; a page of them in memory. */
export async function* rowsInOrder(reader: AuditReader, { table, columns, key, pageSize, instance }: OrderedTable): AsyncGenerator<AuditRow> {
  const own = instance ? { sql: `${instance.column} = ?`, values: [instance.id] } : { sql: '1 = 1', values: [] }
  for (let last: AuditRow | null = null; ; ) {
    const after = last ? beyond(key, last) : { sql: '1 = 1', values: [] }
    const page: AuditRow[] = await reader.all(
      `select ${columns} from ${table} where ${own.sql} and ${after.sql} order by ${key.join(', ')} limit ${pageSize}`, [...own.values, ...after.values],
    )
    yield* page
    if (page.length < pageSize) return
    last = page[page.length - 1]
  }
}

/** Byte order of UTF-8, in which both databases sort their keys. */
const isBefore = (a: string, b: string): boolean => Buffer.compare(Buffer.from(a), Buffer.from(b)) < 0

/** A stream of rows taken instance by instance. */
export interface ByInstance {
  /** Whose rows come next; null at the end. */
  next(): string | null
  /** The next row when it is this instance's. */
  take(instanceId: string): Promise<AuditRow | null>
}

/** Looks one row ahead. */
export const byInstance = async (rows: AsyncGenerator<AuditRow>, column: string): Promise<ByInstance> => {
  let ahead = await rows.next()
  const next = () => (ahead.done ? null : String(ahead.value[column]))
  return {
    next,
    async take(instanceId) {
      if (next() !== instanceId) return null
      const row = ahead.value as AuditRow
      ahead = await rows.next()
      return row
    },
  }
}

/** The instance whose turn it is among several streams; null when all have ended. */
export const firstOf = (streams: readonly ByInstance[]): string | null => {
  let first: string | null = null
  for (const stream of streams) {
    const next = stream.next()
    if (next !== null && (first === null || isBefore(next, first))) first = next
  }
  return first
}
