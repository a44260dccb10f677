import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable, pageQuery, PersonReference, Reason } from './schema.js'

const Watched = Type.Union(['promised', 'legal', 'task', 'silence', 'supplement', 'reasons'].map((name) => Type.Literal(name)), { description: '监察内容' })
const Colour = Type.Union([Type.Literal('yellow'), Type.Literal('red')])
const CardState = Type.Union([Type.Literal('open'), Type.Literal('supervised'), Type.Literal('answered'), Type.Literal('closed'), Type.Literal('corrected')])

/** 红黄牌: it stays as issued; what is said of it later is added to its records. */
export const SupervisionCard = closed({
  id: Id,
  /** 监察编号. */
  number: Type.String(),
  colour: Colour,
  watched: Type.String(),
  watchedText: Type.String(),
  /** 监察规则编号. */
  rule: Type.String(),
  words: Type.String(),
  caseNumber: Type.String(),
  title: Type.String(),
  business: Type.String(),
  department: closed({ id: Type.String(), name: Type.String() }),
  instanceId: Id,
  dueAt: nullable(Instant),
  /** When its rung was reached; issued at once, or as soon as the server runs again. */
  fellAt: Instant,
  issuedAt: Instant,
  state: CardState,
  stateText: Type.String(),
  supervisionInstanceId: nullable(Id),
  records: Type.Array(closed({ kind: Type.String(), kindText: Type.String(), at: Instant, by: nullable(PersonReference), text: Type.String() })),
})
export type SupervisionCard = Static<typeof SupervisionCard>

export const SupervisionCards = closed({
  /** Newest first. */
  data: Type.Array(SupervisionCard),
  next: nullable(Type.String()),
  /** Of all that the filters leave, not of the page. */
  counts: closed({ yellow: Count, red: Count, supervised: Count, unanswered: Count }),
})
export type SupervisionCards = Static<typeof SupervisionCards>

const supervise = { tag: '电子监察', access: 'operate_instances' } as const

export const supervisionEndpoints = [
  endpoint({
    ...supervise, method: 'GET', path: '/supervision/cards', operationId: 'listCards', summary: '红黄牌（督查员所辖单位）',
    query: closed({
      ...pageQuery,
      department: Type.Optional(Id), watched: Type.Optional(Watched), colour: Type.Optional(Colour), state: Type.Optional(CardState),
      month: Type.Optional(Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: '月份 yyyy-MM，按发牌月份' })),
      caseNumber: Type.Optional(Type.String({ maxLength: 60 })),
    }),
    responses: { 200: SupervisionCards },
  }),
  endpoint({
    ...supervise, method: 'POST', path: '/supervision/cards/{id}/corrections', operationId: 'correctCard', summary: '纠正红黄牌（加记一笔，牌不撤销）',
    params: closed({ id: Id }), body: closed({ reason: Reason }), responses: { 200: SupervisionCard }, idempotent: true,
  }),
] as const
