import type { SilenceRecord } from '#adapters/web/contract/alarms'
import { deviceKindName } from '#processes/foundation/alarms/device_kinds'
import type { Silence } from '#processes/foundation/alarms/silence'
import { recordChange } from '../accounts/audit.js'
import type { Login } from '../accounts/login.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { forbidden, invalid, notFound, problem } from '../http/problem.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import { personReference } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'
import { unitReference } from './present_device.js'
import { isWithin, sensorScope } from './sensor_access.js'

type SilenceOperations = Pick<Operations, 'listSilences' | 'createSilence' | 'endSilence'>

const LONGEST_MS = 31 * 86_400_000

/** 静默: maintenance with a reason, an owner and an end. A unit silences its own devices by name, the command centre whatever it must. */
export const silenceController = (services: WebServices): SilenceOperations => {
  const { silences, refresh } = services.alarms
  const isCountyWide = async (login: Login): Promise<boolean> => (await sensorScope(services, login)).kind === 'all'

  return {
    async listSilences(call) {
      const login = signedIn(call)
      const scope = await sensorScope(services, login)
      const page = await silences.list({ userId: login.userId, scope }, pageRequest(call.query))
      return { body: await presentPage(page, (one) => present(services, one, scope.kind === 'all' || one.owner === login.userId)) }
    },

    async createSilence(call) {
      const login = signedIn(call)
      const { reason, from, until, ...covers } = call.body
      const nowMs = services.clock()
      const silence: Silence = {
        ...covers, id: services.newId(), reason, owner: login.userId, fromMs: from === undefined ? nowMs : Date.parse(from), untilMs: Date.parse(until), createdAtMs: nowMs, endedAtMs: null,
      }
      requireSpan(silence, nowMs)
      await requireOwnDevices(services, login, silence)
      await silences.save(silence)
      await refresh()
      await recordChange(services, call, 'silence.created', silence.id, { ...call.body })
      return { body: present(services, silence, true) }
    },

    async endSilence(call) {
      const login = signedIn(call)
      const silence = (await silences.load(services.clock())).find(({ id }) => id === call.params.id)
      if (!silence) throw notFound('静默')
      if (silence.owner !== login.userId && !(await isCountyWide(login))) throw forbidden('静默由设置它的人或城市运行管理中心结束。需要提前结束的，请联系他们。')
      const nowMs = services.clock()
      if (!(await silences.end(silence.id, nowMs))) throw problem(409, 'E_SILENCE_OVER', '静默已经结束。请刷新后查看。')
      await refresh()
      await recordChange(services, call, 'silence.ended', silence.id)
      return { body: present(services, { ...silence, endedAtMs: nowMs }, false) }
    },
  }

  function present(of: WebServices, silence: Silence, mayEnd: boolean): SilenceRecord {
    const { id, reason, owner, fromMs, untilMs, devices, deviceKinds, alarmKinds, towns, areas, endedAtMs } = silence
    const nowMs = of.clock()
    const state = nowMs >= (endedAtMs ?? untilMs) ? 'ended' : nowMs < fromMs ? 'planned' : 'active'
    return {
      id, reason, ownerName: personReference(of.organisation, owner).name, from: instant(fromMs), until: instant(untilMs), devices: [...devices], deviceKinds: [...deviceKinds],
      deviceKindNames: deviceKinds.map(deviceKindName), alarmKinds: [...alarmKinds], towns: towns.map((town) => unitReference(of, town)), areas: [...areas], state,
      endedAt: instantOrNull(endedAtMs), mayEnd: mayEnd && state !== 'ended',
    }
  }
}

function requireSpan({ fromMs, untilMs }: Silence, nowMs: number): void {
  const wrong = (message: string) => invalid(`静默的时间不对：${message}。请重新选择。`, [{ path: 'until', message }])
  if (untilMs <= fromMs) throw wrong('结束应晚于开始')
  if (untilMs <= nowMs) throw wrong('结束时间已经过去')
  if (untilMs - fromMs > LONGEST_MS) throw wrong('一次最长 31 天，到期可再设')
}

async function requireOwnDevices(services: WebServices, login: Login, silence: Silence): Promise<void> {
  const { devices, deviceKinds, alarmKinds, towns, areas } = silence
  if ([devices, deviceKinds, alarmKinds, towns, areas].every((list) => list.length === 0)) {
    throw invalid('静默必须写明对哪些设备、类型、报警、镇街或区域。不写等于全县静默，不能这样设置。', [{ path: 'devices', message: '至少写明一项' }])
  }
  const scope = await sensorScope(services, login)
  const known = devices.map((key) => ({ key, device: services.devices.book.find(...splitKey(key)) }))
  const unknown = known.find(({ device }) => device === null || !isWithin(scope, device.owner))
  if (unknown) throw invalid(`没有设备 ${unknown.key}，或不属于本单位。请核对设备编号。`, [{ path: 'devices', message: `没有设备 ${unknown.key}` }])
  if (scope.kind === 'units' && devices.length === 0) throw invalid('本单位只能对自己的设备设静默。请写明设备。', [{ path: 'devices', message: '请写明设备' }])
}

function splitKey(key: string): [source: string, deviceId: string] {
  const [source = '', deviceId = ''] = key.split('/')
  return [source, deviceId]
}
