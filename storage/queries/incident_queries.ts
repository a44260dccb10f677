import type { IncidentQueries } from '#engine/runtime/ports/instance_queries'
import type { IncidentRow } from '#engine/runtime/ports/rows'
import type { Dialect } from '../dialects/dialect.js'
import { plainReader } from '../schema/read_rows.js'
import { listSignature, readCursor, writeCursor } from './cursor.js'
import { beyond, condition, joined } from './sql_condition.js'

const readIncident = plainReader<IncidentRow>('incidents')

export const incidentQueries = (dialect: Dialect): IncidentQueries => ({
  list: (filter, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('incidents', filter)
      const { sql, values } = joined([
        condition(filter.resolved ? 't.resolved_at_ms is not null' : 't.resolved_at_ms is null'),
        ...(filter.instanceId === undefined ? [] : [condition('t.instance_id = ?', filter.instanceId)]),
        ...(filter.definitionKey === undefined ? [] : [condition('t.definition_key = ?', filter.definitionKey)]),
        ...beyond('t.raised_at_ms', 't.id', readCursor(page.after, signature), true),
      ])
      const rows = await connection.all(
        `select t.* from incidents t where ${sql} order by t.raised_at_ms desc, t.id desc limit ${Math.trunc(page.limit) + 1}`, values,
      )
      const data = rows.slice(0, page.limit).map(readIncident)
      const last = data[data.length - 1]
      return { data, next: rows.length > page.limit ? writeCursor(signature, { sort: last.raisedAtMs, id: last.id }) : null }
    }),
  find: (incidentId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from incidents where id = ?', [incidentId])
      return row ? readIncident(row) : null
    }),
})
