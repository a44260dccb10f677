import type { DeviceImport } from '#adapters/web/contract/devices'
import { readDeviceLines, type DeviceLine, type LineContext } from '#adapters/sensors/register/read_device_lines'
import { readTable } from '#adapters/sensors/register/read_table'
import { deviceKey } from '#processes/foundation/alarms/device'
import type { DeviceWrite } from '#processes/foundation/alarms/device_store'
import { recordChange } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type Operation } from '../http/api_call.js'
import { invalid, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { onRegister } from './on_register.js'
import { deviceContext } from './sensor_access.js'

const MOST_BYTES = 8_000_000
const MOST_SHOWN = 500
const ORDER = ['wrong', 'changed', 'added', 'same'] as const

/** Reads a list of devices and tells, line by line, what it would do; writes it when that is asked for, all of it at once. */
export async function importDevices(services: WebServices, call: Parameters<Operation<'importDevices'>>[0]): Promise<{ body: DeviceImport }> {
  const login = signedIn(call)
  const file = call.file!
  if (file.bytes.length > MOST_BYTES) throw problem(413, 'E_BODY_TOO_LARGE', '文件超过 8 MB。请分成几个文件导入。')
  const table = await readTable(file.bytes)
  if ('refusal' in table) throw invalid(table.refusal)
  const judged = await onRegister(services, login, (write) => judge(services, call, login, { rows: table.rows, write }))
  if (judged.applied && judged.counts.added + judged.counts.changed > 0) await recordChange(services, call, 'devices.imported', file.name, { ...judged.counts })
  return { body: judged }
}

interface Asked {
  rows: Parameters<typeof readDeviceLines>[0]
  write(writes: readonly DeviceWrite[]): Promise<void>
}

/** What an import tells of a line is what the register, all earlier imports in it, made of it. */
async function judge(services: WebServices, call: Parameters<Operation<'importDevices'>>[0], login: Login, { rows, write }: Asked): Promise<DeviceImport> {
  const read = readDeviceLines(rows, await lineContext(services, login))
  if ('refusal' in read) throw invalid(read.refusal)
  const counts = { added: 0, changed: 0, same: 0, wrong: 0 }
  for (const { outcome } of read.lines) counts[outcome] += 1
  const writes = read.lines.filter(({ outcome }) => outcome === 'added' || outcome === 'changed').map((line) => writeOf(services, line))
  const isApplied = call.fields.dryRun !== true && (counts.wrong === 0 || call.fields.onlyRight === true)
  if (isApplied && writes.length > 0) await write(writes.flatMap((one) => one ?? []))
  return { applied: isApplied, counts, lines: shown(read.lines) }
}

function writeOf({ devices }: WebServices, { wanted }: DeviceLine): DeviceWrite | null {
  if (!wanted) return null
  const { device, secret } = wanted
  return { device, ...(secret === null ? {} : { secretHash: devices.digest(deviceKey(device), secret) }) }
}

/** What somebody has to look at first. */
const shown = (lines: readonly DeviceLine[]): DeviceImport['lines'] =>
  ORDER.flatMap((outcome) => lines.filter((line) => line.outcome === outcome))
    .slice(0, MOST_SHOWN)
    .map(({ line, device, outcome, notes }) => ({ line, device: device.slice(0, 200), outcome, notes: [...notes] }))

async function lineContext(services: WebServices, login: Login): Promise<LineContext> {
  /** Null = more than one unit is called so. */
  const units = new Map<string, string | null>()
  for (const { id, name, shortName, active } of services.organisation.snapshot().departments) {
    if (active) for (const word of new Set([id, name, shortName])) units.set(word, units.has(word) && units.get(word) !== id ? null : id)
  }
  return {
    ...(await deviceContext(services, login)),
    unitCalled: (word) => units.get(word) ?? null,
    existing: (source, deviceId) => services.devices.book.find(source, deviceId),
  }
}
