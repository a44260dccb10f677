import type { InstanceRow, JobRow, TaskRow } from '#engine/runtime/ports/rows'
import type { InstanceCommandRow } from '#engine/runtime/ports/work_store'
import type { SqlRow } from '../dialects/dialect.js'
import { hotTableNamed } from './hot_tables.js'

/** Column names back to property names; integers that a driver hands out as text become numbers. */
export const rowReader = (tableName: string): ((row: SqlRow) => SqlRow) => {
  const columns = [...hotTableNamed(tableName).columns.values()]
  return (row) => {
    const read: SqlRow = {}
    for (const { property, column, type } of columns) {
      const value = row[column]
      if (value === undefined) continue
      read[property] = type === 'integer' && value !== null ? Number(value) : value
    }
    return read
  }
}

const json = (text: unknown): unknown => (text === null || text === undefined ? null : JSON.parse(String(text)))

const readInstanceColumns = rowReader('instances')
const readTaskColumns = rowReader('tasks')
const readJobColumns = rowReader('jobs')
const readCommandColumns = rowReader('instance_commands')

/** A whole instance row. `incident_count` is there only where a query counted. */
export const readInstance = (row: SqlRow): InstanceRow => {
  const read = readInstanceColumns(row)
  return {
    ...read,
    caller: json(read.caller),
    tokens: json(read.tokens),
    data: json(read.data),
    incidentCount: Number(row.incident_count ?? 0),
  } as unknown as InstanceRow
}

export const readTask = (row: SqlRow): TaskRow => {
  const read = readTaskColumns(row)
  return { ...read, candidates: json(read.candidates), outcomes: json(read.outcomes) } as unknown as TaskRow
}

export const readJob = (row: SqlRow): JobRow => {
  const read = readJobColumns(row)
  return { ...read, input: json(read.input) } as unknown as JobRow
}

export const readInstanceCommand = (row: SqlRow): InstanceCommandRow => {
  const read = readCommandColumns(row)
  return { ...read, command: json(read.command) } as unknown as InstanceCommandRow
}

/** Any table whose columns need no parsing. */
export const plainReader = <Row>(tableName: string): ((row: SqlRow) => Row) => {
  const read = rowReader(tableName)
  return (row) => read(row) as unknown as Row
}
