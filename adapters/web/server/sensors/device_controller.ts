import { randomBytes } from 'node:crypto'
import type { DeviceSummary } from '#adapters/web/contract/devices'
import { deviceProblems } from '#processes/foundation/alarms/check_device'
import { deviceKey, type Device } from '#processes/foundation/alarms/device'
import { DEVICE_KINDS, deviceKindName } from '#processes/foundation/alarms/device_kinds'
import type { DeviceFilter, DevicePlatform, StoredDevice } from '#processes/foundation/alarms/device_store'
import { auditRead } from '../access/acting.js'
import { recordChange } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { invalid, notFound, problem } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { pageRequest } from '../presentation/paging.js'
import { personReference } from '../presentation/people.js'
import { XLSX } from '../presentation/workbook_cells.js'
import type { WebServices } from '../web_services.js'
import { contentDisposition } from '../controllers/document_controller.js'
import { deviceTemplate, deviceWorkbook } from './device_workbook.js'
import { importDevices } from './import_devices.js'
import { deviceOf, presentDevice, unitReference } from './present_device.js'
import { presentReading } from './present_reading.js'
import { onRegister } from './on_register.js'
import { deviceContext, isWithin, requireCountyWide, sensorScope } from './sensor_access.js'

type DeviceOperations = Pick<
  Operations,
  | 'listDevices' | 'listDeviceChoices' | 'readDeviceTemplate' | 'exportDevices' | 'importDevices' | 'createDevice' | 'readDevice' | 'changeDevice' | 'replaceDeviceSecret'
  | 'listDeviceReadings' | 'listDevicePlatforms' | 'saveDevicePlatform' | 'replacePlatformSecret'
>

