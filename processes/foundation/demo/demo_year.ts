import type { CountyCalendar } from '../calendar/create_calendar.js'
import { demoApplicant, type DemoApplicant } from './demo_applicants.js'
import { DEMO_MATTERS, refusing, type DemoAct, type DemoMatter } from './demo_matters.js'
import { MANDATE_GIVEN } from '../mandates/mandate.js'
import { MATERIAL_REUSED, MATERIAL_VERIFIED } from '../materials/material_rows.js'
import { demoFile, type DemoStep } from './demo_step.js'
import { workingTimes, type WorkingTime } from './demo_times.js'

/** How many cases the year has; a test plays fewer. */
export interface DemoYearSize {
  finished: number
  open: number
  /** Applicants who come twice: what they gave the first time is used again, somebody acts for them. Absent = none. */
  twice?: number
}

const FULL: DemoYearSize = { finished: 310, open: 55, twice: 4 }
/** Working days of a year, and the last ones in which nothing is begun that has to be finished by now. */
const YEAR_DAYS = 245
const RECENT_DAYS = 18

/**
 * Cases of all five joint matters over twelve months: finished ones (most granted, some refused in part, not accepted, withdrawn or late)
 * and open ones in every stage and light, one of them with forty opinions. The same cases at every first start.
 */
export function demoYear(nowMs: number, calendar: CountyCalendar, { finished, open, twice = 0 }: DemoYearSize = FULL): DemoStep[] {
  const at = remembered(workingTimes(calendar, nowMs))
  const past = Array.from({ length: finished }, (_, index) => {
    const startedAgo = YEAR_DAYS - Math.floor((index * (YEAR_DAYS - RECENT_DAYS)) / Math.max(1, finished - 1))
    return finishedCase(index + 1, startedAgo, at)
  })
  const present = Array.from({ length: open }, (_, index) => openCase(finished + index + 1, index, at))
  const again = Array.from({ length: twice }, (_, index) => comesTwice(finished + open + 2 + index, index, at))
  return [...past.flat(), ...present.flat(), ...debatedCase(finished + open + 1, at), ...again.flat()]
}

/** Who acts for the applicants who come twice: a 网格员 with an account, or somebody of theirs. */
const AGENTS = [
  { agent: '', agentName: '柳示伴', relation: '配偶' },
  { agent: 'town_ansha_grid', agentName: '', relation: '村（社区）帮代办员' },
] as const

/** A first shop with the original of the identity card seen, a second one months later without being asked for it again; somebody acts for the applicant. */
function comesTwice(sequence: number, index: number, at: WorkingTime): DemoStep[] {
  const matter = DEMO_MATTERS.find(({ definitionKey }) => definitionKey === 'restaurant')!
  const applicant = demoApplicant(sequence)
  const shop = (name: string, startedAgo: number, change: Record<string, unknown>, seen: Extract<DemoStep['action'], { kind: 'note' }>): DemoStep[] => {
    const told = { matter, applicant, startedAgo, at }
    const [filed, ...rest] = tell(told, courseOf(told))
    const note = (hour: string, action: DemoStep['action']): DemoStep => ({ case: '', atMs: at(startedAgo, hour), by: 'window1', action })
    const days = datesOf(told)
    const mandate = { kind: 'note' as const, fact: MANDATE_GIVEN, ref: '', values: { ...AGENTS[index % AGENTS.length], from: days(0), to: days(6), files: [demoFile('授权委托书（示例）.png')], words: '登记帮代办' } }
    const begun = filed!.action.kind === 'start' ? { ...filed!, action: { ...filed!.action, values: { ...filed!.action.values, ...change } } } : filed!
    return [begun, note('09:20', seen), note('09:24', mandate), ...rest].map((step) => ({ ...step, case: `${name}-${sequence}` }))
  }
  const first = `first-${sequence}`
  return [
    ...shop('first', 190 - index * 9, {}, { kind: 'note', fact: MATERIAL_VERIFIED, ref: 'identity', values: { files: [], note: '与居民身份证原件一致', words: '“申请人身份证明”原件已核验' } }),
    ...shop('second', 60 - index * 7, { storeName: `${applicant.townName}二店（${sequence}）`, receivedMaterials: ['premises', 'layout', 'equipment', 'food_safety', 'health'] }, {
      kind: 'note', fact: MATERIAL_REUSED, ref: 'identity', values: { words: '“申请人身份证明”使用已有材料' }, record: { case: first, material: 'identity' },
    }),
  ]
}

/** Counting back over a calendar is slow; the year asks for the same hours again and again. */
function remembered(at: WorkingTime): WorkingTime {
  const known = new Map<string, number>()
  return (daysAgo, hour) => {
    const key = `${daysAgo} ${hour}`
    const atMs = known.get(key) ?? at(daysAgo, hour)
    known.set(key, atMs)
    return atMs
  }
}

/** One case whose filing lies so many working days back. */
interface Told {
  matter: DemoMatter
  applicant: DemoApplicant
  startedAgo: number
  at: WorkingTime
}

const dateOf = (atMs: number): string => new Date(atMs + 8 * 3_600_000).toISOString().slice(0, 10)
const matterOf = (sequence: number): DemoMatter => DEMO_MATTERS[sequence % DEMO_MATTERS.length]!

