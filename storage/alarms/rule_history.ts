import type { RuleHistory, RuleVersion } from '#processes/foundation/alarms/rule_history'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readColumns = rowReader('rule_versions')

const readVersion = (row: SqlRow): RuleVersion => {
  const read = readColumns(row)
  return { ...read, rule: read.rule === null ? null : JSON.parse(String(read.rule)) } as unknown as RuleVersion
}

export const ruleHistory = (dialect: Dialect): RuleHistory => ({
  latest: () =>
    dialect.read(async (connection) =>
      (await connection.all('select t.* from rule_versions t where not exists (select 1 from rule_versions n where n.rule_id = t.rule_id and n.version > t.version)')).map(readVersion)),
  of: (ruleId) =>
    dialect.read(async (connection) =>
      (await connection.all('select * from rule_versions where rule_id = ? order by version desc limit 100', [ruleId])).map(readVersion)),
})

/** The newest version of a rule, locked; null = nobody has changed it. */
export const lockLastVersion = async (connection: SqlConnection, dialect: Dialect, ruleId: string): Promise<RuleVersion | null> => {
  const [row] = await connection.all(`select * from rule_versions where rule_id = ? order by version desc limit 1${dialect.forUpdate}`, [ruleId])
  return row ? readVersion(row) : null
}

/** Another node that was faster shows as a duplicate. */
export const insertVersion = (connection: SqlConnection, version: RuleVersion): Promise<void> =>
  insertRows(connection, 'rule_versions', [{ ...version, rule: version.rule && JSON.stringify(version.rule) }])
