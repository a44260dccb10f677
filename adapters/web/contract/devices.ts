/** Register of sensors: devices, the platforms that speak for them, and what they measured. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { Unit } from './events.js'
import { closed, Count, Id, Instant, JsonObject, nullable, oneOf, pageOf, pageQuery } from './schema.js'

const Name = Type.String({ minLength: 1, maxLength: 80, pattern: '^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$', description: '字母、数字、点、横线、下划线，80 位以内' })
const Longitude = nullable(Type.Number({ minimum: 73, maximum: 136, description: '度，CGCS2000' }))
const Latitude = nullable(Type.Number({ minimum: 3, maximum: 54, description: '度，CGCS2000' }))

/** What can be changed of a device; what names it stands in the path. */
export const DeviceValues = closed({
  kind: Type.String({ minLength: 1, maxLength: 40 }),
  name: Type.String({ minLength: 1, maxLength: 200 }),
  address: Type.String({ maxLength: 500 }),
  town: Id,
  grid: nullable(Type.String({ maxLength: 100 })),
  longitude: Longitude,
  latitude: Latitude,
  owner: Id,
  parent: nullable(Type.String({ maxLength: 161, description: '上级设备：来源/设备编号' })),
  area: nullable(Type.String({ maxLength: 100, description: '道路或流域，用于归并报警' })),
  offlineAfterSeconds: nullable(Type.Integer({ minimum: 60, maximum: 2_678_400, description: '多久没有数据算离线' })),
  enabled: Type.Boolean(),
  drill: Type.Boolean({ description: '它的数据一律按演练处理' }),
})
export type DeviceValues = Static<typeof DeviceValues>

export const DeviceSummary = closed({
  source: Type.String(), deviceId: Type.String(), kind: Type.String(), kindName: Type.String(), name: Type.String(), address: Type.String(),
  town: Unit, grid: nullable(Type.String()), longitude: Longitude, latitude: Latitude, owner: Unit,
  parent: nullable(Type.String()), area: nullable(Type.String()), offlineAfterSeconds: nullable(Count), enabled: Type.Boolean(), drill: Type.Boolean(),
  /** When its secret was made; null = it has none of its own. */
  secretAt: nullable(Instant),
  changedAt: Instant, changedByName: Type.String(),
  /** When it was heard last; null = never. */
  heardAt: nullable(Instant),
  /** This login may change it. */
  mayManage: Type.Boolean(),
})
export type DeviceSummary = Static<typeof DeviceSummary>

export const DevicePlatformRecord = closed({
  source: Type.String(), name: Type.String(), owner: Unit, enabled: Type.Boolean(), secretAt: nullable(Instant), changedAt: Instant, changedByName: Type.String(),
})
export type DevicePlatformRecord = Static<typeof DevicePlatformRecord>

/** What lists and forms of devices offer to choose from. */
export const DeviceChoices = closed({
  kinds: Type.Array(Unit), towns: Type.Array(Unit), owners: Type.Array(Unit, { description: '可作责任单位的单位' }), sources: Type.Array(Type.String()),
  mayManage: Type.Boolean({ description: '可维护本单位的设备' }), mayManageAll: Type.Boolean({ description: '可维护全县的设备、平台和规则' }),
})
export type DeviceChoices = Static<typeof DeviceChoices>

/** A secret, this once. */
export const DeviceSecret = closed({ identity: Type.String({ description: '来源/设备编号，或来源' }), secret: Type.String({ description: '只显示这一次' }) })
export type DeviceSecret = Static<typeof DeviceSecret>

export const DeviceImport = closed({
  /** Whether it was written. */
  applied: Type.Boolean(),
  counts: closed({ added: Count, changed: Count, same: Count, wrong: Count }),
  /** What is wrong first, then what changes, then what is new; at most 500. */
  lines: Type.Array(closed({ line: Count, device: Type.String(), outcome: oneOf('added', 'changed', 'same', 'wrong'), notes: Type.Array(Type.String()) })),
})
export type DeviceImport = Static<typeof DeviceImport>

export const DeviceReading = closed({
  at: Instant, receivedAt: Instant, values: JsonObject, alarm: nullable(closed({ kind: Type.String(), state: oneOf('raised', 'cleared') })),
  drill: Type.Boolean(),
  /** Its clock was wrong by more than ten minutes: `at` is when it was received. */
  skewed: Type.Boolean(),
  /** It came after a newer one: kept, and nothing followed from it. */
  late: Type.Boolean(),
  raw: Type.String(),
})
export type DeviceReading = Static<typeof DeviceReading>

