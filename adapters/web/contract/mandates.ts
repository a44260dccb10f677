/** 帮代办: who acts for an applicant, and what an assistant does with the cases that are entrusted to him. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { PublicCase, SupplementAnswer } from './public.js'
import { CalendarDate, closed, Id, Instant, nullable, PersonReference, Reason } from './schema.js'

export const Mandate = closed({
  id: Id,
  instanceId: Id,
  caseNumber: Type.String(),
  business: Type.String(),
  title: Type.String(),
  kind: Type.Union([Type.Literal('assistant'), Type.Literal('private')], { description: 'assistant 帮代办员（有账号） · private 委托代理人（仅登记）' }),
  agent: nullable(PersonReference),
  agentName: Type.String(),
  relation: Type.String(),
  from: CalendarDate,
  to: CalendarDate,
  files: Type.Array(closed({ id: Id, name: Type.String() })),
  state: Type.Union([Type.Literal('inForce'), Type.Literal('notYet'), Type.Literal('expired'), Type.Literal('withdrawn')]),
  givenBy: PersonReference,
  givenAt: Instant,
  withdrawnReason: nullable(Type.String()),
  canWithdraw: Type.Boolean(),
})
export type Mandate = Static<typeof Mandate>

export const EntrustedCase = closed({
  mandate: Mandate,
  statusText: Type.String(),
  isOpen: Type.Boolean(),
  promisedDueAt: nullable(Instant),
  /** 补正 waits for the applicant: what is asked for; null = nothing is. */
  supplement: PublicCase.properties.supplement,
})
export type EntrustedCase = Static<typeof EntrustedCase>

const handling = { access: 'handle_work', tag: '帮代办' } as const
const list = { 200: closed({ data: Type.Array(Mandate) }) }
const id = closed({ id: Id })

export const mandateEndpoints = [
  endpoint({
    ...handling, method: 'GET', path: '/cases/{instanceId}/mandates', operationId: 'listMandates', summary: '本件的帮代办授权', params: closed({ instanceId: Id }), responses: list, sensitive: true,
  }),
  endpoint({
    method: 'POST', path: '/cases/{instanceId}/mandates', operationId: 'giveMandate', summary: '登记帮代办授权（综合窗口）', access: 'serve_window', tag: '帮代办',
    params: closed({ instanceId: Id }),
    body: closed({
      /** Account of a 帮代办员; null for an agent without one, whose name is given. */
      agent: nullable(Id),
      agentName: Type.Optional(Type.String({ maxLength: 50 })),
      relation: Type.String({ minLength: 1, maxLength: 50 }),
      from: CalendarDate,
      to: CalendarDate,
      /** 授权委托书, asked for of either kind. */
      files: Type.Optional(Type.Array(Id, { maxItems: 10 })),
    }),
    responses: { 201: closed({ data: Type.Array(Mandate) }) }, idempotent: true,
  }),
  endpoint({
    ...handling, method: 'POST', path: '/mandates/{id}/withdrawal', operationId: 'withdrawMandate', summary: '撤回帮代办授权', params: id, body: closed({ reason: Reason }), responses: { 200: Mandate },
    idempotent: true,
  }),
  endpoint({ ...handling, method: 'GET', path: '/mandates', operationId: 'listEntrustedCases', summary: '我帮办的', responses: { 200: closed({ data: Type.Array(EntrustedCase) }) }, sensitive: true }),
  endpoint({
    ...handling, method: 'POST', path: '/mandates/{id}/supplement', operationId: 'supplementEntrusted', summary: '代申请人补正', params: id, body: SupplementAnswer, responses: { 200: EntrustedCase },
    idempotent: true,
  }),
] as const
