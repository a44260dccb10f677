import type { AlarmChange } from './advance_device.js'
import { startId, subjectKey, tellId, type AlarmActionRow, type AlarmEvent, type AlarmGroupRow, type AlarmRow } from './alarm.js'
import { deviceKey, type Device } from './device.js'
import { groupKey, joinGroup } from './join_group.js'
import { silenceFor } from './match_silence.js'
import type { ReadingValue, Severity } from './message.js'
import type { AlarmGrouping, AlarmRule } from './rule.js'
import type { Silence } from './silence.js'
import { tellAbove, type AlarmNews } from './told_above.js'

/** A change of a device's alarm, with whom and what it is about. */
export interface DeviceChange extends AlarmChange {
  device: Device
  drill: boolean
  values: Readonly<Record<string, ReadingValue>>
  rule: AlarmRule | null
}

/** What is stored of the alarms these changes are about, locked by whoever asks. */
export interface AlarmWorld {
  nowMs: number
  newId(): string
  silences: readonly Silence[]
  groupings: readonly AlarmGrouping[]
  /** `source/deviceId` of what feeds a device, the nearest first. */
  ancestors(device: Device): readonly string[]
  /** Alarms that are not closed, and those closed a short time ago, of every device and group concerned. */
  alarms: readonly AlarmRow[]
  groups: readonly AlarmGroupRow[]
  /** Somebody above is told of alarms; absent = nobody. */
  tellsAbove?: boolean
}

/** What is to be written. Rows are whole; a row that was there is replaced. */
export interface AlarmDecision {
  alarms: readonly AlarmRow[]
  groups: readonly AlarmGroupRow[]
  events: readonly AlarmEvent[]
  actions: readonly AlarmActionRow[]
  /** Starts that wait in this group are dropped, their alarms become members of the alarm. */
  absorbed: readonly { purpose: AlarmGrouping['purpose']; groupId: string; alarmId: string }[]
  /** To be told above, in this order. */
  news: readonly AlarmNews[]
}

/** A case hears of what came later at most so often. */
const TELL_EVERY_MS = 60_000
/** What a device's parent says may come a little later than what it brings about. */
const PARENT_WAIT_MS = 10_000
/** A flapping device writes no more lines than this into the story of one alarm. */
const MOST_LINES = 200

export const SEVERITY_NAMES: Readonly<Record<Severity, string>> = { critical: '紧急', major: '重要', minor: '次要', warning: '提示' }

/** Groups an alarm may belong to: the first of each purpose. */
export function groupsOf(groupings: readonly AlarmGrouping[], alarm: AlarmRow): { grouping: AlarmGrouping; id: string }[] {
  const found = groupings.flatMap((grouping) => {
    const id = groupKey(grouping, alarm)
    return id === null ? [] : [{ grouping, id }]
  })
  return (['area', 'storm'] as const).flatMap((purpose) => found.find(({ grouping }) => grouping.purpose === purpose) ?? [])
}

/** The blank alarm of a change. */
export function alarmOf({ device, drill, kind, severity, rule, values, atMs }: DeviceChange, id: string): AlarmRow {
  return {
    id, source: device.source, deviceId: device.deviceId, deviceName: device.name, deviceKind: device.kind, kind, name: rule?.name ?? kind, severity, state: 'active', drill,
    town: device.town, area: device.area, grid: device.grid, address: device.address, longitude: device.longitude, latitude: device.latitude, owner: device.owner,
    ruleId: rule?.id ?? null, raisedAtMs: atMs, lastRaisedAtMs: atMs, clearedAtMs: null, occurrences: 1, values,
    acknowledgedAtMs: null, acknowledgedBy: null, closedAtMs: null, closedBy: null, closeReason: null, instanceId: null, heldBy: null, heldById: null,
    recurrenceOf: null, members: 0, inhibits: rule?.inhibitsChildren ?? false, closeDueAtMs: null, toldAtMs: null,
  }
}

/** Turns what the rules say into alarms: one open per device and kind, later ones joined to it; who starts a case, who is held back and why. */
export function decideAlarms(changes: readonly DeviceChange[], world: AlarmWorld): AlarmDecision {
  const draft = createDraft(world)
  for (const change of changes) {
    applyChange(draft, change)
    draft.tellAbove()
  }
  return draft.decision()
}

const startsCase = (rule: AlarmRule | null): boolean => rule !== null && rule.business !== null

type Draft = ReturnType<typeof createDraft>

