import { Type, type Static } from 'typebox'
import { AttachmentReference } from './attachments.js'
import { endpoint } from './endpoint.js'
import {
  closed, Count, Id, Instant, Light, nullable, oneOf, pageOf, pageQuery, PersonReference, Problem, Reason, Sha256,
} from './schema.js'

export const EventCategory = oneOf('construction', 'environment', 'safety', 'security', 'petition')
/** 大类, as sheets print it. */
export const EVENT_CATEGORY_NAMES: Readonly<Record<Static<typeof EventCategory>, string>> = {
  construction: '建设', environment: '环境', safety: '安全', security: '治安', petition: '上访',
}
export const EventChannel = oneOf('grid', 'snapshot', 'hotline', 'sensor', 'video', 'petition', 'city')
export const EventPhase = oneOf('open', 'held', 'merged', 'closed')
export const EventVerdict = oneOf('on_time', 'overdue')
export const SupervisionColor = oneOf('blue', 'orange', 'red', 'settled')

export const Longitude = Type.Number({ minimum: 112.5, maximum: 114, description: '经度，CGCS2000，度' })
export const Latitude = Type.Number({ minimum: 27.8, maximum: 28.9, description: '纬度，CGCS2000，度' })
export const Unit = closed({ id: Id, name: Type.String() })

/** An upload as a form keeps it; the rest of what the upload answered may come along. */
const ReportPhoto = closed({
  id: Id, name: Type.String(), size: Count, sha256: Sha256,
  mediaType: Type.Optional(Type.String()), uploadedAt: Type.Optional(Instant), uploadedBy: Type.Optional(nullable(PersonReference)),
})

/** One report, whatever the channel; fields as in the form `report` of the package. */
export const EventReport = closed({
  channel: EventChannel,
  channelNumber: Type.Optional(Type.String({ maxLength: 60, description: '来源系统中的编号；同一编号只登记一次' })),
  subtype: Type.String({ minLength: 1, maxLength: 20, description: '小类编码' }),
  level: Type.Optional(oneOf('normal', 'major')),
  town: Id,
  community: Type.Optional(Id),
  grid: Type.Optional(Type.String({ maxLength: 40 })),
  address: Type.String({ minLength: 2, maxLength: 200 }),
  longitude: Type.Optional(Longitude),
  latitude: Type.Optional(Latitude),
  description: Type.String({ minLength: 4, maxLength: 2000 }),
  photosBefore: Type.Optional(Type.Array(ReportPhoto, { maxItems: 20 })),
  reporterName: Type.Optional(Type.String({ maxLength: 60 })),
  reporterPhone: Type.Optional(Type.String({ maxLength: 30 })),
})
export type EventReport = Static<typeof EventReport>

export const EventSummary = closed({
  id: Id,
  number: Type.String(),
  title: Type.String(),
  category: Type.String(),
  categoryName: Type.String(),
  subtypeName: Type.String(),
  level: Type.String(),
  urgent: Type.Boolean(),
  channel: Type.String(),
  channelName: Type.String(),
  town: nullable(Unit),
  community: nullable(Unit),
  address: Type.String(),
  unit: nullable(Unit),
  phase: EventPhase,
  statusText: Type.String(),
  light: Light,
  reportedAt: Instant,
  dueAt: nullable(Instant),
  closedAt: nullable(Instant),
  verdict: nullable(EventVerdict),
  reworkCount: Count,
  supervision: nullable(SupervisionColor),
  ticketCount: Count,
})
export type EventSummary = Static<typeof EventSummary>

export const EventTicket = closed({
  id: Id, channelName: Type.String(), channelNumber: nullable(Type.String()),
  reporterName: nullable(Type.String()), reporterPhone: nullable(Type.String()),
  reportedAt: Instant, dueAt: nullable(Instant), light: Light, verdict: nullable(EventVerdict),
  answer: nullable(Type.String()), answeredAt: nullable(Instant),
  /** Began as an event of its own, and can become one again. */
  isMerged: Type.Boolean(),
  /** The phone is sealed: it is shown whole for a reason that is kept. */
  hasSealedPhone: Type.Boolean(),
})

export const EventDuplicate = closed({
  id: Id, number: Type.String(), title: Type.String(), address: Type.String(), statusText: Type.String(), reportedAt: Instant,
  metres: Count, similarityPercent: Count, isSameSubtype: Type.Boolean(),
})
export type EventDuplicate = Static<typeof EventDuplicate>