function finishedCase(sequence: number, startedAgo: number, at: WorkingTime): DemoStep[] {
  const told = { matter: matterOf(sequence), applicant: demoApplicant(sequence), startedAgo, at }
  if (sequence % 19 === 0) return tell(told, [NOT_ACCEPTED])
  if (sequence % 23 === 0) return tell(told, WITHDRAWN)
  const granted = courseOf(told)
  const acts = sequence % 11 === 0 ? refusing(told.matter, granted) : granted
  return tell(told, delayed(acts, Math.floor(acts.length / 2), lateDays(sequence)))
}

/** One in some forty is a week late and misses its limits; one in nine is a day late, which costs a 黄牌 at most. */
const lateDays = (sequence: number): number => (sequence % 37 === 16 ? 7 : sequence % 9 === 4 ? 1 : 0)

/** Some are new, some in the middle, some have lain too long. */
function openCase(sequence: number, index: number, at: WorkingTime): DemoStep[] {
  const told = { matter: matterOf(sequence), applicant: demoApplicant(sequence), startedAgo: 0, at }
  const course = courseOf(told)
  const played = (index * 5) % course.length
  if (index % 9 === 4) return tell({ ...told, startedAgo: 2 + (index % 4) }, [SUPPLEMENTED])
  // nobody may leave an application unanswered for five working days
  if (played === 0) return tell({ ...told, startedAgo: index % 2 }, [])
  // all have just been worked on but one in twenty, which has lain for more than a week
  const startedAgo = course[played - 1]!.day + (index % 20 === 11 ? 8 : 0)
  return tell({ ...told, startedAgo }, courseOf({ ...told, startedAgo }).slice(0, played))
}

const datesOf = ({ startedAgo, at }: Told) => (day: number): string => dateOf(at(Math.max(0, startedAgo - day), '09:00'))

const courseOf = (told: Told): DemoAct[] => told.matter.course(told.applicant, datesOf(told))

/** From one act on everything comes so many working days later. */
const delayed = (acts: readonly DemoAct[], from: number, days: number): DemoAct[] => acts.map((one, index) => (index < from ? one : { ...one, day: one.day + days }))

/** The filing, then the acts as far as they lie in the past. */
function tell(told: Told, acts: readonly DemoAct[]): DemoStep[] {
  const { matter, applicant, startedAgo, at } = told
  const name = `year-${String(applicant.sequence).padStart(3, '0')}`
  const by = applicant.sequence % 3 === 0 ? 'window3' : 'window1'
  const filed: DemoStep = {
    case: name, atMs: at(startedAgo, '09:10'), by, action: { kind: 'start', definitionKey: matter.definitionKey, formKey: 'application', values: matter.application(applicant, datesOf(told)) },
  }
  const open = acts.findIndex(({ day }) => day > startedAgo)
  const done = open === -1 ? acts : acts.slice(0, open)
  return [
    filed,
    ...done.map(({ day, hour, by: actor, ...rest }): DemoStep => ({ case: name, atMs: at(startedAgo - day, hour), by: actor, action: { kind: 'complete', ...rest } })),
  ]
}

const atWindow = (outcome: string, opinion: string, values: DemoAct['values']): DemoAct => ({ day: 0, hour: '10:20', by: 'window2', elementId: 'receive', item: null, outcome, opinion, values })

const NOT_ACCEPTED = atWindow('reject', '不属于本县管辖。', {
  refusalReasons: [{ reason: '申请事项不属于本县管辖（示例），请向所在地政务服务中心申请。' }],
  refusalBases: [{ basis: '《中华人民共和国行政许可法》第三十二条第一款第（二）项' }],
})
const SUPPLEMENTED = atWindow('supplement', '材料不齐，一次告知。', {
  supplementItems: [{ name: '身份证明', basis: '实施清单（示例）', missing: '复印件不清晰，请重新提交。' }, { name: '住所或者地址证明', basis: '实施清单（示例）', missing: '缺产权人签字页。' }],
  supplementDays: 10,
})
const WITHDRAWN: readonly DemoAct[] = [
  SUPPLEMENTED,
  { day: 3, hour: '11:00', by: 'window1', elementId: 'supplement', item: null, outcome: 'withdraw', opinion: '申请人决定暂不办理。', values: {} },
]

/** Twenty rounds between handler and reviewer: forty opinions on one item. */
function debatedCase(sequence: number, at: WorkingTime): DemoStep[] {
  const matter = DEMO_MATTERS.find(({ definitionKey }) => definitionKey === 'restaurant')!
  const told = { matter, applicant: demoApplicant(sequence), startedAgo: 8, at }
  const course = courseOf(told)
  const licensed = course.filter(({ item }) => item === 'business_license')
  const handled = course.find(({ elementId, item }) => elementId === 'handle' && item === 'food_permit')!
  const rounds = Array.from({ length: 20 }, (_, round): DemoAct[] => {
    const when = { day: 2 + Math.floor(round / 4) }
    const hour = 9 + (round % 4) * 2
    const minute = (minutes: number) => `${String(hour).padStart(2, '0')}:${minutes}`
    return [
      { ...handled, ...when, hour: minute(10), opinion: `第 ${round + 1} 次核对：已按审核意见补充食品处理区布局和设备清单的说明，拟同意。` },
      { ...handled, ...when, hour: minute(50), by: 'market_reviewer', elementId: 'review', outcome: 'return', opinion: `第 ${round + 1} 次审核：操作流程与平面图标注仍不一致，请核实后再报。`, values: {} },
    ]
  })
  return tell(told, [course[0]!, ...licensed, ...rounds.flat()])
}
