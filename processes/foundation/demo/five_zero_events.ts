import type { CountyCalendar } from '../calendar/create_calendar.js'
import { MINUTE_MS } from '../calendar/local_time.js'
import { demoFile, type DemoStep } from './demo_step.js'
import { workingTimes } from './demo_times.js'
import { TOWN_POSITIONS } from './town_positions.js'

/** What is told of each 小类, and the unit it goes to; null = the 街镇 itself. All invented. */
const KINDS: readonly (readonly [subtype: string, unit: string | null, address: string, description: string])[] = [
  ['HJ01', null, '农贸市场东侧示例巷', '巷口堆放生活垃圾约三平方米，有异味。'],
  ['HJ04', 'urban', '示例大道东段', '渣土车抛洒，沿路约三十米。'],
  ['AQ01', 'urban', '示例路与望江路口', '污水井盖倾斜，车辆避让。'],
  ['JS01', null, '示例组 12 号屋后', '屋后新建砖混结构，未见规划许可。'],
  ['HJ05', 'ecology', '示例村稻田', '焚烧秸秆，浓烟飘向公路。'],
  ['AQ04', null, '示例小区南门', '雨后积水，水深约二十厘米，行人绕行。'],
  ['ZA01', 'police', '示例小区 3 栋', '邻里因漏水起争执，情绪激动。'],
  ['SF01', 'human_resources', '示例工地项目部', '多名工人反映上月工资没有发放。'],
  ['HJ06', 'ecology', '示例港子下游', '水面发黑，有异味。'],
  ['AQ05', 'fire', '示例商业街后巷', '消防通道被货车和杂物占用。'],
  ['JS03', 'housing', '示例二期工地', '裸土没有覆盖，大风扬尘。'],
  ['HJ07', 'urban', '示例公园北侧绿化带', '绿地被车辆碾压约二平方米。'],
  ['SF03', 'petitions', '示例社区', '咨询老旧小区加装电梯的申请办法。'],
]

const CHANNELS = ['grid', 'snapshot', 'hotline', 'grid', 'video', 'grid', 'petition', 'sensor'] as const

/** How far an event has come; the last ones end in ways of their own. */
const ENDS = [
  'closed', 'signed', 'closed', 'handled', 'filed', 'closed', 'reworked', 'registered', 'dispatched', 'closed', 'held', 'new', 'returned', 'closed', 'extended', 'unfounded',
] as const
type End = (typeof ENDS)[number]

const COUNT = 40
/** Working days back to the oldest. */
const OLDEST = 24

/** Forty 五零 events of the weeks before `nowMs`, in all 街镇, of every channel and in every state. */
export function demoEvents(nowMs: number, calendar: CountyCalendar): DemoStep[] {
  const at = workingTimes(calendar, nowMs)
  return Array.from({ length: COUNT }, (_, index) => {
    const daysAgo = Math.floor(((COUNT - 1 - index) * OLDEST) / COUNT)
    const startMs = at(daysAgo, `${8 + (index % 3)}:${String((index * 7) % 50).padStart(2, '0')}`)
    return tell(index, startMs)
  }).flat()
}

function tell(index: number, startMs: number): DemoStep[] {
  const [subtype, fixedUnit, address, description] = KINDS[index % KINDS.length]!
  const [town, longitude, latitude] = TOWN_POSITIONS[(index * 5) % TOWN_POSITIONS.length]!
  const unit = fixedUnit ?? town
  const channel = CHANNELS[index % CHANNELS.length]!
  const end = ENDS[index % ENDS.length]!
  const name = `event_${String(index + 1).padStart(2, '0')}`
  let atMs = startMs
  const step = (by: string, action: DemoStep['action'], minutes: number): DemoStep => ({ case: name, atMs: (atMs += minutes * MINUTE_MS), by, action })
  const done = (by: string, elementId: string, outcome: string, values: Record<string, unknown> = {}, minutes = 12) =>
    step(by, { kind: 'complete', elementId, item: null, outcome, opinion: '同意。', values }, minutes)
  const values = {
    channel, subtype, level: 'normal', town, address, description,
    longitude: round(longitude + (((index * 37) % 17) - 8) / 900), latitude: round(latitude + (((index * 53) % 19) - 9) / 900),
    ...(channel === 'snapshot' ? { photosBefore: [demoFile('现场（示例）.png')], reporterName: '随手拍市民（示例）', reporterPhone: `1000002${String(index).padStart(4, '0')}` } : {}),
    ...(channel === 'hotline' ? { channelNumber: `12345-示例-${1000 + index}`, reporterName: '来电人（示例）', reporterPhone: `1000001${String(index).padStart(4, '0')}` } : {}),
  }
  const start = step(channel === 'grid' ? `${town}_grid` : 'center_duty1', { kind: 'start', definitionKey: 'five_zero_event', formKey: 'report', values }, 0)
  return [start, ...following(end, { unit, town, isGrid: channel === 'grid', isSnapshot: channel === 'snapshot', done })]
}

