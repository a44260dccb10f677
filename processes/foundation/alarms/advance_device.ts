import { advanceRule } from './advance_rule.js'
import type { Device } from './device.js'
import { SEVERITIES, type DeviceAlarm, type DeviceMessage, type Severity } from './message.js'
import { placeInTime, SKEW_MS, type PlacedInTime } from './place_in_time.js'
import type { PreparedRule } from './prepare_rule.js'
import { blankState, wasHeard, type DeviceState, type Moment, type RuleState } from './rule_state.js'

/** What a reading, or time, has changed for the alarm of one kind. */
export interface AlarmChange {
  /** `again`: the device raised it once more; `still`: confirmed, at most once a minute. */
  type: 'raised' | 'again' | 'still' | 'severity' | 'cleared'
  kind: string
  severity: Severity
  ruleId: string | null
  /** When it became so, by the device's clock. */
  atMs: number
  /** By a reading, and not merely because time has passed. */
  byReading: boolean
  /** Cleared because the device was put out of use, not because it is well. */
  isOutOfUse?: true
}

export interface AdvancedDevice {
  state: DeviceState
  changes: readonly AlarmChange[]
}

/** A standing alarm is confirmed so often at most. */
const CONFIRM_MS = 60_000

/** Kinds of alarms without a rule that one device may have standing. */
const MOST_OWN_KINDS = 20

/** Follows one message of a device; its rules are those that apply to it. */
export function advanceByMessage(rules: readonly PreparedRule[], device: Device, before: DeviceState | null, message: DeviceMessage, receivedAtMs: number): AdvancedDevice & { placed: PlacedInTime } {
  const placed = placeInTime(message.eventAtMs, receivedAtMs, before)
  const known = before ?? blankState(receivedAtMs)
  const heard = { ...known, heardMs: receivedAtMs, offsetMs: message.eventAtMs === null ? 0 : receivedAtMs - message.eventAtMs }
  if (placed.late) return { placed, ...advanceByLate(rules, device, heard, { message, placed, receivedAtMs }) }
  const { values } = message
  // an alarm that was raised long ago starts nothing; that it was cleared counts
  const alarm = placed.old && message.alarm?.state === 'raised' ? null : message.alarm
  const moment: Moment = { atMs: placed.atMs, nowMs: receivedAtMs, heardMs: receivedAtMs, reading: { values, alarm } }
  const { replayed: _replayed, ...current } = heard
  const followed: DeviceState = { ...current, atMs: placed.atMs, takenMs: receivedAtMs, values, ...spokenOf(heard, alarm, placed.atMs), ...(placed.old ? { replayed: true } : {}) }
  return { placed, ...advance(rules, device, followed, moment, placed.old ? 'old' : 'reading') }
}

interface LateMessage {
  message: DeviceMessage
  placed: PlacedInTime
  receivedAtMs: number
}

/** Its values are not the newest; an alarm that the device told once, and will not tell again, counts all the same. */
function advanceByLate(rules: readonly PreparedRule[], device: Device, heard: DeviceState, { message: { alarm }, placed, receivedAtMs }: LateMessage): AdvancedDevice {
  const moment = carriedOn(heard, receivedAtMs)
  const isNews = alarm !== null && !placed.old && placed.atMs > (Object.hasOwn(heard.spoken ?? {}, alarm.kind) ? heard.spoken![alarm.kind]! : 0)
  if (!isNews) return advance(rules, device, heard, moment, 'time')
  return advance(rules, device, { ...heard, ...spokenOf(heard, alarm, placed.atMs) }, { ...moment, reading: { values: {}, alarm } }, 'reading')
}

/** An alarm older than ten minutes raises nothing, so that what was said before need not be remembered. */
function spokenOf({ spoken, heardMs }: DeviceState, alarm: DeviceAlarm | null, atMs: number): Pick<DeviceState, 'spoken'> {
  if (alarm === null) return {}
  const others = Object.entries(spoken ?? {}).filter(([kind, at]) => kind !== alarm.kind && at > heardMs - SKEW_MS)
  return { spoken: Object.fromEntries([...others.slice(1 - MOST_OWN_KINDS), [alarm.kind, atMs]]) }
}

/** A message that came once more: the device is there, nothing else. */
export const heardAgain = (state: DeviceState, receivedAtMs: number): DeviceState =>
  receivedAtMs - state.heardMs < HEARD_EVERY_MS ? state : { ...state, heardMs: receivedAtMs }

const HEARD_EVERY_MS = 30_000

/** Looks again because it is time to. */
export const advanceByTime = (rules: readonly PreparedRule[], device: Device, before: DeviceState, nowMs: number): AdvancedDevice =>
  advance(rules, device, before, carriedOn(before, nowMs), 'time')

/** Put out of use: nothing stands any more, and nothing is waited for. */
export function advanceOutOfUse(before: DeviceState, nowMs: number): AdvancedDevice {
  const after: DeviceState = { ...before, rules: {}, own: {}, dueAtMs: null }
  const { state, changes } = changesBetween(before, after, { moment: carriedOn(before, nowMs), confirmed: NONE, again: NONE, isTime: true })
  return { state, changes: changes.map((change) => ({ ...change, isOutOfUse: true })) }
}

