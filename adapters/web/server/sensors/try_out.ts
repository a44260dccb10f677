import type { RuleTrial } from '#adapters/web/contract/alarm_rules'
import { deviceKey, type Device } from '#processes/foundation/alarms/device'
import type { AlarmRule } from '#processes/foundation/alarms/rule'
import { tryRule, type TriedLine } from '#processes/foundation/alarms/try_rule'
import type { Login } from '../accounts/login.js'
import { invalid } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { isWithin, sensorScope } from './sensor_access.js'

const LONGEST_MS = 31 * 86_400_000
const MOST_READINGS = 20_000
const MOST_DEVICES = 500
const MOST_ALARMS = 200

interface Span {
  fromMs: number
  toMs: number
}

/** Plays a rule over what the login's own devices sent in the span. */
export async function tryOut(services: WebServices, login: Login, rule: AlarmRule, span: Span): Promise<RuleTrial> {
  if (!(span.toMs > span.fromMs) || span.toMs - span.fromMs > LONGEST_MS) throw invalid('试算的时段应在 31 天以内，结束晚于开始。请重新选择。', [{ path: 'to', message: '时段不对' }])
  const scope = await sensorScope(services, login)
  const devices = [...services.devices.book.all()].filter((device) => isWithin(scope, device.owner) && isMeant(rule, device))
  const trial: RuleTrial = { readings: 0, cut: devices.length > MOST_DEVICES, devices: 0, alarms: [] }
  for (const device of devices.slice(0, MOST_DEVICES)) {
    const left = MOST_READINGS - trial.readings
    if (left <= 0 || trial.alarms.length >= MOST_ALARMS) {
      trial.cut = true
      break
    }
    const readings = await services.alarms.queries.readingsForTryOut(deviceKey(device), span, left + 1)
    if (readings.length > left) trial.cut = true
    if (readings.length === 0) continue
    trial.devices += 1
    trial.readings += Math.min(readings.length, left)
    trial.alarms.push(...alarmsOf(device, tryRule(rule, device, readings.slice(0, left), span.toMs)))
  }
  if (trial.alarms.length > MOST_ALARMS) trial.cut = true
  trial.alarms = trial.alarms.sort((one, other) => (one.raisedAt < other.raisedAt ? 1 : -1)).slice(0, MOST_ALARMS)
  return trial
}

const isMeant = ({ deviceKinds, devices }: AlarmRule, device: Device): boolean =>
  (deviceKinds.length === 0 && devices.length === 0) || deviceKinds.includes(device.kind) || devices.includes(deviceKey(device))

/** Turns of one device as alarms: raised, worst severity, cleared. */
function alarmsOf({ source, deviceId, name }: Device, lines: readonly TriedLine[]): RuleTrial['alarms'] {
  const alarms: RuleTrial['alarms'] = []
  for (const { atMs, type, severity, reading } of lines) {
    const last = alarms.at(-1)
    if (type === 'raised') alarms.push({ source, deviceId, deviceName: name, severity, raisedAt: instant(atMs), clearedAt: null, values: { ...reading?.values } })
    else if (last && type === 'cleared') last.clearedAt = instant(atMs)
    else if (last) last.severity = severity
  }
  return alarms
}