/** Rows as they were and as they become, found by what they are about. */
function createDraft(world: AlarmWorld) {
  const byId = new Map(world.alarms.map((alarm) => [alarm.id, alarm]))
  const open = new Map<string, string>()
  const closed = new Map<string, AlarmRow>()
  const active = new Map<string, Set<string>>()
  const keyOf = (alarm: AlarmRow) => `${subjectKey(alarm)}|${alarm.kind}`
  const index = (alarm: AlarmRow): void => {
    if (alarm.closedAtMs === null) open.set(keyOf(alarm), alarm.id)
    else if ((closed.get(keyOf(alarm))?.closedAtMs ?? -1) < alarm.closedAtMs) closed.set(keyOf(alarm), alarm)
    if (!alarm.inhibits) return
    const ids = active.get(subjectKey(alarm)) ?? new Set()
    if (alarm.state === 'active' && alarm.closedAtMs === null) ids.add(alarm.id)
    else ids.delete(alarm.id)
    active.set(subjectKey(alarm), ids)
  }
  for (const alarm of world.alarms) index(alarm)
  const groups = new Map(world.groups.map((group) => [group.id, group]))
  const changed = { alarms: new Set<string>(), groups: new Set<string>(), events: [] as AlarmEvent[], absorbed: [] as AlarmDecision['absorbed'][number][], news: [] as AlarmNews[] }
  /** Alarms of the change at hand. */
  const touched = new Set<string>()
  const actions = new Map<string, AlarmActionRow>()
  const put = (alarm: AlarmRow): AlarmRow => {
    byId.set(alarm.id, alarm)
    changed.alarms.add(alarm.id)
    touched.add(alarm.id)
    index(alarm)
    return alarm
  }
  return {
    world, put, actions,
    alarm: (id: string | null): AlarmRow | null => (id === null ? null : (byId.get(id) ?? null)),
    open: (subject: string, kind: string): AlarmRow | null => byId.get(open.get(`${subject}|${kind}`) ?? '') ?? null,
    lastClosed: (subject: string, kind: string): AlarmRow | null => closed.get(`${subject}|${kind}`) ?? null,
    inhibitor: (device: Device, drill: boolean): string | null => {
      for (const parent of world.ancestors(device)) for (const id of active.get(drill ? `${parent}#drill` : parent) ?? []) return id
      return null
    },
    group: (id: string): AlarmGroupRow | null => groups.get(id) ?? null,
    putGroup(group: AlarmGroupRow): void {
      groups.set(group.id, group)
      changed.groups.add(group.id)
    },
    tell(alarm: AlarmRow, type: AlarmEvent['type'], text: string): void {
      if (alarm.occurrences > MOST_LINES) return
      changed.events.push({ id: world.newId(), alarmId: alarm.id, atMs: world.nowMs, type, text })
    },
    /** What the change at hand has come to in the end: an alarm that is held back is made first and held then. */
    tellAbove(): void {
      for (const id of world.tellsAbove ? touched : []) {
        const { alarm, news } = tellAbove(byId.get(id)!)
        byId.set(id, alarm)
        if (news !== null) changed.news.push(news)
      }
      touched.clear()
    },
    absorb: (absorbed: AlarmDecision['absorbed'][number]): void => void changed.absorbed.push(absorbed),
    decision: (): AlarmDecision => ({
      alarms: [...changed.alarms].map((id) => byId.get(id)!), groups: [...changed.groups].map((id) => groups.get(id)!), events: changed.events,
      actions: [...actions.values()], absorbed: changed.absorbed, news: changed.news,
    }),
  }
}

function applyChange(draft: Draft, change: DeviceChange): void {
  const subject = subjectKey({ ...change.device, drill: change.drill })
  const found = draft.open(subject, change.kind)
  if (found === null) return raiseNew(draft, change, subject)
  const standing = follow(draft, found, change.device)
  if (change.type === 'cleared') return clear(draft, standing, change)
  if (change.type === 'still') return void (standing.heldBy !== null && !isStillMember(draft, standing, change) && release(draft, standing, change))
  if (change.type === 'severity') {
    draft.tell(standing, 'severity', `严重程度由${SEVERITY_NAMES[standing.severity]}变为${SEVERITY_NAMES[change.severity]}`)
    const changed = draft.put({ ...standing, severity: change.severity, values: change.values })
    if (changed.heldBy !== null && !isStillMember(draft, changed, change)) return release(draft, changed, change)
    return askToTell(draft, changed)
  }
  const again = draft.put({
    ...standing, state: 'active', severity: change.severity, lastRaisedAtMs: change.atMs, clearedAtMs: null, closeDueAtMs: null,
    occurrences: standing.occurrences + 1, values: change.values,
  })
  draft.tell(again, 'again', `第 ${again.occurrences} 次报警`)
  // one without a business may still bring a group about
  if (again.heldBy !== null || !startsCase(change.rule)) return release(draft, again, change)
  askToTell(draft, again)
}

