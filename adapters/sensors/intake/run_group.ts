import { advanceByMessage, advanceByTime, advanceOutOfUse, heardAgain, type AdvancedDevice } from '#processes/foundation/alarms/advance_device'
import { messageName, type AlarmRow, type ReadingRow } from '#processes/foundation/alarms/alarm'
import { alarmOf, decideAlarms, groupsOf, type AlarmDecision, type DeviceChange } from '#processes/foundation/alarms/decide_alarms'
import { deviceKey, type Device, type DeviceRegister } from '#processes/foundation/alarms/device'
import type { Taken } from '#processes/foundation/alarms/message'
import type { IntakeUnit } from '#processes/foundation/alarms/ports'
import type { RuleBook } from '#processes/foundation/alarms/prepare_rule'
import type { AlarmGrouping } from '#processes/foundation/alarms/rule'
import type { DeviceState } from '#processes/foundation/alarms/rule_state'
import type { Silence } from '#processes/foundation/alarms/silence'
import { ancestorsOf, subjectFor, subjectOfDevice } from './ancestors.js'
import { deviceOf, type IntakeItem } from './intake_item.js'

/** What is in force while a group is decided. */
export interface GroupWorld {
  nowMs: number
  newId(): string
  register: DeviceRegister
  rules: RuleBook
  groupings: readonly AlarmGrouping[]
  silences: readonly Silence[]
  /** Somebody above is told of alarms; absent = nobody. */
  tellsAbove?: boolean
}

/** What became of a group. */
export interface GroupOutcome {
  taken: readonly Taken[]
  /** The earliest thing to be done for its alarms; null = nothing. */
  actionsDueAtMs: number | null
}

const ACCEPTED: Taken = { kind: 'accepted' }
const DUPLICATE: Taken = { kind: 'duplicate' }

/** Reads what a group of messages is about, decides in order of arrival, writes everything. The caller commits. */
export async function runGroup(items: readonly IntakeItem[], unit: IntakeUnit, world: GroupWorld): Promise<GroupOutcome> {
  const stored = await unit.states(items.map(({ subject }) => subject))
  const messages = items.flatMap((item) => (item.type === 'message' ? [[deviceKey(item.device), item.messageKey] as const] : []))
  const known = new Set(messages.length > 0 ? await unit.known(messages) : [])
  const followed = followItems(items, stored, known, world)
  const decision = followed.changes.length > 0 ? await decideChanges(followed.changes, unit, world) : NOTHING
  const { readings, states } = followed
  await unit.write({ readings, states: [...states].filter(([subject, state]) => stored.get(subject) !== state), ...decision })
  return { taken: followed.taken, actionsDueAtMs: decision.actions.reduce<number | null>((least, { dueAtMs }) => (least === null ? dueAtMs : Math.min(least, dueAtMs)), null) }
}

const NOTHING: AlarmDecision = { alarms: [], groups: [], events: [], actions: [], absorbed: [], news: [] }

interface Followed {
  taken: Taken[]
  readings: ReadingRow[]
  states: Map<string, DeviceState>
  changes: DeviceChange[]
}

/** Each message once, in order of arrival. */
function followItems(items: readonly IntakeItem[], stored: ReadonlyMap<string, DeviceState>, known: Set<string>, world: GroupWorld): Followed {
  const followed: Followed = { taken: [], readings: [], states: new Map(stored), changes: [] }
  const note = (subject: string, device: Device, drill: boolean, { state, changes }: AdvancedDevice): void => {
    followed.states.set(subject, state)
    for (const change of changes) {
      followed.changes.push({ ...change, device, drill, values: state.values, rule: change.ruleId === null ? null : (world.rules.find(change.ruleId)?.rule ?? null) })
    }
  }
  for (const item of items) {
    if (item.type === 'time') followTime(item.subject, followed, note, world)
    else followed.taken.push(followMessage(item, followed, known, note, world))
    if (item.type === 'time') followed.taken.push(ACCEPTED)
  }
  return followed
}

type Note = (subject: string, device: Device, drill: boolean, advanced: AdvancedDevice) => void

