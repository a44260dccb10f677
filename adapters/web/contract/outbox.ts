/**
 * 对接: what is told to the platforms above, who they are, and whether their books agree with ours. For those who keep the system running: numbers,
 * states and reasons; what a message says is for people of the case alone.
 */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { CalendarDate, closed, Count, Id, Instant, nullable, oneOf, pageOf, pageQuery, Reason } from './schema.js'

export const DeliveryStatus = oneOf('waiting', 'sending', 'sent', 'accepted', 'confirmed', 'rejected', 'dead', 'skipped')
export type DeliveryStatus = Static<typeof DeliveryStatus>
export const FactKind = oneOf(
  'application', 'acceptance', 'process', 'special_procedure', 'completion', 'evaluation', 'case_progress', 'event_filed', 'event_progress', 'event_closed', 'ticket_answered',
  'emergency_report', 'alarm',
)
export type FactKind = Static<typeof FactKind>

const Named = closed({ id: Id, name: Type.String() })

/** A delivery without what it says. */
const deliveryHead = {
  id: Id, target: Named, kind: FactKind, kindName: Type.String(), status: DeliveryStatus, statusName: Type.String(), number: Type.String(), edition: Count,
  attempts: Count, reason: nullable(Type.String()), code: nullable(Type.String()), upperId: nullable(Type.String()),
  createdAt: Instant, nextAttemptAt: nullable(Instant), sentAt: nullable(Instant), settledAt: nullable(Instant),
}
export const Delivery = closed(deliveryHead)
export type Delivery = Static<typeof Delivery>

const DeliveryEntry = closed({ at: Instant, status: DeliveryStatus, statusName: Type.String(), code: nullable(Type.String()), reason: nullable(Type.String()), byName: nullable(Type.String()) })

export const DeliveryDetail = closed({
  ...deliveryHead,
  mappingVersion: Type.String(), schemaVersion: Count,
  history: Type.Array(DeliveryEntry),
  /** Earlier ones of the same case that this one waits for. */
  behind: Type.Array(Delivery),
  /** Later ones of the same case that wait for this one. */
  holdsBack: Count,
  /** It holds back what follows and may be let go. */
  mayBeSkipped: Type.Boolean(),
  /** As it was sent, or would be; null where the caller may not see what it says. */
  message: nullable(closed({ path: Type.String(), contentType: Type.String(), body: Type.String() })),
})
export type DeliveryDetail = Static<typeof DeliveryDetail>

/** What letting one go brings about; nobody's data in it. */
export const SkipPreview = closed({
  delivery: Delivery, isPossible: Type.Boolean(),
  /** It was sent, or tried: the other side may have it. */
  mayHaveArrived: Type.Boolean(),
  /** What goes out then, in order; the last may stand still itself: why. */
  next: Type.Array(closed({ delivery: Delivery, standsFor: nullable(Type.String()) })),
  /** Those behind the last one shown. */
  later: Count,
})
export type SkipPreview = Static<typeof SkipPreview>

/** What is not settled. */
const DeliveryCounts = closed({ waiting: Count, sending: Count, sent: Count, rejected: Count, dead: Count })

const Health = closed({ circuit: oneOf('closed', 'open', 'half_open'), retryAt: nullable(Instant), failures: Count, lastError: nullable(Type.String()), lastSuccessAt: nullable(Instant) })

export const SignatureAlgorithm = oneOf('HMAC-SHA256', 'SM3-HMAC', 'SM2')
const TimeOfDay = Type.String({ pattern: '^(?:[01]\\d|2[0-3]):[0-5]\\d$' })
const TargetId = Type.String({ minLength: 1, maxLength: 60, pattern: '^[A-Za-z0-9_-]+$' })
const Table = Type.Record(Type.String({ maxLength: 60 }), Type.Record(Type.String({ maxLength: 100 }), Type.String({ maxLength: 200 })))

