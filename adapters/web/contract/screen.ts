/** 指挥大屏: counts of the whole county, without titles, addresses or anybody's name. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { EventCategory, Month, Unit } from './events.js'
import { closed, Count, Instant, Light, nullable } from './schema.js'

const Rate = nullable(Type.Number())
const Tally = closed({ key: Type.String(), name: Type.String(), count: Count })

export const Screen = closed({
  at: Instant,
  county: Type.String(),
  today: closed({ reported: Count, filed: Count, closed: Count, overdue: Count }),
  /** Events reported today, by where they stand. */
  states: Type.Array(Tally),
  open: closed({ count: Count, overdue: Count }),
  month: closed({ month: Month, due: Count, closedInTimeCount: Count, closedInTime: Rate }),
  points: Type.Array(closed({ category: EventCategory, longitude: Type.Number(), latitude: Type.Number(), light: Light })),
  /** What is open in each 街镇 now, and how it stands in this month's 考核; best first. */
  towns: Type.Array(closed({ id: Type.String(), name: Type.String(), open: Count, overdue: Count, score: nullable(Type.Number()), rank: nullable(Count), closedInTime: Rate })),
  /** Longest past their limit first. */
  worst: Type.Array(closed({ number: Type.String(), subtypeName: Type.String(), town: nullable(Unit), unit: nullable(Unit), dueAt: Instant, statusText: Type.String() })),
  /** Twelve months, the last one this month. */
  trend: Type.Array(closed({ month: Month, filed: Count, due: Count, closedInTime: Rate })),
  /** Reports of the last thirty days. */
  channels: Type.Array(Tally),
  whistles: Type.Array(closed({
    town: Type.String(), urgent: Type.Boolean(), calledAt: Instant,
    departments: Type.Array(closed({ name: Type.String(), arrived: Type.Boolean(), late: Type.Boolean() })),
  })),
})
export type Screen = Static<typeof Screen>

const tag = '五零'

export const screenEndpoints = [
  endpoint({
    method: 'GET', path: '/screen', operationId: 'readScreen', summary: '指挥大屏的汇总数（不含个人信息）', tag, access: 'watch_screen', responses: { 200: Screen },
  }),
  endpoint({
    method: 'GET', path: '/screen/stream', operationId: 'openScreenStream', summary: '大屏数据有变化（SSE：changed）', tag, access: 'watch_screen',
    responses: { 200: { binary: ['text/event-stream'], description: '事件 changed，不带内容' } },
  }),
] as const
