import type { Department } from '../organisation/records.js'
import { deviceKey, type Device } from './device.js'
import { DEVICE_NAME } from './device_store.js'

/** What a device is checked against. */
export interface DeviceContext {
  department(id: string): Department | null
  /** Whether whoever asks may keep devices of this department. */
  mayOwn(departmentId: string): boolean
}

/** A field of a device, and what is wrong with it, in Chinese. */
export interface DeviceProblem {
  field: keyof Device
  message: string
}

const DEVICE_KIND = /^[a-z][a-z0-9_]{0,39}$/
/** 中国大陆 and its sea, in degrees: what lies outside was typed in the wrong column. */
const LONGITUDES = [73, 136] as const
const LATITUDES = [3, 54] as const
const MINUTE_MS = 60_000
const MONTH_MS = 31 * 24 * 60 * MINUTE_MS

const isTown = (department: Department | null): boolean => department !== null && department.active && (department.kind === 'town' || department.kind === 'street')

const within = (value: number | null, [from, to]: readonly [number, number]): boolean => value === null || (value >= from && value <= to)

/** Everything wrong with a device as somebody wants it; empty = it may be kept. */
export function deviceProblems(device: Device, context: DeviceContext): DeviceProblem[] {
  const problems: DeviceProblem[] = []
  const unless = (isRight: boolean, field: keyof Device, message: string) => void (isRight || problems.push({ field, message }))
  unless(DEVICE_NAME.test(device.source), 'source', '来源应为 1–80 位字母、数字、点、横线或下划线')
  unless(device.source !== 'grouping', 'source', '来源不能叫 grouping，它由系统用来表示归并的报警')
  unless(DEVICE_NAME.test(device.deviceId), 'deviceId', '设备编号应为 1–80 位字母、数字、点、横线或下划线')
  unless(DEVICE_KIND.test(device.kind), 'kind', '没有这种设备类型；自定类型请写小写字母、数字和下划线')
  unless(device.name.trim().length > 0 && device.name.length <= 200, 'name', '名称应为 1–200 字')
  unless(device.address.length <= 500, 'address', '地址不超过 500 字')
  unless(isTown(context.department(device.town)), 'town', '没有这个镇街')
  const owner = context.department(device.owner)
  unless(owner?.active === true, 'owner', '没有这个单位')
  unless(owner?.active !== true || context.mayOwn(device.owner), 'owner', '只能维护本单位的设备')
  unless((device.longitude === null) === (device.latitude === null), device.longitude === null ? 'longitude' : 'latitude', '经度和纬度应同时填写')
  unless(within(device.longitude, LONGITUDES), 'longitude', '经度不在国内范围，请核对是否与纬度填反')
  unless(within(device.latitude, LATITUDES), 'latitude', '纬度不在国内范围，请核对是否与经度填反')
  unless(device.parent === null || isDeviceKey(device.parent), 'parent', '上级设备应写作 来源/设备编号')
  unless(device.parent !== deviceKey(device), 'parent', '上级设备不能是它自己')
  unless(device.offlineAfterMs === null || (device.offlineAfterMs >= MINUTE_MS && device.offlineAfterMs <= MONTH_MS), 'offlineAfterMs', '离线时限应为 1 分钟到 31 天')
  for (const field of ['grid', 'area'] as const) unless((device[field]?.length ?? 0) <= 100, field, '不超过 100 字')
  return problems
}

function isDeviceKey(text: string): boolean {
  const parts = text.split('/')
  return parts.length === 2 && parts.every((part) => DEVICE_NAME.test(part))
}
