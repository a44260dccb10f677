import type { DeviceImport } from '#adapters/web/contract/devices'
import { readDeviceLines, type DeviceLine, type LineContext } from '#adapters/sensors/register/read_device_lines'
import { readTable } from '#adapters/sensors/register/read_table'
import { deviceKey } from '#processes/foundation/alarms/device'
import { recordChange } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type Operation } from '../http/api_call.js'
import { invalid, problem } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
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
  return inTurn(services.devices, () => judge(services, call, login, table.rows))
}

/** The import before, by register. */
const last = new WeakMap<object, Promise<unknown>>()

/** One after the other: what an import tells of a line is what the one before has left. */
async function inTurn<T>(register: object, work: () => Promise<T>): Promise<T> {
  const mine = (last.get(register) ?? Promise.resolve()).then(work)
  last.set(register, mine.catch(() => undefined))
  return mine
}

async function judge(services: WebServices, call: Parameters<Operation<'importDevices'>>[0], login: Login, rows: Parameters<typeof readDeviceLines>[0]): Promise<{ body: DeviceImport }> {
  await services.devices.book.refresh()
  const read = readDeviceLines(rows, await lineContext(services, login))
  if ('refusal' in read) throw invalid(read.refusal)
  const counts = { added: 0, changed: 0, same: 0, wrong: 0 }
  for (const { outcome } of read.lines) counts[outcome] += 1
  const writes = read.lines.filter(({ outcome }) => outcome === 'added' || outcome === 'changed')
  const isApplied = call.fields.dryRun !== true && (counts.wrong === 0 || call.fields.onlyRight === true)
  if (isApplied && writes.length > 0) {
    await write(services, login, writes)
    await recordChange(services, call, 'devices.imported', call.file!.name, { ...counts })
  }
  return { body: { applied: isApplied, counts, lines: shown(read.lines) } }
}

async function write({ devices, clock }: WebServices, login: Login, lines: readonly DeviceLine[]): Promise<void> {
  const wanted = lines.flatMap((line) => (line.wanted ? [line.wanted] : []))
  await devices.store.put(
    wanted.map(({ device, secret }) => ({ device, ...(secret === null ? {} : { secretHash: devices.digest(deviceKey(device), secret) }) })), login.userId, clock(),
  )
  await devices.book.refresh()
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