const carriedOn = (state: DeviceState, nowMs: number): Moment =>
  ({ atMs: wasHeard(state) ? state.atMs + Math.max(0, nowMs - state.takenMs) : nowMs, nowMs, heardMs: state.heardMs, reading: null })

function advance(rules: readonly PreparedRule[], device: Device, state: DeviceState, moment: Moment, cause: 'reading' | 'old' | 'time'): AdvancedDevice {
  const verdicts = rules.map((prepared) => ({
    id: prepared.rule.id, isHeldBack: cause === 'old' || (cause === 'time' && state.replayed === true && !prepared.noticesSilence),
    ...advanceRule(prepared, state.rules[prepared.rule.id], moment, device.offlineAfterMs),
  }))
  const states: Record<string, RuleState> = {}
  for (const { id, state: after, severity, isHeldBack } of verdicts) {
    const standing = isHeldBack && after.severity === null ? null : severity
    if (standing !== null || Object.keys(after.nodes).length > 0) states[id] = { ...after, severity: standing }
  }
  const own = ownAlarms(rules, state.own, moment)
  const dues = verdicts.flatMap(({ dueAtMs }) => dueAtMs ?? [])
  const after: DeviceState = { ...state, rules: states, own: own.standing, dueAtMs: dues.length > 0 ? Math.min(...dues) : null }
  const confirmed = new Set([...own.raised, ...verdicts.flatMap(({ isFresh, state: { kind } }) => (isFresh && cause !== 'old' ? [kind] : []))])
  return changesBetween(state, after, { moment, confirmed, again: raisedAgain(rules, own.raised, moment), isTime: cause === 'time' })
}

/** Alarms the device raises and clears itself and no rule hears. */
function ownAlarms(rules: readonly PreparedRule[], standing: DeviceState['own'], { reading }: Moment): { standing: DeviceState['own']; raised: readonly string[] } {
  const alarm = reading?.alarm ?? null
  if (alarm === null || rules.some((rule) => rule.hears(alarm.kind))) return { standing, raised: [] }
  const { [alarm.kind]: former, ...others } = standing
  if (alarm.state === 'cleared') return { standing: others, raised: [] }
  if (former === undefined && Object.keys(others).length >= MOST_OWN_KINDS) return { standing, raised: [] }
  return { standing: { ...others, [alarm.kind]: alarm.severity ?? former ?? 'warning' }, raised: [alarm.kind] }
}

/** Kinds of alarms that the device itself has raised by this message. */
function raisedAgain(rules: readonly PreparedRule[], own: readonly string[], { reading }: Moment): ReadonlySet<string> {
  const alarm = reading?.alarm ?? null
  return alarm?.state === 'raised' ? new Set([...own, ...rules.flatMap((rule) => (rule.hears(alarm.kind) ? [rule.rule.kind] : []))]) : NONE
}

const NONE: ReadonlySet<string> = new Set()

interface Standing {
  severity: Severity
  ruleId: string | null
}

/** The worst that stands, by kind. */
function standingOf({ rules, own }: DeviceState): Map<string, Standing> {
  const standing = new Map<string, Standing>(Object.entries(own).map(([kind, severity]) => [kind, { severity, ruleId: null }]))
  for (const [ruleId, { kind, severity }] of Object.entries(rules)) {
    if (severity === null) continue
    const other = standing.get(kind)
    if (other === undefined || SEVERITIES.indexOf(severity) < SEVERITIES.indexOf(other.severity)) standing.set(kind, { severity, ruleId })
  }
  return standing
}

interface Telling {
  moment: Moment
  /** Kinds this reading speaks of. */
  confirmed: ReadonlySet<string>
  /** Kinds the device has raised by it. */
  again: ReadonlySet<string>
  isTime: boolean
}

function changesBetween(before: DeviceState, after: DeviceState, { moment, confirmed, again, isTime }: Telling): AdvancedDevice {
  const [was, is] = [standingOf(before), standingOf(after)]
  if (was.size === 0 && is.size === 0) return { state: after, changes: [] }
  const { atMs, nowMs } = moment
  const marks: Record<string, number> = {}
  const changes: AlarmChange[] = []
  for (const [kind, { severity, ruleId }] of is) {
    const former = was.get(kind)
    const markMs = before.confirmed[kind] ?? 0
    const isSpoken = confirmed.has(kind)
    const type = former === undefined ? 'raised' : former.severity !== severity ? 'severity' : isSpoken && again.has(kind) ? 'again' : (isSpoken || isTime) && nowMs - markMs >= CONFIRM_MS ? 'still' : null
    marks[kind] = type === null ? markMs : nowMs
    if (type !== null) changes.push({ type, kind, severity, ruleId, atMs, byReading: isSpoken })
  }
  for (const [kind, { severity, ruleId }] of was) if (!is.has(kind)) changes.push({ type: 'cleared', kind, severity, ruleId, atMs, byReading: !isTime })
  return { state: { ...after, confirmed: marks }, changes }
}