const settings = {
  kind: Type.String({ minLength: 1, maxLength: 60 }), name: Type.String({ minLength: 1, maxLength: 100 }), url: Type.String({ maxLength: 500 }), appId: Type.String({ maxLength: 100 }),
  algorithm: SignatureAlgorithm, encryptBody: Type.Boolean(), concurrency: Type.Integer({ minimum: 1, maximum: 64 }), perSecond: nullable(Type.Number({ exclusiveMinimum: 0, maximum: 10_000 })),
  window: nullable(closed({ from: TimeOfDay, to: TimeOfDay })), timeoutMs: Type.Integer({ minimum: 500, maximum: 120_000 }), codes: Table,
  options: Type.Record(Type.String({ maxLength: 60 }), Type.Unknown()), businesses: nullable(Type.Array(Id, { maxItems: 200, uniqueItems: true })), enabled: Type.Boolean(),
}

/** A target with its settings; secrets are written and never read back. */
export const Target = closed({
  id: TargetId, version: Count, ...settings, kindName: Type.String(), takes: Type.Array(closed({ kind: FactKind, name: Type.String() })), mappingVersion: Type.String(),
  hasSecret: Type.Boolean(), hasBodyKey: Type.Boolean(), changedAt: Instant, changedByName: Type.String(), note: Type.String(), counts: DeliveryCounts, oldestWaitingAt: nullable(Instant),
  health: nullable(Health),
})
export type Target = Static<typeof Target>

export const TargetDraft = closed({
  ...settings,
  secret: Type.Optional(Type.String({ maxLength: 500, description: '不填则不变' })), bodyKey: Type.Optional(nullable(Type.String({ maxLength: 64, description: '不填则不变，null 则清除' }))),
  expectedVersion: Type.Integer({ minimum: 0, description: '0 = 新增' }), note: Reason,
})
export type TargetDraft = Static<typeof TargetDraft>

export const TargetList = closed({
  targets: Type.Array(Target),
  kinds: Type.Array(closed({ kind: Type.String(), name: Type.String(), takes: Type.Array(closed({ kind: FactKind, name: Type.String() })), canBeAsked: Type.Boolean() })),
  /** Businesses in force, to be chosen from. */
  businesses: Type.Array(Named),
})
export type TargetList = Static<typeof TargetList>

const TargetVersion = closed({ version: Count, changedAt: Instant, changedByName: Type.String(), note: Type.String(), enabled: Type.Boolean(), url: Type.String() })

const Difference = closed({
  kind: oneOf('missing_above', 'missing_here', 'status_differs'), words: Type.String(), delivery: nullable(Id), messageId: nullable(Type.String()), factName: Type.String(), number: Type.String(),
  oursName: nullable(Type.String()), theirsName: nullable(Type.String()),
})

export const Reconciliation = closed({
  target: Named, date: CalendarDate, takenAt: Instant, byName: Type.String(), counts: Type.Array(closed({ kindName: Type.String(), ours: Count, theirs: Count })), differences: Type.Array(Difference),
})
export type Reconciliation = Static<typeof Reconciliation>

/** 对账 that runs by itself, of the day before: what it found at each target that can be asked. */
export const LastNight = closed({ target: closed({ id: Id, name: Type.String() }), date: CalendarDate, takenAt: nullable(Instant), differences: nullable(Count) })
export type LastNight = Static<typeof LastNight>
export const ReconciliationList = closed({ data: Type.Array(Reconciliation), lastNight: Type.Array(LastNight) })
export type ReconciliationList = Static<typeof ReconciliationList>

export const CaseDeliveries = closed({ data: Type.Array(Delivery) })

const operations = { tag: '对接', access: 'watch_exchange' } as const
const administration = { tag: '对接', access: 'administer_organisation' } as const
const id = closed({ id: Id })
const day = closed({ target: TargetId, date: CalendarDate })
const Settled = closed({ resent: Count, corrected: Count })