export const EventPhoto = closed({
  ...AttachmentReference.properties,
  /** When the phone took it, else when it was uploaded. */
  takenAt: Instant,
  longitude: nullable(Type.Number()),
  latitude: nullable(Type.Number()),
  /** Who took it; a reporter without an account is not named. */
  taker: Type.String(),
})
export type EventPhoto = Static<typeof EventPhoto>

export const EventWhistle = closed({
  id: Id, callingUnit: Type.String(), calledAt: Instant, urgency: Type.String(), reason: Type.String(),
  departments: Type.Array(closed({
    name: Type.String(), dueAt: nullable(Instant), arrivedAt: nullable(Instant),
    onTime: nullable(Type.Boolean()), score: nullable(Type.Number()),
  })),
})

/** Types of incidents, as the emergency platforms have them. */
const IncidentType = oneOf(
  'flood', 'weather', 'earthquake', 'geological', 'forest_fire', 'natural', 'work_safety', 'traffic', 'utility', 'environment', 'fire', 'accident', 'public_health', 'social_security',
)
const IncidentLevel = oneOf('extraordinary', 'major', 'serious', 'ordinary')

/** 突发事件信息报送 of an event: the phone report, and 初报, 续报, 终报 with what became of them above. */
export const EventEmergency = closed({
  /** Its process instance. */
  id: Id,
  phone: closed({ dueAt: nullable(Instant), doneAt: nullable(Instant), light: Light, onTime: nullable(Type.Boolean()) }),
  /** The report that is awaited now; null = none is. */
  awaited: nullable(closed({ dueAt: Instant, light: Light })),
  endedAt: nullable(Instant),
  reports: Type.Array(closed({
    sequence: Count, stage: oneOf('first', 'follow_up', 'final'), title: Type.String(), reportedAt: Instant, dueAt: nullable(Instant), onTime: Type.Boolean(), corrections: Count,
    writer: Type.String(), signer: nullable(Type.String()),
    /** By target, as it stands now; empty = no target takes it, or it is a drill. */
    told: Type.Array(closed({ target: Type.String(), status: Type.String(), reason: nullable(Type.String()) })),
  })),
  tasks: Type.Array(closed({ id: Id, name: Type.String(), assignee: nullable(PersonReference), isMine: Type.Boolean() })),
})
export type EventEmergency = Static<typeof EventEmergency>

/** One 吹哨 that somebody has still to answer or to score, with its event. */
export const OpenWhistle = closed({ event: closed({ id: Id, number: Type.String(), title: Type.String() }), whistle: EventWhistle })
export type OpenWhistle = Static<typeof OpenWhistle>

/** What happened since midnight, and what stands open now. */
export const EventDay = closed({ reported: Count, filed: Count, handled: Count, closed: Count, open: Count, overdue: Count })
export type EventDay = Static<typeof EventDay>

export const EventDetail = closed({
  ...EventSummary.properties,
  description: Type.String(),
  grid: nullable(Type.String()),
  longitude: nullable(Type.Number()),
  latitude: nullable(Type.Number()),
  filedAt: nullable(Instant),
  answer: nullable(Type.String()),
  returnCount: Count, dispatchCount: Count, extensionCount: Count, supervisionCount: Count,
  /** Master it was merged into. */
  mergedInto: nullable(closed({ id: Id, number: Type.String(), title: Type.String() })),
  tickets: Type.Array(EventTicket),
  /** Of this event and of those merged into it, oldest first. */
  photosBefore: Type.Array(EventPhoto),
  /** Of 处置, and of 核查 after it. */
  photosAfter: Type.Array(EventPhoto),
  clock: Type.Array(closed({ from: Instant, to: nullable(Instant), reason: Type.String(), endReason: nullable(Type.String()) })),
  whistles: Type.Array(EventWhistle),
  emergency: nullable(EventEmergency),
  /** Own open tasks of this event. */
  tasks: Type.Array(closed({
    id: Id, name: Type.String(), assignee: nullable(PersonReference), dueAt: nullable(Instant), light: Light,
    isMine: Type.Boolean(), mayUrge: Type.Boolean(),
  })),
  allowedActions: Type.Array(oneOf('merge', 'unmerge', 'takeBack', 'supervise', 'whistle', 'emergency')),
})
export type EventDetail = Static<typeof EventDetail>

export const EventMapPoint = closed({
  id: Id, number: Type.String(), title: Type.String(), category: Type.String(),
  longitude: Type.Number(), latitude: Type.Number(), light: Light,
})
export type EventMapPoint = Static<typeof EventMapPoint>

export const EventMapAnswer = closed({
  points: Type.Array(EventMapPoint),
  towns: Type.Array(closed({ id: Id, name: Type.String(), open: Count, overdue: Count })),
})
export type EventMapAnswer = Static<typeof EventMapAnswer>