/** 设备: the register of sensors and of the platforms that speak for them. */
export const deviceController = (services: WebServices): DeviceOperations => {
  const { store, book, digest } = services.devices

  const present = async (login: Login, rows: readonly StoredDevice[]): Promise<DeviceSummary[]> => {
    const scope = await sensorScope(services, login)
    const heard = await services.alarms.queries.lastHeard(rows.map(deviceKey))
    const manages = login.capabilities.has('manage_sensors')
    return rows.map((row) => presentDevice(services, row, heard.get(deviceKey(row)), manages && isWithin(scope, row.owner)))
  }
  const found = async (login: Login, { source, deviceId }: { source: string; deviceId: string }): Promise<StoredDevice> => {
    const row = await store.find(source, deviceId)
    if (!row || !isWithin(await sensorScope(services, login), row.owner)) throw notFound('设备')
    return row
  }
  const written = async (login: Login, { source, deviceId }: Device): Promise<DeviceSummary> => (await present(login, [(await store.find(source, deviceId))!]))[0]!
  const requireRight = async (login: Login, device: Device): Promise<void> => {
    const problems = deviceProblems(device, await deviceContext(services, login))
    if (problems.length > 0) throw invalid(`设备有 ${problems.length} 处不符合要求。请按提示修改后重试。`, problems.map(({ field, message }) => ({ path: field, message })))
  }

  return {
    async listDevices(call) {
      const login = signedIn(call)
      const page = await store.list(await filterOf(services, login, call.query), pageRequest(call.query))
      return { body: { data: await present(login, page.data), next: page.next } }
    },

    async listDeviceChoices(call) {
      const login = signedIn(call)
      const scope = await sensorScope(services, login)
      const units = services.organisation.snapshot().departments.filter(({ active }) => active)
      const [kinds, sources] = [new Set(Object.keys(DEVICE_KINDS)), new Set<string>()]
      for (const { kind, source, owner } of book.all()) {
        if (!isWithin(scope, owner)) continue
        kinds.add(kind)
        sources.add(source)
      }
      const manages = login.capabilities.has('manage_sensors')
      return {
        body: {
          kinds: [...kinds].map((kind) => ({ id: kind, name: deviceKindName(kind) })), sources: [...sources].sort(),
          towns: units.filter(({ kind }) => kind === 'town' || kind === 'street').map(({ id }) => unitReference(services, id)),
          owners: units.filter(({ id, kind }) => kind !== 'county' && isWithin(scope, id)).map(({ id }) => unitReference(services, id)),
          mayManage: manages, mayManageAll: manages && scope.kind === 'all',
        },
      }
    },

    async readDeviceTemplate() {
      return { bytes: await deviceTemplate(), mediaType: XLSX, headers: { 'content-disposition': contentDisposition('attachment', '设备导入模板.xlsx') } }
    },

    async exportDevices(call) {
      const filter = await filterOf(services, signedIn(call), call.query)
      await auditRead(services, call, 'data.exported', 'devices')
      const bytes = await deviceWorkbook(services, filter)
      return { bytes, mediaType: XLSX, headers: { 'content-disposition': contentDisposition('attachment', '设备清单.xlsx') } }
    },

    importDevices: (call) => importDevices(services, call),

    async createDevice(call) {
      const login = signedIn(call)
      const { source, deviceId, ...values } = call.body
      const device = deviceOf(source, deviceId, values)
      await requireRight(login, device)
      await onRegister(services, login, async (write) => {
        if (await store.find(source, deviceId)) throw problem(409, 'E_DEVICE_EXISTS', `设备 ${deviceKey(device)} 已经登记。请换一个编号，或修改已有的设备。`)
        await write([{ device }])
      })
      await recordChange(services, call, 'device.saved', deviceKey(device), { after: device })
      return { body: await written(login, device) }
    },

    async readDevice(call) {
      const login = signedIn(call)
      return { body: (await present(login, [await found(login, call.params)]))[0]! }
    },

    async changeDevice(call) {
      const login = signedIn(call)
      const { before, after } = await onRegister(services, login, async (write) => {
        const stored = await found(login, call.params)
        const device = deviceOf(stored.source, stored.deviceId, call.body)
        await requireRight(login, device)
        await write([{ device }])
        return { before: stored, after: device }
      })
      await recordChange(services, call, 'device.saved', deviceKey(after), { before: bareDevice(before), after })
      return { body: await written(login, after) }
    },

    async replaceDeviceSecret(call) {
      const login = signedIn(call)
      const secret = newSecret()
      const device = await onRegister(services, login, async (write) => {
        const stored = bareDevice(await found(login, call.params))
        await write([{ device: stored, secretHash: digest(deviceKey(stored), secret) }])
        return stored
      })
      await recordChange(services, call, 'device.secret', deviceKey(device))
      return { body: { identity: deviceKey(device), secret } }
    },

    async listDeviceReadings(call) {
      const device = await found(signedIn(call), call.params)
      const { from, to } = call.query
      const span = { fromMs: from ? Date.parse(from) : 0, toMs: to ? Date.parse(to) : Number.MAX_SAFE_INTEGER }
      const page = await services.alarms.queries.readings(deviceKey(device), span, pageRequest(call.query))
      return { body: { data: page.data.map(presentReading), next: page.next } }
    },

    async listDevicePlatforms(call) {
      const scope = await sensorScope(services, signedIn(call))
      return { body: { data: (await store.platforms()).filter(({ owner }) => isWithin(scope, owner)).map((row) => presentPlatform(services, row)) } }
    },

    async saveDevicePlatform(call) {
      const login = signedIn(call)
      await requireCountyWide(services, login)
      const { source } = call.params
      const { name, owner, enabled } = call.body
      if (services.organisation.directory().department(owner)?.active !== true) throw invalid('没有这个责任单位。请重新选择。', [{ path: 'owner', message: '没有这个单位' }])
      const before = await store.findPlatform(source)
      const platform = { ...(before ?? { secretHash: null, secretAtMs: null }), source, name, owner, enabled, changedAtMs: services.clock(), changedBy: login.userId }
      await store.putPlatform(platform)
      await book.refresh()
      await recordChange(services, call, 'platform.saved', source, { name, owner, enabled })
      return { body: presentPlatform(services, platform) }
    },

    async replacePlatformSecret(call) {
      const login = signedIn(call)
      await requireCountyWide(services, login)
      const platform = await store.findPlatform(call.params.source)
      if (!platform) throw notFound('上报平台')
      const [secret, nowMs] = [newSecret(), services.clock()]
      await store.putPlatform({ ...platform, secretHash: digest(platform.source, secret), secretAtMs: nowMs, changedAtMs: nowMs, changedBy: login.userId })
      await book.refresh()
      await recordChange(services, call, 'platform.secret', platform.source)
      return { body: { identity: platform.source, secret } }
    },
  }
}

/** A secret to be shown once: 192 random bits, short enough to be typed into a device. */
const newSecret = (): string => randomBytes(24).toString('base64url')

const bareDevice = ({ secretHash: _hash, secretAtMs: _secretAt, changedAtMs: _at, changedBy: _by, ...device }: StoredDevice): Device => device

interface DeviceQuery {
  kind?: string
  source?: string
  town?: string
  owner?: string
  state?: 'enabled' | 'disabled'
  q?: string
}

async function filterOf(services: WebServices, login: Login, { kind, source, town, owner, state, q }: DeviceQuery): Promise<DeviceFilter> {
  const scope = await sensorScope(services, login)
  const owners = owner === undefined ? (scope.kind === 'all' ? undefined : scope.units) : isWithin(scope, owner) ? [owner] : []
  return {
    ...(kind === undefined ? {} : { kind }), ...(source === undefined ? {} : { source }), ...(town === undefined ? {} : { town }),
    ...(owners === undefined ? {} : { owners }), ...(state === undefined ? {} : { enabled: state === 'enabled' }), ...(q?.trim() ? { query: q.trim() } : {}),
  }
}

const presentPlatform = (services: WebServices, { source, name, owner, enabled, secretHash, secretAtMs, changedAtMs, changedBy }: DevicePlatform) => ({
  source, name, owner: unitReference(services, owner), enabled, secretAt: secretHash === null ? null : instantOrNull(secretAtMs), changedAt: instant(changedAtMs),
  changedByName: personReference(services.organisation, changedBy).name,
})
