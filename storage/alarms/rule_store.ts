import type { RuleChange, RuleChanged, RuleStore } from '#processes/foundation/alarms/ports'
import type { AlarmGrouping, AlarmRule } from '#processes/foundation/alarms/rule'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { raiseRevision, readRevision } from '../organisation/revisions.js'
import { deleteRows, putRows } from '../write_rows.js'
import { insertVersion, lockLastVersion } from './rule_history.js'

const REVISION = 'alarm rules'
const RETRIES = 8

/** Rules and groupings, each as it was saved; every change with its version, in one transaction. */
export const ruleStore = (dialect: Dialect): RuleStore => ({
  load: () =>
    dialect.read(async (connection) => {
      const rows = await connection.all('select kind, `row` from alarm_rules order by kind, id')
      const of = <Row>(kind: string): Row[] => rows.filter((row) => row.kind === kind).map((row) => JSON.parse(String(row.row)) as Row)
      return { rules: of<AlarmRule>('rule'), groupings: of<AlarmGrouping>('grouping') }
    }),

  revision: () => readRevision(dialect, REVISION),

  async change(change) {
    for (let retry = 0; ; retry += 1) {
      try {
        return await dialect.transaction((connection) => changeWithin(connection, dialect, change))
      } catch (error) {
        // two that are made at the same moment meet at a key or a lock; the second look sees what the other has left
        if (retry >= RETRIES || !(dialect.isTransient(error) || dialect.isDuplicate(error))) throw error
      }
    }
  },
})

/** The rule's own row is locked first: of two who decided on the same version the second sees what the first has saved. */
async function changeWithin(connection: SqlConnection, dialect: Dialect, { of, id, rule, basedOn, atMs, changedBy }: RuleChange): Promise<RuleChanged> {
  const [standing] = await connection.all(`select id from alarm_rules where kind = ? and id = ?${dialect.forUpdate}`, [of, id])
  if (standing === undefined && basedOn !== 'new') return { kind: 'missing' }
  const last = await lockLastVersion(connection, dialect, id)
  if (basedOn === 'new' ? standing !== undefined : basedOn !== null && basedOn !== (last?.version ?? 0)) return { kind: 'stale', last }
  await raiseRevision(connection, dialect, REVISION)
  if (rule === null) await deleteRows(connection, 'alarm_rules', { kind: of, id })
  else await putRows(connection, 'alarm_rules', [{ kind: of, id, row: JSON.stringify(rule) }])
  const version = (last?.version ?? 0) + 1
  await insertVersion(connection, { ruleId: id, version, rule, atMs, changedBy })
  return { kind: 'changed', version }
}
