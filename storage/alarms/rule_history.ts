import type { RuleHistory, RuleVersion } from '#processes/foundation/alarms/rule_history'
import type { Dialect, SqlRow } from '../dialects/dialect.js'
import { rowReader } from '../schema/read_rows.js'
import { insertRows } from '../write_rows.js'

const readColumns = rowReader('rule_versions')

const readVersion = (row: SqlRow): RuleVersion => {
  const read = readColumns(row)
  return { ...read, rule: read.rule === null ? null : JSON.parse(String(read.rule)) } as unknown as RuleVersion
}

export const ruleHistory = (dialect: Dialect): RuleHistory => ({
  add: (entry) =>
    dialect.transaction(async (connection) => {
      const [row] = await connection.all(`select version from rule_versions where rule_id = ? order by version desc limit 1${dialect.forUpdate}`, [entry.ruleId])
      const version = row ? Number(row.version) + 1 : 1
      await insertRows(connection, 'rule_versions', [{ ...entry, version, rule: entry.rule && JSON.stringify(entry.rule) }])
      return version
    }),
  latest: () =>
    dialect.read(async (connection) =>
      (await connection.all('select t.* from rule_versions t where not exists (select 1 from rule_versions n where n.rule_id = t.rule_id and n.version > t.version)')).map(readVersion)),
  of: (ruleId) =>
    dialect.read(async (connection) =>
      (await connection.all('select * from rule_versions where rule_id = ? order by version desc limit 100', [ruleId])).map(readVersion)),
})
