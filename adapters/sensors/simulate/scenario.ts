import type { Device } from '#processes/foundation/alarms/device'
import type { ReadingValue } from '#processes/foundation/alarms/message'
import { DEMO_DEVICES, DEMO_PUMP, DEMO_STATIONS, FLOOD_AREA } from './demo_devices.js'

/** What one device says at one moment of a scenario. */
export interface Sending {
  /** After the beginning. */
  afterMs: number
  device: Device
  values: Readonly<Record<string, ReadingValue>>
  alarm: { kind: string; state: 'raised' | 'cleared' } | null
}

export interface Scenario {
  /** For people: what is played, and what should come of it. */
  shows: string
  expects: string
  /** In order of time. */
  sendings: readonly Sending[]
}

export const SCENARIOS = ['day', 'storm', 'flood'] as const
export type ScenarioName = (typeof SCENARIOS)[number]

export type LineName = 'MQTT' | 'HTTP' | 'HJ 212'

/** Messages of a storm unless another number is asked for. */
export const STORM_MESSAGES = 2_000

const FLOOD_MS = 5_000
const STORM_MS = 20_000
/** Three rounds of a day, each as far from the next. */
const ROUND_MS = 6_000

const covers = DEMO_DEVICES.filter(({ kind, area }) => kind === 'manhole' && area === FLOOD_AREA)
const manholes = DEMO_DEVICES.filter(({ kind }) => kind === 'manhole')
const of = (device: Device, afterMs: number, values: Sending['values'], alarm: Sending['alarm'] = null): Sending => ({ afterMs, device, values, alarm })
const inOrder = (sendings: readonly Sending[]): Sending[] => sendings.toSorted((a, b) => a.afterMs - b.afterMs)

export function scenarioOf(name: ScenarioName, messages = STORM_MESSAGES): Scenario {
  if (name === 'flood') return flood()
  return name === 'storm' ? storm(messages) : day()
}

/** Lifts and pumps belong to a platform that talks HTTP, stations to HJ 212, all others to MQTT. */
export const lineOf = ({ device }: Sending): LineName => (device.source === DEMO_STATIONS ? 'HJ 212' : device.kind === 'lift' || device.kind === 'pump' ? 'HTTP' : 'MQTT')

/** Rain: every cover of one basin overflows within seconds, says so three times, and some fall again. */
function flood(): Scenario {
  const rising = covers.flatMap((device, index) => {
    const afterMs = Math.floor((index * FLOOD_MS) / covers.length)
    return [92, 97, 100].map((percent, round) => of(device, afterMs + round * 1_500, { water_percent: percent }))
  })
  const falling = covers.slice(0, 100).map((device) => of(device, FLOOD_MS + 6_000, { water_percent: 60 }))
  return {
    shows: `暴雨：${FLOOD_AREA} ${covers.length} 个井盖先后满溢，其中 100 个随后回落`,
    expects: '应为一件内涝事件，不是五百件',
    sendings: inOrder([...rising, ...falling]),
  }
}

/** A gateway gone wrong: all covers of the county report themselves tilted, over and over. */
function storm(messages: number): Scenario {
  return {
    shows: `报警风暴：${manholes.length} 个井盖在 ${STORM_MS / 1_000} 秒内共报倾斜 ${messages} 次`,
    expects: '应归并为值守事项，事件数不随报警数增长',
    sendings: Array.from({ length: messages }, (_, index) => of(manholes[index % manholes.length]!, Math.floor((index * STORM_MS) / messages), { tilt: 50 + (index % 30) })),
  }
}

/** What each kind says on a quiet day. */
const QUIET: Readonly<Record<string, (index: number) => Sending['values']>> = {
  manhole: (index) => ({ tilt: index % 4, water_percent: 20 + (index % 9), methane: index % 3, battery: 80 + (index % 20) }),
  lift: (index) => ({ floor: 1 + (index % 18), speed: 1.5 }),
  pipe: (index) => ({ pressure: 0.26 + (index % 5) / 100 }),
  slope: (index) => ({ displacement: 2 + (index % 3) / 10 }),
  forest: (index) => ({ confidence: (index % 3) / 20 }),
  air: (index) => ({ pm10: 0.06 + (index % 4) / 100, pm25: 0.03 + (index % 3) / 100 }),
  water: (index) => ({ ph: 7.1, dissolved_oxygen: 7.2, ammonia: 0.3 + (index % 3) / 10, total_phosphorus: 0.08, permanganate: 3.1 }),
  pump: () => ({ current: 41 }),
}

type Incident = readonly [deviceId: string, values: Sending['values'], alarm: string | null]

const INCIDENTS: readonly Incident[] = [
  ['manhole-langli-02', { tilt: 62 }, null],
  ['lift-xingsha-01', {}, 'trapped'],
  ['pipe-huanghua-01', { pressure: 0.12 }, null],
  ['slope-jinjing-01', { displacement: 16.4 }, null],
  ['forest-kaihui-01', { confidence: 0.93 }, null],
  ['air-quantang-01', { pm10: 0.21, pm10_hour: 0.19 }, null],
  ['water-chunhua-01', { ammonia: 2.4, dissolved_oxygen: 4.1 }, null],
  [DEMO_PUMP, {}, 'power_off'],
]

/** A working day in three rounds: all is well, eight things happen, and most are over again. */
function day(): Scenario {
  const devices = DEMO_DEVICES.filter(({ area, kind }) => area !== FLOOD_AREA || kind === 'pump')
  const quiet = (round: number) => devices.map((device, index) => of(device, round * ROUND_MS + (index * 2_000) / devices.length, QUIET[device.kind]?.(index) ?? {}))
  const known = new Map(devices.map((device) => [device.deviceId, device]))
  const happening = INCIDENTS.flatMap(([deviceId, values, alarm]) => {
    const device = known.get(deviceId)!
    // twice, as a tilted cover and a camera that sees smoke go on saying so
    return [ROUND_MS, ROUND_MS + 3_000].map((afterMs) => of(device, afterMs, values, alarm === null ? null : { kind: alarm, state: 'raised' }))
  })
  const over = INCIDENTS.flatMap(([deviceId, , alarm]) => (alarm === null ? [] : [of(known.get(deviceId)!, 2 * ROUND_MS + 2_500, {}, { kind: alarm, state: 'cleared' })]))
  return {
    shows: `平常的一天：18 个镇街 ${devices.length} 台设备上报三轮，其间发生 ${INCIDENTS.length} 件事`,
    expects: '井盖倾斜、边坡位移、供水管网、森林火情直派属地，电梯困人到市场监管，其余先到指挥中心，各为一件五零事件；恢复正常只记入，不结案',
    sendings: inOrder([...quiet(0), ...happening, ...quiet(2), ...over]),
  }
}
