import type { ScalarRow, TableUpdate, TableWrites } from '../ports/command_store.js'

type Pending = { kind: 'insert' | 'put' | 'update'; row: Record<string, string | number | null>; by: readonly string[] }

interface PendingTable {
  rows: Map<string, Pending>
  /** Equality deletes, executed before everything else of the table. */
  deletes: Map<string, ScalarRow>
  /** Updates of many rows by something else than the key, executed last. */
  wide: Map<string, Pending>
}

/** What a group is going to write. Writes to one row fold into one; a row made and removed in one group is never written. */
export interface WriteSet {
  insert(table: string, key: string, row: ScalarRow): void
  put(table: string, key: string, row: ScalarRow): void
  /** `by` are the key's properties in `row`. */
  update(table: string, key: string, by: readonly string[], row: ScalarRow): void
  /** Every row with these values. */
  updateWhere(table: string, where: ScalarRow, changes: ScalarRow): void
  remove(table: string, key: string, by: ScalarRow): void
  /** Every row with this value, those of this group included. */
  removeWhere(table: string, property: string, value: string): void
  tables(): TableWrites[]
}

const signature = (row: ScalarRow): string => Object.keys(row).join(',')

const grouped = (rows: Iterable<Pending>): TableUpdate[] => {
  const groups = new Map<string, { by: readonly string[]; rows: ScalarRow[] }>()
  for (const { row, by } of rows) {
    const key = `${by.join(',')}|${signature(row)}`
    const group = groups.get(key)
    if (group) group.rows.push(row)
    else groups.set(key, { by, rows: [row] })
  }
  return [...groups.values()]
}

const groupedDeletes = (deletes: Iterable<ScalarRow>): ScalarRow[][] => {
  const groups = new Map<string, ScalarRow[]>()
  for (const row of deletes) {
    const group = groups.get(signature(row))
    if (group) group.push(row)
    else groups.set(signature(row), [row])
  }
  return [...groups.values()]
}

const ofKind = (table: PendingTable, kind: Pending['kind']): ScalarRow[] =>
  [...table.rows.values()].filter((pending) => pending.kind === kind).map((pending) => pending.row)

const toWrites = (name: string, table: PendingTable): TableWrites => ({
  table: name,
  inserts: ofKind(table, 'insert'),
  puts: ofKind(table, 'put'),
  updates: [...grouped([...table.rows.values()].filter((pending) => pending.kind === 'update')), ...grouped(table.wide.values())],
  deletes: groupedDeletes(table.deletes.values()),
})

export const createWriteSet = (): WriteSet => {
  const tables = new Map<string, PendingTable>()
  const of = (name: string): PendingTable => {
    let table = tables.get(name)
    if (!table) tables.set(name, (table = { rows: new Map(), deletes: new Map(), wide: new Map() }))
    return table
  }
  return {
    insert(name, key, row) {
      of(name).rows.set(key, { kind: of(name).deletes.has(key) ? 'put' : 'insert', row: { ...row }, by: [] })
    },
    put(name, key, row) {
      const pending = of(name).rows.get(key)
      of(name).rows.set(key, { kind: pending?.kind === 'insert' ? 'insert' : 'put', row: { ...row }, by: [] })
    },
    update(name, key, by, row) {
      const table = of(name)
      const pending = table.rows.get(key)
      if (pending) Object.assign(pending.row, row)
      else table.rows.set(key, { kind: 'update', row: { ...row }, by })
    },
    updateWhere(name, where, changes) {
      const table = of(name)
      const by = Object.keys(where)
      for (const { row } of table.rows.values()) if (by.every((property) => row[property] === where[property])) Object.assign(row, changes)
      const key = JSON.stringify(where)
      const pending = table.wide.get(key)
      if (pending) Object.assign(pending.row, changes)
      else table.wide.set(key, { kind: 'update', row: { ...where, ...changes }, by })
    },
    remove(name, key, by) {
      const table = of(name)
      const pending = table.rows.get(key)
      table.rows.delete(key)
      if (pending?.kind !== 'insert') table.deletes.set(key, by)
    },
    removeWhere(name, property, value) {
      const table = of(name)
      for (const [key, { row }] of table.rows) if (row[property] === value) table.rows.delete(key)
      table.deletes.set(`${property}=${value}`, { [property]: value })
    },
    tables: () => [...tables].map(([name, table]) => toWrites(name, table)),
  }
}
