import type { AlarmDetail } from '#adapters/web/contract/alarms'
import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmFilter } from '#processes/foundation/alarms/ports'
import { requireFull } from '../access/visible_data.js'
import { recordChange } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { EVENT_DEFINITION, requireEvent } from '../events/event_access.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound, problem } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { pageRequest } from '../presentation/paging.js'
import type { WebServices } from '../web_services.js'
import { isGroup, presentAlarmDetail, presentAlarms } from './present_alarm.js'
import { isWithin, requireCountyWide, sensorScope } from './sensor_access.js'

type AlarmOperations = Pick<
  Operations, 'listAlarms' | 'countAlarms' | 'readAlarm' | 'acknowledgeAlarm' | 'closeAlarm' | 'listDeadActions' | 'retryDeadAction' | 'listCaseAlarms'
>

/** Members of one case that its page shows; a storm has hundreds. */
const MEMBERS_SHOWN = 50
const STORMS_SHOWN = 5

/** 报警: seen by those whose devices they are; recovery never closes a case, a case closes its alarm. */
export const alarmController = (services: WebServices): AlarmOperations => {
  const { queries, store, rules } = services.alarms
  const found = async (login: Login, id: string): Promise<AlarmRow> => {
    const row = await queries.find(id)
    if (!row || !isWithin(await sensorScope(services, login), row.owner)) throw notFound('报警')
    return row
  }
  const afterwards = async (login: Login, id: string): Promise<{ body: AlarmDetail }> => ({ body: await presentAlarmDetail(services, login, await found(login, id)) })

  return {
    async listAlarms(call) {
      const { phase = 'open', state, severity, kind, deviceKind, town, device, acknowledged, drill, group: groupId } = call.query
      const filter = given({ phase: phase === 'all' ? undefined : phase, state, severity, kind, deviceKind, town, device, acknowledged, drill, groupId })
      const page = await queries.list(filter, await sensorScope(services, signedIn(call)), pageRequest(call.query))
      return { body: { data: await presentAlarms(services, page.data), next: page.next } }
    },

    async countAlarms(call) {
      const scope = await sensorScope(services, signedIn(call))
      const [counts, groups, { groupings }] = await Promise.all([
        queries.counts(scope), queries.list({ phase: 'open', state: 'active', ofGroups: true }, scope, { limit: 50 }), rules.load(),
      ])
      const storms = new Set(groupings.filter(({ purpose }) => purpose === 'storm').map(({ id }) => id))
      const going = groups.data.filter((row) => isGroup(row) && storms.has(row.deviceId.split('|')[0]!)).slice(0, STORMS_SHOWN)
      return { body: { ...counts, storms: going.map(({ id, name, raisedAtMs, members }) => ({ id, name, since: instant(raisedAtMs), heldBack: members })) } }
    },

    readAlarm: (call) => afterwards(signedIn(call), call.params.id),

    async acknowledgeAlarm(call) {
      const login = signedIn(call)
      const { id } = await found(login, call.params.id)
      if (!(await store.acknowledge(id, login.userId, services.clock()))) throw problem(409, 'E_ALARM_STATE', '报警已经有人确认，或已关闭。请刷新后查看。')
      return afterwards(login, id)
    },

    async closeAlarm(call) {
      const login = signedIn(call)
      const { id } = await found(login, call.params.id)
      if (!(await store.close(id, login.userId, call.body.reason, services.clock()))) {
        throw problem(409, 'E_ALARM_STATE', '报警已经关闭，或它的办件还没有办结。有办件的，请在办件中核实结案，报警随之关闭。')
      }
      await recordChange(services, call, 'alarm.closed', id, { reason: call.body.reason })
      return afterwards(login, id)
    },

    async listDeadActions(call) {
      await requireCountyWide(services, signedIn(call))
      const page = await queries.deadActions(pageRequest(call.query))
      const alarms = new Map((await Promise.all(page.data.map(({ alarmId }) => queries.find(alarmId)))).flatMap((row) => (row ? [[row.id, row]] : [])))
      const data = page.data.map(({ id, type, alarmId, attempts, createdAtMs, error }) => ({
        id, type, alarmId, alarmName: alarms.get(alarmId)?.name ?? '', deviceName: alarms.get(alarmId)?.deviceName ?? '', attempts, createdAt: instant(createdAtMs), error,
      }))
      return { body: { data, next: page.next } }
    },

    async retryDeadAction(call) {
      await requireCountyWide(services, signedIn(call))
      if (!(await store.retryAction(call.params.id, services.clock()))) throw problem(409, 'E_ALARM_STATE', '这条死信不在了，或已经重试。请刷新后查看。')
      await recordChange(services, call, 'alarm_action.retried', call.params.id)
      return { body: undefined }
    },

    async listCaseAlarms(call) {
      const login = signedIn(call)
      const { id } = call.params
      const instance = await services.engine.instances.find(id)
      if (instance?.definitionKey === EVENT_DEFINITION) await requireEvent(services, login, id)
      else await requireFull(services, login, id)
      // The case of an alarm has the alarm's id; who may read the case may read what it began with.
      const own = await queries.find(id)
      if (own?.instanceId !== id) return { body: { data: [] } }
      const members = own.members > 0 ? (await queries.list({ groupId: id }, { kind: 'all' }, { limit: MEMBERS_SHOWN })).data : []
      return { body: { data: await Promise.all([own, ...members].map((row) => presentAlarmDetail(services, login, row))) } }
    },
  }
}

/** A filter without the names that were not given. */
const given = (filter: { [K in keyof AlarmFilter]: AlarmFilter[K] | undefined }): AlarmFilter =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== undefined)) as AlarmFilter