const tag = '五零'
const id = closed({ id: Id })
export const Month = Type.String({ pattern: '^\\d{4}-(0[1-9]|1[0-2])$', description: '月份 yyyy-MM' })
const acted = { 200: EventSummary }

export const eventEndpoints = [
  endpoint({
    method: 'POST', path: '/events', operationId: 'reportEvent', summary: '上报五零事件', tag, access: 'handle_work',
    body: EventReport, responses: { 201: EventSummary }, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/events/batch', operationId: 'reportEvents', summary: '批量上报（逐条登记，一条有误不影响其他）', tag, access: 'handle_work',
    body: closed({ events: Type.Array(EventReport, { minItems: 1, maxItems: 100 }) }),
    responses: {
      200: closed({ results: Type.Array(closed({ ok: Type.Boolean(), event: nullable(EventSummary), problem: nullable(Problem) })) }),
    },
    idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/events', operationId: 'listEvents', summary: '五零事件列表', tag, access: 'handle_work',
    query: closed({
      ...pageQuery,
      phase: Type.Optional(EventPhase), category: Type.Optional(EventCategory), channel: Type.Optional(EventChannel),
      town: Type.Optional(Id), community: Type.Optional(Id), unit: Type.Optional(Id),
      verdict: Type.Optional(EventVerdict), month: Type.Optional(Month),
      overdue: Type.Optional(Type.Boolean({ description: '为 true 时只列超期未结的' })),
      unhandled: Type.Optional(Type.Boolean({ description: '为 true 时只列登记超期、尚未处置反馈且未结的' })),
      number: Type.Optional(Type.String({ maxLength: 40, description: '事件编号的开头' })),
    }),
    responses: { 200: pageOf(EventSummary) },
  }),
  endpoint({
    method: 'GET', path: '/events/map', operationId: 'readEventMap', summary: '地图上的未结事件', tag, access: 'handle_work',
    responses: { 200: EventMapAnswer },
  }),
  endpoint({
    method: 'GET', path: '/events/today', operationId: 'readEventDay', summary: '今天的数字', tag, access: 'handle_work',
    responses: { 200: EventDay },
  }),
  endpoint({
    method: 'GET', path: '/events/whistles', operationId: 'listOpenWhistles', summary: '没有了结的吹哨', tag, access: 'handle_work',
    responses: { 200: closed({ data: Type.Array(OpenWhistle) }) },
  }),
  endpoint({
    method: 'GET', path: '/events/{id}', operationId: 'readEvent', summary: '一个五零事件', tag, access: 'handle_work', params: id,
    responses: { 200: EventDetail }, sensitive: true,
  }),
  endpoint({
    method: 'GET', path: '/events/{id}/duplicates', operationId: 'listDuplicates', summary: '可能重复的事件',
    tag, access: 'handle_work', params: id,
    responses: { 200: closed({ data: Type.Array(EventDuplicate) }) },
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/merge', operationId: 'mergeEvent', summary: '并入另一事件（受理登记时，或在办时由指挥中心）',
    tag, access: 'handle_work', params: id,
    body: closed({ into: Type.String({ minLength: 1, maxLength: 40, description: '主件的事件编号' }), reason: Type.Optional(Reason) }),
    responses: acted, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/unmerge', operationId: 'unmergeEvent', summary: '解除并案', tag, access: 'handle_work', params: id,
    responses: acted, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/take-back', operationId: 'takeBackEvent', summary: '收回改派（由指挥中心，时限照走）', tag, access: 'handle_work', params: id,
    body: closed({ reason: Reason }), responses: acted, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/supervise', operationId: 'superviseEvent', summary: '发督办单', tag, access: 'handle_work', params: id,
    body: closed({ reason: Reason }), responses: acted, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/whistle', operationId: 'blowWhistle', summary: '吹哨', tag, access: 'handle_work', params: id,
    body: closed({
      urgency: oneOf('urgent', 'normal'), departments: Type.Array(Id, { minItems: 1, maxItems: 30, uniqueItems: true }), reason: Reason,
    }),
    responses: acted, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/events/{id}/emergency', operationId: 'openEmergency', summary: '启动突发事件信息报送', tag, access: 'handle_work', params: id,
    body: closed({
      incidentType: IncidentType, incidentLevel: Type.Optional(IncidentLevel),
      occurredAt: Instant, receivedAt: Type.Optional({ ...Instant, description: '接报时间；不填为事件登记的时间' }),
    }),
    responses: acted, idempotent: true,
  }),
] as const
