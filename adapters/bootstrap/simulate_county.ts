import { DEMO_DEVICES, DEMO_SOURCE, DEMO_STATIONS } from '#adapters/sensors/simulate/demo_devices'
import { DEMO_GROUPINGS, DEMO_RULES } from '#adapters/sensors/simulate/demo_rules'
import type { Device } from '#processes/foundation/alarms/device'
import { StartFault } from './keys.js'

/** The server as an administrator of sensors sees it: what a simulation needs is made ready, and what came of it is asked for. */
export interface SimulatedCounty {
  /** Registers platforms, devices and rules that are not there yet; answers a fresh secret of each platform. */
  prepare(say: (line: string) => void): Promise<Readonly<Record<string, string>>>
  /** Alarms raised since an instant. */
  alarmsSince(fromMs: number): Promise<readonly RaisedAlarm[]>
  /** Number and title of an alarm's case; null without one. */
  caseOf(alarmId: string): Promise<string | null>
  close(): Promise<void>
}

export interface RaisedAlarm {
  id: string
  name: string
  severity: string
  of: 'device' | 'area' | 'storm'
  state: 'active' | 'cleared'
  address: string
  town: { name: string } | null
  hasCase: boolean
  heldBy: string | null
  members: number
  raisedAt: string
}

interface Answer {
  status: number
  body: Record<string, unknown>
}

const PLATFORMS: readonly (readonly [source: string, name: string, owner: string])[] = [
  [DEMO_SOURCE, '示例物联平台', 'command_center'], [DEMO_STATIONS, '环境自动站（HJ 212）', 'ecology'],
]

/** Signs in; whoever may not manage sensors is told at once. */
export async function openSimulatedCounty(url: string, account: { username: string; password: string }): Promise<SimulatedCounty> {
  const call = async (method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const isForm = body instanceof FormData
    const response = await fetch(`${url}/api/v1${path}`, {
      method, headers: { ...(body === undefined || isForm ? {} : { 'content-type': 'application/json' }), ...headers }, ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    }).catch((error: unknown) => {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause.message : String(error)
      throw new StartFault(`连不上 ${url}（${cause}）。请先 npm start，或用 --url 写明地址。`)
    })
    return { status: response.status, body: ((await response.json().catch(() => null)) ?? {}) as Record<string, unknown> }
  }
  const login = await call('POST', '/sessions', account)
  if (login.status !== 201) throw new StartFault(String(login.body['detail'] ?? `${url} 的回答是 ${login.status}，不是星流的接口。`))
  const headers = { authorization: `Bearer ${String(login.body['token'])}` }
  const own = async (method: string, path: string, body?: unknown): Promise<Record<string, unknown>> => {
    const answer = await call(method, path, body, headers)
    if (answer.status >= 300) throw new StartFault(`${method} ${path}：${String(answer.body['detail'] ?? answer.status)}`)
    return answer.body
  }
  return {
    async prepare(say) {
      const secrets: Record<string, string> = {}
      for (const [source, name, owner] of PLATFORMS) {
        await own('PUT', `/device-platforms/${source}`, { name, owner, enabled: true })
        secrets[source] = String((await own('POST', `/device-platforms/${source}/secret`))['secret'])
      }
      const counts = await importDevices(own)
      say(`设备：新增 ${counts['added']} 台，更新 ${counts['changed']} 台，已有 ${counts['same']} 台`)
      say(`规则：新增 ${await addRules(own)} 条`)
      return secrets
    },
    alarmsSince: (fromMs) => alarmsSince(own, fromMs),
    async caseOf(alarmId) {
      const found = (await own('GET', `/alarms/${alarmId}`))['case'] as { number: string; title: string } | null
      return found && `${found.number} ${found.title}`.trim()
    },
    close: async () => void (await call('DELETE', '/sessions/current', undefined, headers)),
  }
}

type Own = (method: string, path: string, body?: unknown) => Promise<Record<string, unknown>>

/** By the list that a person would import. */
async function importDevices(own: Own): Promise<Record<string, unknown>> {
  const form = new FormData()
  form.append('file', new Blob([deviceList(DEMO_DEVICES)]), 'devices.csv')
  const answer = await own('POST', '/devices/import', form)
  if (answer['applied'] !== true) {
    const [line] = (answer['lines'] ?? []) as { notes: string[]; device: string }[]
    throw new StartFault(`设备没有导入：${line?.device ?? ''} ${line?.notes.join(' ') ?? ''}`)
  }
  return answer['counts'] as Record<string, unknown>
}

const COLUMNS: readonly (readonly [title: string, of: (device: Device) => string | number | null])[] = [
  ['来源', ({ source }) => source], ['设备编号', ({ deviceId }) => deviceId], ['类型', ({ kind }) => kind], ['名称', ({ name }) => name], ['地址', ({ address }) => address], ['镇街', ({ town }) => town],
  ['经度', ({ longitude }) => longitude], ['纬度', ({ latitude }) => latitude], ['责任单位', ({ owner }) => owner], ['上级设备', ({ parent }) => parent], ['区域', ({ area }) => area],
  ['离线时限（分钟）', ({ offlineAfterMs }) => (offlineAfterMs === null ? null : offlineAfterMs / 60_000)],
]

/** CSV as the import takes it; nothing in it needs quotes. */
const deviceList = (devices: readonly Device[]): string =>
  [COLUMNS.map(([title]) => title), ...devices.map((device) => COLUMNS.map(([, of]) => of(device) ?? ''))].map((row) => row.join(',')).join('\r\n')

async function addRules(own: Own): Promise<number> {
  const known = await own('GET', '/alarm-rules')
  const names = (list: unknown): Set<unknown> => new Set((list as { name: string }[]).map(({ name }) => name))
  const [rules, groupings] = [names(known['rules']), names(known['groupings'])]
  const missing = [
    ...DEMO_RULES.filter(({ name }) => !rules.has(name)).map((rule) => ['/alarm-rules', rule] as const),
    ...DEMO_GROUPINGS.filter(({ name }) => !groupings.has(name)).map((grouping) => ['/alarm-groupings', grouping] as const),
  ]
  for (const [path, { id: _id, ...values }] of missing) await own('POST', path, values)
  return missing.length
}

async function alarmsSince(own: Own, fromMs: number): Promise<RaisedAlarm[]> {
  const found: RaisedAlarm[] = []
  for (let after: string | null = ''; after !== null;) {
    const page: Record<string, unknown> = await own('GET', `/alarms?phase=all&limit=100${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`)
    const alarms = page['data'] as RaisedAlarm[]
    found.push(...alarms.filter(({ raisedAt }) => Date.parse(raisedAt) >= fromMs))
    after = alarms.some(({ raisedAt }) => Date.parse(raisedAt) < fromMs) ? null : ((page['next'] ?? null) as string | null)
  }
  return found
}
