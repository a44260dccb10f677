import type { RuleStore } from '#processes/foundation/alarms/ports'
import type { AlarmGrouping, AlarmRule } from '#processes/foundation/alarms/rule'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { raiseRevision, readRevision } from '../organisation/revisions.js'
import { deleteRows, putRows } from '../write_rows.js'

const REVISION = 'alarm rules'

/** Rules and groupings, each as it was saved. */
export const ruleStore = (dialect: Dialect): RuleStore => {
  const change = (write: (connection: SqlConnection) => Promise<void>): Promise<void> =>
    dialect.transaction(async (connection) => {
      await raiseRevision(connection, dialect, REVISION)
      await write(connection)
    })
  const save = (kind: 'rule' | 'grouping', row: { id: string }) => change((connection) => putRows(connection, 'alarm_rules', [{ kind, id: row.id, row: JSON.stringify(row) }]))
  const remove = (kind: 'rule' | 'grouping', id: string) => change((connection) => deleteRows(connection, 'alarm_rules', { kind, id }))
  return {
    load: () =>
      dialect.read(async (connection) => {
        const rows = await connection.all('select kind, `row` from alarm_rules order by kind, id')
        const of = <Row>(kind: string): Row[] => rows.filter((row) => row.kind === kind).map((row) => JSON.parse(String(row.row)) as Row)
        return { rules: of<AlarmRule>('rule'), groupings: of<AlarmGrouping>('grouping') }
      }),
    revision: () => readRevision(dialect, REVISION),
    saveRule: (rule) => save('rule', rule),
    removeRule: (ruleId) => remove('rule', ruleId),
    saveGrouping: (grouping) => save('grouping', grouping),
    removeGrouping: (groupingId) => remove('grouping', groupingId),
  }
}
