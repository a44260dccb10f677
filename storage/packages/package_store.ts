import type { DefinitionRow, PackageDraftRow, PackageRow, PackageStore, Resource, StartTimerRow } from '#engine/runtime/ports/package_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { duplicateRow } from '../errors.js'
import { plainReader, rowReader } from '../schema/read_rows.js'
import { deleteRows, insertRows, putRows, updateRows } from '../write_rows.js'

const readPackageColumns = rowReader('packages')
const readPackage = (row: SqlRow): PackageRow => {
  const read = readPackageColumns(row)
  return { ...read, isDefault: read.isDefault === 1 } as unknown as PackageRow
}
const readDefinition = plainReader<DefinitionRow>('definitions')
const readResource = (row: SqlRow): Resource => ({
  name: String(row.name),
  content: String(row.content),
  encoding: row.encoding === 'base64' ? 'base64' : 'utf8',
})
const readDraftColumns = rowReader('package_drafts')

const replaceStartTimers = async (connection: SqlConnection, packageKey: string, packageId: string, startTimers: readonly StartTimerRow[]): Promise<void> => {
  await putRows(connection, 'armed_packages', [{ packageKey, packageId }])
  await deleteRows(connection, 'start_timers', { packageKey })
  await insertRows(connection, 'start_timers', startTimers.map((timer) => ({ ...timer })))
}

/** Package versions, their files and definitions, and the designers' drafts. */
export const packageStore = (dialect: Dialect): PackageStore => {
  const select = <Row>(sql: string, values: readonly string[], read: (row: SqlRow) => Row): Promise<Row[]> =>
    dialect.read(async (connection) => (await connection.all(sql, values)).map(read))
  const one = async <Row>(sql: string, values: readonly string[], read: (row: SqlRow) => Row): Promise<Row | null> =>
    (await select(sql, values, read))[0] ?? null

  return {
    packages: () => select('select * from packages order by `key`, version desc', [], readPackage),
    versions: (key) => select('select * from packages where `key` = ? order by version desc', [key], readPackage),
    find: (packageId) => one('select * from packages where id = ?', [packageId], readPackage),
    resources: (packageId) => select('select * from package_resources where package_id = ? order by name', [packageId], readResource),
    definitions: () => select('select * from definitions order by `key`, version desc', [], readDefinition),
    definitionsOf: (packageId) => select('select * from definitions where package_id = ? order by `key`', [packageId], readDefinition),

    async add(row, resources, definitions, startTimers) {
      try {
        await dialect.transaction(async (connection) => {
          if (row.isDefault) await updateRows(connection, 'packages', ['key'], { key: row.key, isDefault: 0 })
          await insertRows(connection, 'packages', [{ ...row, isDefault: row.isDefault ? 1 : 0 }])
          await insertRows(
            connection, 'package_resources',
            resources.map((resource) => ({ packageId: row.id, name: resource.name, content: resource.content, encoding: resource.encoding ?? 'utf8' })),
          )
          await insertRows(connection, 'definitions', definitions.map((definition) => ({ ...definition })))
          if (row.isDefault) await replaceStartTimers(connection, row.key, row.id, startTimers)
        })
      } catch (error) {
        throw dialect.isDuplicate(error) ? duplicateRow(`流程包版本 ${row.id} `) : error
      }
    },

    setDefault: (packageId, startTimers) =>
      dialect.transaction(async (connection) => {
        const [row] = await connection.all(`select * from packages where id = ?${dialect.forUpdate}`, [packageId])
        if (!row) return
        await updateRows(connection, 'packages', ['key'], { key: String(row.key), isDefault: 0 })
        await updateRows(connection, 'packages', ['id'], { id: packageId, isDefault: 1 })
        await replaceStartTimers(connection, String(row.key), packageId, startTimers)
      }),

    unarmed: () => select(
      'select p.* from packages p left join armed_packages a on a.package_key = p.`key` and a.package_id = p.id where p.is_default = 1 and a.package_id is null', [], readPackage,
    ),

    arm: ({ id, key }, startTimers) =>
      dialect.transaction(async (connection) => {
        // the row of the version in force is what nodes and publications wait for
        const [inForce] = await connection.all(`select id from packages where id = ? and is_default = 1${dialect.forUpdate}`, [id])
        const [armed] = await connection.all('select package_id from armed_packages where package_key = ?', [key])
        if (!inForce || armed?.package_id === id) return false
        const [timer] = await connection.all('select id from start_timers where package_key = ? limit 1', [key])
        if (timer) await putRows(connection, 'armed_packages', [{ packageKey: key, packageId: id }])
        else await replaceStartTimers(connection, key, id, startTimers)
        return !timer
      }),

    draft: (key) =>
      one('select * from package_drafts where `key` = ?', [key], (row) => {
        const read = readDraftColumns(row)
        return { ...read, resources: JSON.parse(String(read.resources)) } as unknown as PackageDraftRow
      }),
    draftKeys: () => select('select `key` from package_drafts order by `key`', [], (row) => String(row.key)),
    putDraft: (draft) =>
      dialect.transaction((connection) => putRows(connection, 'package_drafts', [{ ...draft, resources: JSON.stringify(draft.resources) }])),
    removeDraft: (key) => dialect.transaction((connection) => deleteRows(connection, 'package_drafts', { key })),
  }
}