export const outboxEndpoints = [
  endpoint({
    ...operations, method: 'GET', path: '/deliveries', operationId: 'listDeliveries', summary: '推送记录（不含内容）',
    query: closed({
      ...pageQuery, target: Type.Optional(Id), status: Type.Optional(DeliveryStatus), trouble: Type.Optional(Type.Boolean({ description: '只看被退回和多次未成功的' })), kind: Type.Optional(FactKind),
      q: Type.Optional(Type.String({ maxLength: 100, description: '办件编号或事件编号的开头' })), from: Type.Optional(CalendarDate), to: Type.Optional(CalendarDate),
    }),
    responses: { 200: pageOf(Delivery) },
  }),
  endpoint({
    ...operations, method: 'POST', path: '/deliveries/resend', operationId: 'resendDeliveries', summary: '按范围重新推送',
    body: closed({
      target: Id, from: CalendarDate, to: CalendarDate, kind: Type.Optional(FactKind),
      /** `failed`: rejected and dead ones; `all`: accepted ones as well; `never_told`: what this target was never told of. */
      what: oneOf('failed', 'all', 'never_told'), reason: Reason,
    }),
    responses: { 200: closed({ count: Count }) }, idempotent: true,
  }),
  endpoint({ ...operations, method: 'GET', path: '/deliveries/{id}', operationId: 'readDelivery', summary: '一条推送：为什么等着，试过几次，对方怎么答复', params: id, responses: { 200: DeliveryDetail } }),
  endpoint({ ...operations, method: 'POST', path: '/deliveries/{id}/retry', operationId: 'retryDelivery', summary: '按原样再推送一次', params: id, responses: { 200: Delivery }, idempotent: true }),
  endpoint({ ...operations, method: 'POST', path: '/deliveries/{id}/resend-corrected', operationId: 'resendCorrectedDelivery', summary: '按办件现在的内容重新推送', params: id, responses: { 200: Delivery }, idempotent: true }),
  endpoint({
    ...operations, method: 'GET', path: '/deliveries/{id}/skip-preview', operationId: 'previewSkipDelivery', summary: '跳过以后会推送什么（不写入）', params: id, responses: { 200: SkipPreview },
  }),
  endpoint({
    ...operations, method: 'POST', path: '/deliveries/{id}/skip', operationId: 'skipDelivery', summary: '跳过，让后面的继续', params: id, body: closed({ reason: Reason }), responses: { 200: Delivery }, idempotent: true,
  }),
  endpoint({ ...operations, method: 'GET', path: '/targets', operationId: 'listTargets', summary: '对接目标', responses: { 200: TargetList } }),
  // Take no Idempotency-Key: what they are given must not be kept.
  endpoint({ ...administration, method: 'PUT', path: '/targets/{id}', operationId: 'saveTarget', summary: '新增或修改对接目标', params: closed({ id: TargetId }), body: TargetDraft, responses: { 200: Target } }),
  endpoint({ ...operations, method: 'GET', path: '/targets/{id}/versions', operationId: 'listTargetVersions', summary: '对接目标的历次设置', params: id, responses: { 200: closed({ data: Type.Array(TargetVersion) }) } }),
  endpoint({ ...operations, method: 'POST', path: '/targets/{id}/test', operationId: 'testTarget', summary: '试连', params: id, responses: { 200: closed({ ok: Type.Boolean(), message: Type.String() }) } }),
  endpoint({
    ...operations, method: 'GET', path: '/reconciliations', operationId: 'listReconciliations', summary: '对账',
    query: closed({ target: Type.Optional(Id), date: Type.Optional(CalendarDate) }), responses: { 200: ReconciliationList },
  }),
  endpoint({ ...operations, method: 'POST', path: '/reconciliations/{target}/{date}', operationId: 'runReconciliation', summary: '现在对账', params: day, responses: { 200: Reconciliation }, idempotent: true }),
  endpoint({ ...operations, method: 'POST', path: '/reconciliations/{target}/{date}/settle', operationId: 'settleReconciliation', summary: '补推缺少的，更正状态不一致的', params: day, responses: { 200: Settled }, idempotent: true }),
  endpoint({
    ...operations, method: 'GET', path: '/reconciliations/{target}/{date}/report', operationId: 'printReconciliation', summary: '对账单', params: day,
    responses: { 200: { binary: ['application/pdf'], description: '对账单（PDF）' } },
  }),
  endpoint({ tag: '对接', access: 'handle_work', method: 'GET', path: '/instances/{id}/deliveries', operationId: 'listCaseDeliveries', summary: '本件报送上级的情况', params: id, responses: { 200: CaseDeliveries } }),
  endpoint({
    tag: '对接', access: 'handle_work', sensitive: true, method: 'GET', path: '/instances/{id}/deliveries/{delivery}', operationId: 'readCaseDelivery', summary: '本件的一条报送，连同内容',
    params: closed({ id: Id, delivery: Id }), responses: { 200: DeliveryDetail },
  }),
] as const