/** Until its case has begun an alarm is where the register says its device is: it goes to the desk of that street. A case stays where it lies. */
function follow(draft: Draft, alarm: AlarmRow, { name, kind, town, area, grid, address, longitude, latitude, owner }: Device): AlarmRow {
  const isAsBefore = alarm.deviceName === name && alarm.deviceKind === kind && alarm.town === town && alarm.area === area && alarm.grid === grid && alarm.address === address && alarm.owner === owner
  return alarm.instanceId !== null || isAsBefore ? alarm : draft.put({ ...alarm, deviceName: name, deviceKind: kind, town, area, grid, address, longitude, latitude, owner })
}

/** A member stays one while its group's alarm is open and, as with any case, for a while after people have closed that. */
function isStillMember(draft: Draft, { heldBy, heldById }: AlarmRow, { rule }: DeviceChange): boolean {
  const group = heldBy === 'group' ? draft.alarm(heldById) : null
  return group !== null && (group.closedAtMs === null || group.closedAtMs + (rule?.reopenMs ?? 0) > draft.world.nowMs)
}

/** Nothing is open: a raise makes an alarm; what merely goes on after its alarm was closed is left alone for a while, and then until a reading speaks of it. */
function raiseNew(draft: Draft, change: DeviceChange, subject: string): void {
  if (change.type === 'cleared') return
  const last = draft.lastClosed(subject, change.kind)
  const isRecent = last !== null && last.closedAtMs! + (change.rule?.reopenMs ?? 0) > draft.world.nowMs
  if ((isRecent || !change.byReading) && (change.type === 'still' || change.type === 'severity')) return
  const alarm = draft.put({ ...alarmOf(change, draft.world.newId()), recurrenceOf: isRecent ? last.id : null })
  draft.tell(alarm, 'raised', isRecent ? '再次报警（复发）' : '报警')
  consider(draft, alarm, change)
}

function clear(draft: Draft, alarm: AlarmRow, change: DeviceChange): void {
  if (alarm.state === 'cleared') return
  const hasNoCase = alarm.instanceId === null && (alarm.heldBy !== null || !startsCase(change.rule))
  const cleared = draft.put({ ...alarm, state: 'cleared', clearedAtMs: change.atMs, closeDueAtMs: hasNoCase ? draft.world.nowMs + (change.rule?.reopenMs ?? 0) : null })
  draft.tell(cleared, 'cleared', `${whyCleared(change)}，等待核查结案`)
  askToTell(draft, cleared)
}

function whyCleared({ isOutOfUse, ruleId, rule }: DeviceChange): string {
  if (isOutOfUse) return '设备已停用，不再上报'
  return ruleId !== null && rule === null ? '报警规则已停用或删除' : '设备已恢复'
}

/** Looks again at an alarm that was held back. Of what merely goes on, a silence and a group that was closed let go by a reading that comes after it. */
function release(draft: Draft, alarm: AlarmRow, change: DeviceChange): void {
  if ((alarm.heldBy === 'silence' || alarm.heldBy === 'group') && !change.byReading && change.type !== 'raised') return
  consider(draft, alarm, change)
}

/** Whether an alarm starts its case, waits for company, or is held back. */
function consider(draft: Draft, alarm: AlarmRow, { device, rule, drill }: DeviceChange): void {
  const { world } = draft
  const silence = silenceFor(world.silences, { device: deviceKey(device), deviceKind: device.kind, kind: alarm.kind, town: device.town, area: device.area }, world.nowMs)
  if (silence !== null) return hold(draft, alarm, 'silence', silence.id, `静默中，不立案：${silence.reason}`)
  const inhibitor = draft.inhibitor(device, drill)
  if (inhibitor !== null) return hold(draft, alarm, 'parent', inhibitor, '上级设备正在报警，不单独立案')
  const joined = joinGroups(draft, alarm, startsCase(rule))
  if (joined === null || !startsCase(rule)) return
  if (alarm.heldBy !== null) draft.tell(alarm, 'released', '不再静默、抑制或归并，开始立案')
  askToStart(draft, alarm.heldBy === null ? alarm : draft.put({ ...alarm, heldBy: null, heldById: null }), joined, device.parent === null ? 0 : PARENT_WAIT_MS)
}

function hold(draft: Draft, alarm: AlarmRow, heldBy: NonNullable<AlarmRow['heldBy']>, heldById: string, text: string): void {
  if (alarm.heldBy === heldBy && alarm.heldById === heldById) return
  draft.tell(draft.put({ ...alarm, heldBy, heldById }), 'held', text)
}

/** What a start waits for; null = the alarm has become a member. */
type Company = { waitMs: number; areaGroup: string | null; stormGroup: string | null }