function followTime(subject: string, { states }: Followed, note: Note, { register, rules, nowMs }: GroupWorld): void {
  const state = states.get(subject)
  // somebody else was faster
  if (state === undefined || state.dueAtMs === null || state.dueAtMs > nowMs) return
  const found = deviceOf(register, subject)
  if (found === null) states.set(subject, { ...state, dueAtMs: null })
  else if (!found.device.enabled) note(subject, found.device, found.drill, advanceOutOfUse(state, nowMs))
  else note(subject, found.device, found.drill, advanceByTime(rules.rulesFor(found.device), found.device, state, nowMs))
}

function followMessage(item: IntakeItem & { type: 'message' }, { states, readings }: Followed, known: Set<string>, note: Note, { rules }: GroupWorld): Taken {
  const { subject, device, drill, message, messageKey, receivedAtMs } = item
  const name = messageName(deviceKey(device), messageKey)
  const before = states.get(subject) ?? null
  if (known.has(name)) {
    if (before !== null) states.set(subject, heardAgain(before, receivedAtMs))
    return DUPLICATE
  }
  known.add(name)
  const placedDevice = message.position === null ? device : { ...device, ...message.position }
  const { placed, ...advanced } = advanceByMessage(rules.rulesFor(device), device, before, message, receivedAtMs)
  note(subject, placedDevice, drill, advanced)
  const { values, alarm, raw } = message
  readings.push({ device: deviceKey(device), messageKey, atMs: placed.atMs, receivedAtMs, values, alarm, drill, skewed: placed.skewed, late: placed.late || placed.old, raw })
  return ACCEPTED
}

async function decideChanges(changes: readonly DeviceChange[], unit: IntakeUnit, world: GroupWorld): Promise<AlarmDecision> {
  const { nowMs, register, groupings, silences, newId, tellsAbove } = world
  const subjects = [...new Set(changes.map(({ device, drill }) => subjectOfDevice(device, drill)))]
  const longest = changes.reduce((most, { rule }) => Math.max(most, rule?.reopenMs ?? 0), 0)
  const own = await unit.alarmsOf(subjects, nowMs - longest)
  const ancestors = new Set(changes.flatMap(({ device, drill }) => ancestorsOf(register, device).map((parent) => subjectFor(parent, drill))))
  for (const subject of subjects) ancestors.delete(subject)
  const inhibitors = await unit.inhibitors([...ancestors])
  const candidates: AlarmRow[] = [...own.filter(({ closedAtMs }) => closedAtMs === null), ...changes.flatMap((change) => (change.type === 'cleared' ? [] : [alarmOf(change, '')]))]
  const groups = await unit.groups(candidates.flatMap((alarm) => groupsOf(groupings, alarm).map(({ id }) => id)))
  // of a member also the alarm that holds it, which its grouping may have forgotten
  const holders = own.flatMap(({ heldBy, heldById, closedAtMs }) => (heldBy === 'group' && heldById !== null && closedAtMs === null ? [heldById] : []))
  const groupAlarms = await unit.alarms([...groups.flatMap(({ alarmId }) => alarmId ?? []), ...holders])
  const decision = decideAlarms(changes, {
    nowMs, newId, silences, groupings, ...(tellsAbove === undefined ? {} : { tellsAbove }), ancestors: (device) => ancestorsOf(register, device), alarms: [...own, ...inhibitors, ...groupAlarms], groups,
  })
  return absorbWaiting(decision, unit, nowMs)
}

/** Starts that wait since earlier groups go into what has become one. */
async function absorbWaiting(decision: AlarmDecision, unit: IntakeUnit, nowMs: number): Promise<AlarmDecision> {
  let alarms = decision.alarms
  for (const { purpose, groupId, alarmId } of decision.absorbed) {
    const name = alarms.find(({ id }) => id === alarmId)?.name ?? ''
    const ids = new Set(await unit.absorb(purpose, groupId, alarmId, `归并到“${name}”`, nowMs))
    alarms = alarms.map((alarm) => {
      if (ids.has(alarm.id)) return { ...alarm, heldBy: 'group', heldById: alarmId }
      return alarm.id === alarmId ? { ...alarm, members: alarm.members + ids.size } : alarm
    })
  }
  return { ...decision, alarms }
}
