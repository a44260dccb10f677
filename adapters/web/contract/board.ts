/** 督查看板: 按时率 and bottlenecks of accepted items (事项), for supervisors; every number leads to the list behind it. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, Light, nullable, pageOf, pageQuery } from './schema.js'

const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: '月份 yyyy-MM' })

/** Finished items, those passed on above (转报) among them: 按时率 = onTime ÷ decided; null where nothing was decided. */
const RateLine = closed({
  key: Type.String(), name: Type.String(), decided: Count, onTime: Count, overdue: Count, forwarded: Count, onTimeRate: nullable(Type.Number({ minimum: 0, maximum: 1 })),
})
export type RateLine = Static<typeof RateLine>

const StageLine = closed({
  department: Id, departmentName: Type.String(), stage: Type.String(), stageText: Type.String(),
  /** Items that stand there now. */
  waiting: Count, amber: Count, overdue: Count, oldestSince: nullable(Instant),
  /** Items that left it in the month, and how long they had stood there. */
  left: Count, averageSeconds: nullable(Count), longestSeconds: nullable(Count),
})
export type StageLine = Static<typeof StageLine>

/** 红黄牌 that fell in a month, and how many of them were corrected since. */
const CardLine = closed({ key: Type.String(), name: Type.String(), yellow: Count, red: Count, corrected: Count })
export type CardLine = Static<typeof CardLine>

export const Board = closed({
  month: Month, at: Instant,
  /** Twelve months, the last one `month`. */
  months: Type.Array(RateLine),
  departments: Type.Array(RateLine),
  businesses: Type.Array(RateLine),
  running: closed({ count: Count, amber: Count, overdue: Count }),
  stages: Type.Array(StageLine),
  cards: closed({ months: Type.Array(CardLine), departments: Type.Array(CardLine) }),
})
export type Board = Static<typeof Board>

export const BoardItem = closed({
  number: Type.String(), name: Type.String(), title: Type.String(), applicant: Type.String(), department: Type.String(), statusText: Type.String(),
  light: Light, dueAt: nullable(Instant), decidedAt: nullable(Instant), verdict: nullable(Type.Union([Type.Literal('running'), Type.Literal('on_time'), Type.Literal('overdue')])),
  /** Instance of the item, else of its case. */
  instanceId: Id,
})
export type BoardItem = Static<typeof BoardItem>

const tag = '督查看板'

export const boardEndpoints = [
  endpoint({
    method: 'GET', path: '/board', operationId: 'readBoard', summary: '按时率、在办和瓶颈', tag, access: 'supervise',
    query: closed({ month: Type.Optional(Month) }), responses: { 200: Board },
  }),
  endpoint({
    method: 'GET', path: '/board/items', operationId: 'listBoardItems', summary: '看板上一个数字背后的事项', tag, access: 'supervise', sensitive: true,
    query: closed({
      ...pageQuery,
      month: Type.Optional(Month), department: Type.Optional(Id), business: Type.Optional(Id), stage: Type.Optional(Type.String({ maxLength: 191 })),
      leftStage: Type.Optional(Type.String({ maxLength: 191, description: '当月（month）离开过的环节' })),
      verdict: Type.Optional(Type.Union([Type.Literal('running'), Type.Literal('on_time'), Type.Literal('overdue'), Type.Literal('decided'), Type.Literal('forwarded')])),
      light: Type.Optional(Type.Union([Type.Literal('amber'), Type.Literal('red')])),
    }),
    responses: { 200: pageOf(BoardItem) },
  }),
  endpoint({
    method: 'GET', path: '/board/workbook', operationId: 'exportBoard', summary: '导出看板（XLSX）', tag, access: 'supervise', sensitive: true,
    query: closed({ month: Type.Optional(Month) }),
    responses: { 200: { binary: ['application/vnd.openxmlformats-officedocument.spreadsheetml.sheet'], description: 'XLSX' } },
  }),
] as const
