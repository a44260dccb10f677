import { deviceKey } from '#processes/foundation/alarms/device'
import type { DeviceFilter, DevicePlatform, DeviceStore, DeviceWrite, StoredDevice } from '#processes/foundation/alarms/device_store'
import type { ScalarRow } from '#engine/runtime/ports/command_store'
import type { Dialect, SqlConnection, SqlRow } from '../dialects/dialect.js'
import { raiseRevision, readRevision } from '../organisation/revisions.js'
import { listSignature, readCursor, writeCursor } from '../queries/cursor.js'
import { condition, joined, type SqlCondition } from '../queries/sql_condition.js'
import { rowReader } from '../schema/read_rows.js'
import { putRows } from '../write_rows.js'

const REVISION = 'devices'
/** Rows a statement carries: an import of ten thousand lines is a few packets, not one. */
const ROWS_AT_ONCE = 1_000

/** The register of sensors; secrets lie here as digests only. */
export const deviceStore = (dialect: Dialect): DeviceStore => ({
  revision: () => readRevision(dialect, REVISION),
  changedSince: (since) =>
    dialect.read(async (connection) => {
      // Read first: what is committed meanwhile is read twice, never left out.
      const [row] = await connection.all('select revision from revisions where name = ?', [REVISION])
      const devices = await connection.all('select * from devices where revision > ?', [since])
      const platforms = await connection.all('select * from device_platforms where revision > ?', [since])
      return { devices: devices.map(readDevice), platforms: platforms.map(readPlatform), revision: row ? Number(row.revision) : 0 }
    }),
  list: (filter, page) =>
    dialect.read(async (connection) => {
      const signature = listSignature('devices', filter)
      const position = readCursor(page.after, signature)
      const { sql, values } = joined([...conditionsOf(filter), ...(position ? [condition('t.id > ?', position.id)] : [])])
      const rows = await connection.all(`select t.* from devices t where ${sql} order by t.id limit ${Math.trunc(page.limit) + 1}`, values)
      const data = rows.slice(0, page.limit).map(readDevice)
      const last = data.at(-1)
      return { data, next: rows.length > page.limit && last ? writeCursor(signature, { sort: 0, id: deviceKey(last) }) : null }
    }),
  find: (source, deviceId) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from devices where id = ?', [deviceKey({ source, deviceId })])
      return row ? readDevice(row) : null
    }),
  put: (writes, by, nowMs, atRevision) =>
    dialect.transaction(async (connection) => {
      const revision = await raiseRevision(connection, dialect, REVISION, atRevision)
      for (let at = 0; at < writes.length; at += ROWS_AT_ONCE) {
        const some = writes.slice(at, at + ROWS_AT_ONCE)
        const secrets = await secretsOf(connection, dialect, some)
        await putRows(connection, 'devices', some.map((write) => writtenDevice(write, secrets, { by, nowMs, revision })))
        await connection.flush()
      }
    }),
  platforms: () => dialect.read(async (connection) => (await connection.all('select * from device_platforms order by source')).map(readPlatform)),
  findPlatform: (source) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select * from device_platforms where source = ?', [source])
      return row ? readPlatform(row) : null
    }),
  putPlatform: (platform) =>
    dialect.transaction(async (connection) => {
      const revision = await raiseRevision(connection, dialect, REVISION)
      await putRows(connection, 'device_platforms', [{ ...platform, enabled: platform.enabled ? 1 : 0, revision }])
    }),
})

const readDeviceColumns = rowReader('devices')
const readPlatformColumns = rowReader('device_platforms')

const readDevice = (row: SqlRow): StoredDevice => {
  const { id: _id, revision: _revision, longitudeE6, latitudeE6, enabled, drill, ...rest } = readDeviceColumns(row)
  return { ...rest, longitude: degrees(longitudeE6), latitude: degrees(latitudeE6), enabled: enabled === 1, drill: drill === 1 } as unknown as StoredDevice
}

const readPlatform = (row: SqlRow): DevicePlatform => {
  const { revision: _revision, enabled, ...rest } = readPlatformColumns(row)
  return { ...rest, enabled: enabled === 1 } as unknown as DevicePlatform
}

const degrees = (millionths: unknown): number | null => (typeof millionths === 'number' ? millionths / 1e6 : null)
const millionths = (degreesOf: number | null): number | null => (degreesOf === null ? null : Math.round(degreesOf * 1e6))

interface Secret {
  secretHash: string | null
  secretAtMs: number | null
}

/** Secrets that stay as they are. The raised revision is locked, so nobody changes them meanwhile. */
async function secretsOf(connection: SqlConnection, dialect: Dialect, writes: readonly DeviceWrite[]): Promise<Map<string, Secret>> {
  const ids = writes.filter(({ secretHash }) => secretHash === undefined).map(({ device }) => deviceKey(device))
  if (ids.length === 0) return new Map()
  const rows = await connection.all(`select t.id, t.secret_hash, t.secret_at_ms from ${dialect.idList} join devices t on t.id = k.id`, [JSON.stringify(ids)])
  return new Map(rows.map((row) => [String(row.id), { secretHash: row.secret_hash as string | null, secretAtMs: row.secret_at_ms === null ? null : Number(row.secret_at_ms) }]))
}

function writtenDevice({ device, secretHash }: DeviceWrite, kept: Map<string, Secret>, by: { by: string; nowMs: number; revision: number }): ScalarRow {
  const { longitude, latitude, enabled, drill, ...plain } = device
  const id = deviceKey(device)
  const secret = secretHash === undefined ? (kept.get(id) ?? { secretHash: null, secretAtMs: null }) : { secretHash, secretAtMs: secretHash === null ? null : by.nowMs }
  return {
    ...plain, ...secret, id, longitudeE6: millionths(longitude), latitudeE6: millionths(latitude), enabled: enabled ? 1 : 0, drill: drill ? 1 : 0,
    changedAtMs: by.nowMs, changedBy: by.by, revision: by.revision,
  }
}

function conditionsOf({ kind, source, town, enabled, owners, query }: DeviceFilter): SqlCondition[] {
  const part = `%${(query ?? '').replace(/[!%_]/g, '!$&')}%`
  return [
    ...(kind === undefined ? [] : [condition('t.kind = ?', kind)]),
    ...(source === undefined ? [] : [condition('t.source = ?', source)]),
    ...(town === undefined ? [] : [condition('t.town = ?', town)]),
    ...(enabled === undefined ? [] : [condition('t.enabled = ?', enabled ? 1 : 0)]),
    ...(owners === undefined ? [] : [owners.length === 0 ? condition('1 = 0') : condition(`t.owner in (${owners.map(() => '?').join(', ')})`, ...owners)]),
    ...(query ? [condition(`t.id like ? escape '!' or t.name like ? escape '!' or t.address like ? escape '!'`, part, part, part)] : []),
  ]
}