function joinGroups(draft: Draft, alarm: AlarmRow, wouldStart: boolean): Company | null {
  const company: Company = { waitMs: 0, areaGroup: null, stormGroup: null }
  for (const { grouping, id } of groupsOf(draft.world.groupings, alarm)) {
    if (grouping.purpose === 'storm' && !wouldStart) continue
    const before = draft.group(id)
    const groupAlarm = draft.alarm(before?.alarmId ?? null)
    const joined = joinGroup(grouping, before, id, alarm, groupAlarm !== null && groupAlarm.closedAtMs === null, draft.world.nowMs)
    draft.putGroup(joined.group)
    if (joined.kind === 'member') return becomeMember(draft, alarm, groupAlarm!)
    if (joined.kind === 'fires') return fire(draft, alarm, grouping, joined.group)
    company.waitMs = Math.max(company.waitMs, grouping.waitMs)
    if (grouping.purpose === 'area') company.areaGroup = id
    else company.stormGroup = id
  }
  return company
}

function becomeMember(draft: Draft, alarm: AlarmRow, group: AlarmRow): null {
  const isNew = alarm.heldById !== group.id
  hold(draft, alarm, 'group', group.id, `归并到“${group.name}”`)
  const { nowMs } = draft.world
  askToTell(draft, draft.put({ ...group, state: 'active', clearedAtMs: null, lastRaisedAtMs: nowMs, members: group.members + (isNew ? 1 : 0) }))
  return null
}

/** Enough have come: one alarm stands for all that wait and for this one. */
function fire(draft: Draft, alarm: AlarmRow, grouping: AlarmGrouping, group: AlarmGroupRow): null {
  const { world } = draft
  const standing = draft.alarm(group.alarmId)
  const made = standing !== null && standing.closedAtMs === null ? standing : draft.put(groupAlarm(world, alarm, grouping, group.id))
  draft.putGroup({ ...group, alarmId: made.id })
  const waiting = [...draft.actions.values()].filter(({ type, areaGroup, stormGroup }) => type === 'start' && (areaGroup === group.id || stormGroup === group.id))
  for (const action of waiting) {
    draft.actions.delete(action.id)
    hold(draft, draft.alarm(action.alarmId)!, 'group', made.id, `归并到“${made.name}”`)
  }
  draft.absorb({ purpose: grouping.purpose, groupId: group.id, alarmId: made.id })
  hold(draft, alarm, 'group', made.id, `归并到“${made.name}”`)
  const all = draft.put({ ...made, state: 'active', clearedAtMs: null, lastRaisedAtMs: world.nowMs, members: made.members + waiting.length + 1 })
  if (made === standing) askToTell(draft, all)
  else {
    draft.tell(all, 'raised', `${grouping.withinMs / 1000} 秒内 ${grouping.count} 处报警，归并为一件`)
    if (grouping.makes.business !== null) askToStart(draft, all, { waitMs: 0, areaGroup: null, stormGroup: null }, 0)
  }
  return null
}

function groupAlarm(world: AlarmWorld, first: AlarmRow, grouping: AlarmGrouping, groupId: string): AlarmRow {
  const { kind, severity } = grouping.makes
  const has = (field: AlarmGrouping['by'][number]) => grouping.by.includes(field)
  const { above: _above, ...kept } = first
  return {
    ...kept, id: world.newId(), source: 'grouping', deviceId: groupId, deviceName: grouping.name, deviceKind: has('deviceKind') ? first.deviceKind : '', kind, name: grouping.name, severity,
    area: has('area') ? first.area : null, grid: has('grid') ? first.grid : null, address: has('area') && first.area !== null ? first.area : first.address,
    ruleId: grouping.id, raisedAtMs: world.nowMs, lastRaisedAtMs: world.nowMs, occurrences: 1, values: {}, heldBy: null, heldById: null, recurrenceOf: null, members: 0, inhibits: false,
    instanceId: null, acknowledgedAtMs: null, acknowledgedBy: null, closeDueAtMs: null, toldAtMs: null,
  }
}

function askToStart(draft: Draft, alarm: AlarmRow, { waitMs, areaGroup, stormGroup }: Company, leastWaitMs: number): void {
  const { nowMs } = draft.world
  const id = startId(alarm.id)
  draft.actions.set(id, {
    id, alarmId: alarm.id, type: 'start', state: 'waiting', dueAtMs: nowMs + Math.max(waitMs, leastWaitMs), attempts: 0, createdAtMs: nowMs, error: null, areaGroup, stormGroup, wantedAtMs: nowMs,
  })
}

/** The case is told what came later, all at once and not too often; an alarm that starts none has nobody to tell. */
function askToTell(draft: Draft, alarm: AlarmRow): void {
  if (alarm.instanceId === null) return
  const { nowMs } = draft.world
  const id = tellId(alarm.id)
  draft.actions.set(id, {
    id, alarmId: alarm.id, type: 'tell', state: 'waiting', dueAtMs: Math.max(nowMs, (alarm.toldAtMs ?? 0) + TELL_EVERY_MS), attempts: 0, createdAtMs: nowMs, error: null,
    areaGroup: null, stormGroup: null, wantedAtMs: nowMs,
  })
}