const tag = '感知设备'
const names = closed({ source: Name, deviceId: Name })
const platform = closed({ source: Name })
const filters = {
  kind: Type.Optional(Type.String({ maxLength: 40 })), source: Type.Optional(Type.String({ maxLength: 80 })), town: Type.Optional(Id), owner: Type.Optional(Id),
  state: Type.Optional(oneOf('enabled', 'disabled')), q: Type.Optional(Type.String({ maxLength: 100, description: '编号、名称或地址中的几个字' })),
}
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'
const workbook = { 200: { binary: [XLSX], description: 'XLSX' } } as const

export const deviceEndpoints = [
  endpoint({ method: 'GET', path: '/devices', operationId: 'listDevices', summary: '设备列表', tag, access: 'watch_sensors', query: closed({ ...filters, ...pageQuery }), responses: { 200: pageOf(DeviceSummary) } }),
  endpoint({ method: 'GET', path: '/devices/choices', operationId: 'listDeviceChoices', summary: '设备的类型、镇街、单位和来源', tag, access: 'watch_sensors', responses: { 200: DeviceChoices } }),
  endpoint({ method: 'GET', path: '/devices/template', operationId: 'readDeviceTemplate', summary: '导入模板（XLSX）', tag, access: 'manage_sensors', responses: workbook }),
  endpoint({ method: 'GET', path: '/devices/workbook', operationId: 'exportDevices', summary: '导出设备清单（XLSX，不含密钥）', tag, access: 'watch_sensors', query: closed(filters), responses: workbook }),
  endpoint({
    method: 'POST', path: '/devices/import', operationId: 'importDevices', summary: '导入设备（CSV 或 XLSX）：先试算，后写入', tag, access: 'manage_sensors', multipart: true,
    fields: closed({
      dryRun: Type.Optional(Type.Boolean({ description: '只试算，不写入' })), onlyRight: Type.Optional(Type.Boolean({ description: '有错的行略过，其余写入；不写则有错即都不写入' })),
    }),
    responses: { 200: DeviceImport },
  }),
  endpoint({ method: 'POST', path: '/devices', operationId: 'createDevice', summary: '新增设备', tag, access: 'manage_sensors', body: closed({ source: Name, deviceId: Name, ...DeviceValues.properties }), responses: { 201: DeviceSummary }, idempotent: true }),
  endpoint({ method: 'GET', path: '/devices/{source}/{deviceId}', operationId: 'readDevice', summary: '设备', tag, access: 'watch_sensors', params: names, responses: { 200: DeviceSummary } }),
  endpoint({ method: 'PUT', path: '/devices/{source}/{deviceId}', operationId: 'changeDevice', summary: '修改或停用设备', tag, access: 'manage_sensors', params: names, body: DeviceValues, responses: { 200: DeviceSummary } }),
  // Takes no Idempotency-Key: its answer holds a secret that must not be kept.
  endpoint({ method: 'POST', path: '/devices/{source}/{deviceId}/secret', operationId: 'replaceDeviceSecret', summary: '生成设备密钥', tag, access: 'manage_sensors', params: names, responses: { 200: DeviceSecret } }),
  endpoint({
    method: 'GET', path: '/devices/{source}/{deviceId}/readings', operationId: 'listDeviceReadings', summary: '设备上报的数据，新的在前', tag, access: 'watch_alarms', params: names,
    query: closed({ from: Type.Optional(Instant), to: Type.Optional(Instant), ...pageQuery }), responses: { 200: pageOf(DeviceReading) },
  }),
  endpoint({ method: 'GET', path: '/device-platforms', operationId: 'listDevicePlatforms', summary: '上报平台列表', tag, access: 'manage_sensors', responses: { 200: closed({ data: Type.Array(DevicePlatformRecord) }) } }),
  endpoint({
    method: 'PUT', path: '/device-platforms/{source}', operationId: 'saveDevicePlatform', summary: '新增、修改或停用上报平台', tag, access: 'manage_sensors', params: platform,
    body: closed({ name: Type.String({ minLength: 1, maxLength: 200 }), owner: Id, enabled: Type.Boolean() }), responses: { 200: DevicePlatformRecord },
  }),
  endpoint({ method: 'POST', path: '/device-platforms/{source}/secret', operationId: 'replacePlatformSecret', summary: '生成平台密钥', tag, access: 'manage_sensors', params: platform, responses: { 200: DeviceSecret } }),
] as const