interface Told {
  unit: string
  town: string
  isGrid: boolean
  /** 随手拍: shown before and after. */
  isSnapshot: boolean
  done: (by: string, elementId: string, outcome: string, values?: Record<string, unknown>, minutes?: number) => DemoStep
}

const ORDER: readonly End[] = ['new', 'registered', 'filed', 'dispatched', 'signed', 'handled', 'closed']
/** How far the ordinary way goes before an event ends in its own. */
const WAY_TO: Readonly<Partial<Record<End, End>>> = { reworked: 'handled', held: 'signed', extended: 'signed', returned: 'dispatched', unfounded: 'new' }

function following(end: End, told: Told): DemoStep[] {
  const { unit, town, isGrid, isSnapshot, done } = told
  const reached = ORDER.indexOf(WAY_TO[end] ?? end)
  const handler = `${unit}_handler`
  const grid = `${town}_grid`
  const stages: (() => DemoStep[])[] = [
    () => [],
    () => [done('center_duty2', 'register', 'accept')],
    () => [
      ...(isGrid ? [] : [done(grid, 'verify', 'confirmed', { verifyFindings: '到现场看过，情况属实。' }, 35)]),
      done('center_chief', 'file', 'file'),
    ],
    () => [done('center_dispatcher', 'dispatch', 'dispatch')],
    () => [done(handler, 'sign', 'sign', {}, 20)],
    () => [done(handler, 'handle', 'done', { handlingResult: '已到现场处置完毕。', ...(isSnapshot ? { photosAfter: [demoFile('处置后（示例）.png')] } : {}) }, 70)],
    () => [
      done(grid, 'check', 'pass', { checkFindings: '现场已恢复。' }, 30),
      done('center_duty1', 'conclude', 'close', { answer: '您反映的问题已处置完毕，感谢您的监督。' }, 15),
    ],
  ]
  return [...stages.slice(0, reached + 1).flatMap((stage) => stage()), ...ownEnd(end, told)]
}

function ownEnd(end: End, { unit, town, isGrid, done }: Told): DemoStep[] {
  const handler = `${unit}_handler`
  if (end === 'reworked') return [done(`${town}_grid`, 'check', 'fail', { checkFindings: '角落里还没有清理。' }, 30)]
  if (end === 'held') {
    return [
      done(handler, 'handle', 'hold', { holdUntil: '2027-03-20', holdReason: '须结合开春的改造工程一并处置。' }, 40),
      done('center_leader', 'approve_hold', 'agree', {}, 60),
    ]
  }
  if (end === 'extended') {
    return [
      done(handler, 'handle', 'extend', { extensionHours: 16, extensionReason: '需要调度专用车辆。' }, 40),
      done('center_chief', 'approve_extension', 'agree', {}, 20),
    ]
  }
  if (end === 'returned') return [done(handler, 'sign', 'return', { returnReason: '现场位于国道养护范围，不属于本单位职责。' }, 25)]
  if (end !== 'unfounded') return []
  const register = done('center_duty2', 'register', isGrid ? 'reject' : 'accept')
  return isGrid ? [register] : [register, done(`${town}_grid`, 'verify', 'unfounded', { verifyFindings: '现场没有所反映的情况。' }, 40)]
}

const round = (degrees: number): number => Math.round(degrees * 1e6) / 1e6
