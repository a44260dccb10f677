/** 考核 of 五零 events: the sheet of a month, live or as an edition that was closed; page, PDF and XLSX show the same. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { Month, Unit } from './events.js'
import { closed, Count, Instant, nullable, oneOf, Reason } from './schema.js'

const Rate = nullable(Type.Number({ description: '0 到 1；没有可计的为 null，显示“—”' }))
const RATE_NAMES = [
  'filedInTime', 'ofPublic', 'dispatchedRight', 'dispatchedInTime', 'handledInTime', 'closed', 'closedInTime', 'rework',
] as const
const COUNT_NAMES = [
  'filed', 'filedInTime', 'filedRated', 'filedOfPublic', 'dispatched', 'dispatchedInTime', 'dispatchedRated', 'dispatchedOnce',
  'due', 'closed', 'closedInTime', 'handled', 'handledInTime', 'handledOnce', 'reworked', 'overdueOpen', 'handlingMs',
] as const

const RateName = oneOf(...RATE_NAMES)
const CountName = oneOf(...COUNT_NAMES)
const all = <const Names extends readonly string[], S>(names: Names, schema: S) =>
  Object.fromEntries(names.map((name) => [name, schema])) as { [N in Names[number]]: S }

/** A rate: the count that is divided, the count that divides it, and the rule in words. */
const AssessmentMetric = closed({
  key: RateName, name: Type.String(), part: CountName, whole: CountName, rule: Type.String(), isFault: Type.Optional(Type.Literal(true)),
})

export const EventAssessment = closed({
  /** Null in the line of the total. */
  group: nullable(Unit),
  counts: closed(all(COUNT_NAMES, Count)),
  rates: closed({ ...all(RATE_NAMES, Rate), handlingHours: nullable(Type.Number()) }),
  score: nullable(Type.Number({ description: '综合得分，0 到 100' })),
  rank: nullable(Count),
})
export type EventAssessment = Static<typeof EventAssessment>

const WhistleLine = closed({
  department: Unit, called: Count, arrived: Count, arrivedInTime: Count, inTimeRate: Type.Number(),
  scored: Count, averageScore: nullable(Type.Number()),
})

/** One closing of the month. */
const Edition = closed({
  edition: Count, closedAt: Instant, closedBy: Type.String(), reason: nullable(Type.String()), sha256: Type.String(),
})

export const AssessmentAnswer = closed({
  month: Month,
  /** Until when what happened is counted. */
  at: Instant,
  /** Which edition is shown; null = live figures. */
  edition: nullable(Edition),
  editions: Type.Array(Edition),
  /** This login may close the month now. */
  mayClose: Type.Boolean(),
  metrics: Type.Array(AssessmentMetric),
  ranking: Type.Array(closed({ metric: RateName, weight: Count })),
  rows: Type.Array(EventAssessment),
  total: EventAssessment,
  whistles: Type.Array(WhistleLine),
})
export type AssessmentAnswer = Static<typeof AssessmentAnswer>

const tag = '五零'
const which = { month: Month, edition: Type.Optional(Type.Integer({ minimum: 1, maximum: 1000, description: '封账的第几版；不写为实时数' })) }
const XLSX = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'

export const assessmentEndpoints = [
  endpoint({
    method: 'GET', path: '/events/assessment', operationId: 'readAssessment', summary: '考核（以时限落在当月的为准）', tag, access: 'handle_work',
    query: closed({ ...which, by: Type.Optional(oneOf('town', 'community', 'unit', 'category')) }), responses: { 200: AssessmentAnswer },
  }),
  endpoint({
    method: 'GET', path: '/events/assessment/sheet', operationId: 'printAssessment', summary: '考核表（PDF）', tag, access: 'handle_work',
    query: closed(which), responses: { 200: { binary: ['application/pdf'], description: 'PDF' } },
  }),
  endpoint({
    method: 'GET', path: '/events/assessment/workbook', operationId: 'exportAssessment', summary: '考核表（XLSX）', tag, access: 'handle_work',
    query: closed(which), responses: { 200: { binary: [XLSX], description: 'XLSX' } },
  }),
  endpoint({
    method: 'POST', path: '/events/assessment/editions', operationId: 'closeAssessment', summary: '封账：把一个月的考核定为新的一版',
    tag, access: 'supervise',
    body: closed({
      month: Month, edition: Type.Integer({ minimum: 1, maximum: 1000, description: '要做的版次，应为已有版次加一' }), reason: Type.Optional(Reason),
    }),
    responses: { 201: Edition }, idempotent: true,
  }),
] as const
