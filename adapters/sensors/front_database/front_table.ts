/** A table of another database (前置库) in which somebody leaves readings for us. */
export interface FrontTable {
  /** Names the line in the lease, the cursor and the figures; never changed. */
  name: string
  /** `mysql://…` or `sqlite:/path`. */
  url: string
  table: string
  /** Whole number that grows with each row: usually the primary key. */
  key: string
  /** Source of its devices in the register. */
  source: string
  columns: {
    deviceId: string
    /** Instant: epoch seconds or milliseconds, or a date and time of China's clocks; null = none told. */
    at: string | null
    /** Value in rules → column. */
    values: Readonly<Record<string, string>>
    /** Kind of the alarm that the device raises itself; empty in a row = none. */
    alarmKind: string | null
    /** Column and the texts in it that mean: over. */
    alarmState: string | null
    cleared: readonly string[]
  }
  everyMs: number
  /** Where the first reading begins: at the first row there is, or after the last. */
  begin: 'first' | 'last'
}

export type ReadFrontTables = { ok: true; tables: FrontTable[] } | { ok: false; faults: string[] }

/** No quotes in it, whatever the database: letters of any script, digits, `_`, `$`; `schema.table` with one point. */
const IDENTIFIER = /^[\p{L}_][\p{L}\p{N}_$]{0,63}$/u
const NAME = /^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/

/** Reads the text of a file that lists front tables; every fault names the table and what is expected. */
export function readFrontTables(text: string, environment: Readonly<Record<string, string | undefined>>): ReadFrontTables {
  let list: unknown
  try {
    list = JSON.parse(text)
  } catch {
    return { ok: false, faults: ['前置库配置不是 JSON。请检查引号和逗号。'] }
  }
  if (!Array.isArray(list)) return { ok: false, faults: ['前置库配置应为数组，每项一张表。'] }
  const read = list.map((entry, index) => readTable(isRecord(entry) ? entry : {}, `第 ${index + 1} 项`, environment))
  const faults = read.flatMap((one) => one.faults)
  const names = read.map(({ table }) => table.name)
  for (const name of new Set(names.filter((one, index) => names.indexOf(one) !== index))) faults.push(`名称“${name}”用了两次。每张表须有自己的 name。`)
  return faults.length > 0 ? { ok: false, faults } : { ok: true, tables: read.map(({ table }) => table) }
}

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value)

function readTable(entry: Record<string, unknown>, where: string, environment: Readonly<Record<string, string | undefined>>): { table: FrontTable; faults: string[] } {
  const faults: string[] = []
  const text = (from: Record<string, unknown>, name: string, pattern: RegExp, expected: string): string => {
    const value = from[name]
    if (typeof value === 'string' && pattern.test(value)) return value
    faults.push(`${where}：${name} 应为${expected}。`)
    return ''
  }
  const columns = isRecord(entry['columns']) ? entry['columns'] : {}
  const values = isRecord(columns['values']) ? columns['values'] : {}
  const column = (from: Record<string, unknown>, name: string) => text(from, name, IDENTIFIER, '列名')
  const optional = (name: string): string | null => (columns[name] === undefined ? null : column(columns, name))
  const urlEnv = entry['urlEnv']
  const url = typeof urlEnv === 'string' ? { url: environment[urlEnv] } : { url: entry['url'] }
  const seconds = entry['everySeconds'] ?? 5
  if (typeof seconds !== 'number' || !(seconds >= 0.1 && seconds <= 3_600)) faults.push(`${where}：everySeconds 应为 0.1–3600 的秒数。`)
  const cleared = columns['cleared'] ?? []
  if (!Array.isArray(cleared) || !cleared.every((one) => typeof one === 'string')) faults.push(`${where}：cleared 应为文本数组。`)
  const begin = entry['begin'] ?? 'last'
  if (begin !== 'first' && begin !== 'last') faults.push(`${where}：begin 应为 first 或 last。`)
  return {
    faults,
    table: {
      name: text(entry, 'name', NAME, '字母、数字、点、横线组成的名称'),
      url: text(url, 'url', /^(mysql:\/\/[^/]+\/.+|sqlite:.+)$/, ' mysql://… 或 sqlite:文件，也可用 urlEnv 写环境变量名'),
      table: text(entry, 'table', /^[^.]+(\.[^.]+)?$/, '表名').split('.').every((part) => IDENTIFIER.test(part)) ? String(entry['table']) : (faults.push(`${where}：table 应为表名或 库名.表名。`), ''),
      key: column(entry, 'key'),
      source: text(entry, 'source', NAME, '来源编号'),
      columns: {
        deviceId: column(columns, 'deviceId'), at: optional('at'), alarmKind: optional('alarmKind'), alarmState: optional('alarmState'),
        values: Object.fromEntries(Object.keys(values).map((name) => [name, column(values, name)])),
        cleared: Array.isArray(cleared) ? cleared.map(String) : [],
      },
      everyMs: Number(seconds) * 1_000,
      begin: begin === 'first' ? 'first' : 'last',
    },
  }
}
