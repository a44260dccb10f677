import type { AlarmDetail, AlarmSummary } from '#adapters/web/contract/alarms'
import type { AlarmEvent, AlarmRow } from '#processes/foundation/alarms/alarm'
import { deviceKindName } from '#processes/foundation/alarms/device_kinds'
import type { AlarmGrouping } from '#processes/foundation/alarms/rule'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import { visibleData } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import { EVENT_DEFINITION, maySeeEvent } from '../events/event_access.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { personReference } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'
import { unitReference } from './present_device.js'

/** How alarms of groups are marked by the intake. */
export const isGroup = ({ source }: AlarmRow): boolean => source === 'grouping'

const groupingOf = (row: AlarmRow): string => row.deviceId.split('|')[0]!

/** Alarms as lists show them; groupings are asked for only where one of them stands for a group. */
export async function presentAlarms(services: WebServices, rows: readonly AlarmRow[]): Promise<AlarmSummary[]> {
  const groupings = rows.some(isGroup) ? (await services.alarms.rules.load()).groupings : []
  return rows.map((row) => presentAlarm(services, row, groupings))
}

function presentAlarm(services: WebServices, row: AlarmRow, groupings: readonly AlarmGrouping[]): AlarmSummary {
  const person = (id: string | null) => (id === null ? null : id === 'system' ? '系统' : personReference(services.organisation, id).name)
  const purpose = groupings.find(({ id }) => id === groupingOf(row))?.purpose
  const isOpen = row.closedAtMs === null
  return {
    id: row.id, name: row.name, kind: row.kind, severity: row.severity, state: row.state, drill: row.drill, of: isGroup(row) ? (purpose ?? 'area') : 'device',
    source: row.source, deviceId: row.deviceId, deviceName: row.deviceName, deviceKind: row.deviceKind, deviceKindName: deviceKindName(row.deviceKind),
    town: row.town === '' ? null : unitReference(services, row.town), area: row.area, grid: row.grid, address: row.address, longitude: row.longitude, latitude: row.latitude,
    owner: row.owner === '' ? null : unitReference(services, row.owner), raisedAt: instant(row.raisedAtMs), lastRaisedAt: instant(row.lastRaisedAtMs), clearedAt: instantOrNull(row.clearedAtMs),
    occurrences: row.occurrences, values: { ...row.values }, acknowledgedAt: instantOrNull(row.acknowledgedAtMs), acknowledgedByName: person(row.acknowledgedBy),
    closedAt: instantOrNull(row.closedAtMs), closedByName: person(row.closedBy), closeReason: row.closeReason, hasCase: row.instanceId !== null,
    heldBy: row.heldBy, heldById: row.heldById, recurrenceOf: row.recurrenceOf, members: row.members,
    mayAcknowledge: isOpen && row.acknowledgedAtMs === null, mayClose: isOpen && row.instanceId === null,
  }
}

/** One alarm with what has happened to it, and its case where the reader may open that. */
export async function presentAlarmDetail(services: WebServices, login: Login, row: AlarmRow): Promise<AlarmDetail> {
  const [summary] = await presentAlarms(services, [row])
  const instance = row.instanceId === null ? null : await services.engine.instances.find(row.instanceId)
  const isOpenCase = instance !== null && (instance.status === 'active' || instance.status === 'suspended')
  return {
    ...summary!,
    mayClose: row.closedAtMs === null && !isOpenCase,
    case: instance && (await maySee(services, login, instance)) ? presentCase(instance, isOpenCase) : null,
    happened: (await services.alarms.queries.events(row.id)).map(presentHappened),
  }
}

const presentHappened = ({ atMs, type, text }: AlarmEvent) => ({ at: instant(atMs), type, text })

const presentCase = ({ id, definitionKey, title, number }: InstanceListItem, isOpen: boolean): AlarmDetail['case'] => ({
  instanceId: id, definitionKey, title: title ?? '', number: number ?? null, isEvent: definitionKey === EVENT_DEFINITION, isOpen,
})

const maySee = async (services: WebServices, login: Login, instance: InstanceListItem): Promise<boolean> =>
  (instance.definitionKey === EVENT_DEFINITION && (await maySeeEvent(services, login, instance.id))) || (await visibleData(services, login, instance)) !== null
