/** Alarms of sensors: readings come in, alarms are looked after, silences held, and what could not become a case is tried again. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { Unit } from './events.js'
import { closed, Count, Id, Instant, JsonObject, nullable, oneOf, pageOf, pageQuery, Reason } from './schema.js'

export const Severity = oneOf('critical', 'major', 'minor', 'warning')
export type Severity = Static<typeof Severity>

/** One reading or alarm as a device or platform sends it. Each item of a batch is checked by itself. */
const ReadingItem = Type.Object(
  {
    source: Type.Optional(Type.Unknown({ description: '来源；以设备或单一来源的平台密钥上报时可省' })),
    deviceId: Type.Optional(Type.Unknown({ description: '设备编号；以设备密钥上报时可省' })),
    messageId: Type.Optional(Type.Unknown({ description: '发送方的消息编号，用于去重' })),
    at: Type.Optional(Type.Unknown({ description: '时刻：ISO-8601，或自 1970 年起的秒、毫秒' })),
    values: Type.Optional(Type.Unknown({ description: '测得的值，如 {"tilt": 22.4, "battery": 89}' })),
    alarm: Type.Optional(Type.Unknown({ description: '设备自己的报警：{kind, severity?, state?: raised|cleared, startedAt?}' })),
    longitude: Type.Optional(Type.Unknown()),
    latitude: Type.Optional(Type.Unknown()),
    drill: Type.Optional(Type.Unknown({ description: '演练' })),
  },
  { description: '一条数据或报警' },
)

export const IntakeAnswer = closed({
  accepted: Count, duplicates: Count,
  rejected: Type.Array(closed({ index: Count, code: Type.String(), message: Type.String() })),
})

const Lifecycle = {
  acknowledgedAt: nullable(Instant), acknowledgedByName: nullable(Type.String()), closedAt: nullable(Instant), closedByName: nullable(Type.String()), closeReason: nullable(Type.String()),
}

export const AlarmSummary = closed({
  id: Id, name: Type.String(), kind: Type.String(), severity: Severity, state: oneOf('active', 'cleared'), drill: Type.Boolean(),
  /** A device's alarm, or one that stands for many: `area` = one event, `storm` = too many at once. */
  of: oneOf('device', 'area', 'storm'),
  source: Type.String(), deviceId: Type.String(), deviceName: Type.String(), deviceKind: Type.String(), deviceKindName: Type.String(),
  town: nullable(Unit), area: nullable(Type.String()), grid: nullable(Type.String()), address: Type.String(), longitude: nullable(Type.Number()), latitude: nullable(Type.Number()),
  owner: nullable(Unit), raisedAt: Instant, lastRaisedAt: Instant, clearedAt: nullable(Instant), occurrences: Count, values: JsonObject,
  ...Lifecycle,
  hasCase: Type.Boolean(),
  /** Why it started no case of its own. */
  heldBy: nullable(oneOf('silence', 'parent', 'group')), heldById: nullable(Id),
  recurrenceOf: nullable(Id),
  members: Count,
  /** What this login may do now. */
  mayAcknowledge: Type.Boolean(), mayClose: Type.Boolean(),
})
export type AlarmSummary = Static<typeof AlarmSummary>

export const AlarmDetail = closed({
  ...AlarmSummary.properties,
  /** Its case, for those who may open it. */
  case: nullable(closed({ instanceId: Id, definitionKey: Id, title: Type.String(), number: nullable(Type.String()), isEvent: Type.Boolean(), isOpen: Type.Boolean() })),
  happened: Type.Array(closed({ at: Instant, type: Type.String(), text: Type.String() })),
})
export type AlarmDetail = Static<typeof AlarmDetail>

export const AlarmCounts = closed({
  critical: Count, major: Count, minor: Count, warning: Count,
  /** Storms going on: what was held back, put together in one duty case each. */
  storms: Type.Array(closed({ id: Id, name: Type.String(), since: Instant, heldBack: Count })),
})
export type AlarmCounts = Static<typeof AlarmCounts>

export const SilenceRecord = closed({
  id: Id, reason: Type.String(), ownerName: Type.String(), from: Instant, until: Instant,
  devices: Type.Array(Type.String()), deviceKinds: Type.Array(Type.String()), deviceKindNames: Type.Array(Type.String()), alarmKinds: Type.Array(Type.String()),
  towns: Type.Array(Unit), areas: Type.Array(Type.String()),
  state: oneOf('planned', 'active', 'ended'), endedAt: nullable(Instant), mayEnd: Type.Boolean(),
})
export type SilenceRecord = Static<typeof SilenceRecord>

export const DeadAction = closed({
  id: Id, type: oneOf('start', 'tell'), alarmId: Id, alarmName: Type.String(), deviceName: Type.String(), attempts: Count, createdAt: Instant, error: nullable(Type.String()),
})
export type DeadAction = Static<typeof DeadAction>

const tag = '感知报警'
const id = closed({ id: Id })
const few = (maxLength: number) => Type.Array(Type.String({ minLength: 1, maxLength }), { maxItems: 200 })

export const alarmEndpoints = [
  endpoint({
    method: 'POST', path: '/alarms', operationId: 'takeReadings', summary: '上报数据或报警：一条，或一批（1000 条、1 MB 以内）', tag, access: 'device',
    // What an item lacks is its own fault, told at its place: it does not hold back the others.
    body: Type.Union([ReadingItem, Type.Array(Type.Union([ReadingItem, Type.Unknown()]), { minItems: 1, maxItems: 1000 })]), responses: { 202: IntakeAnswer },
  }),
  endpoint({
    method: 'GET', path: '/alarms', operationId: 'listAlarms', summary: '报警列表，新的在前', tag, access: 'watch_alarms',
    query: closed({
      // open = not closed, and what is shown without asking
      phase: Type.Optional(oneOf('open', 'closed', 'all')), state: Type.Optional(oneOf('active', 'cleared')), severity: Type.Optional(Severity), kind: Type.Optional(Type.String({ maxLength: 100 })),
      deviceKind: Type.Optional(Type.String({ maxLength: 40 })), town: Type.Optional(Id), device: Type.Optional(Type.String({ maxLength: 191 })),
      acknowledged: Type.Optional(Type.Boolean({ description: '是否已有人确认' })), drill: Type.Optional(Type.Boolean()), group: Type.Optional(Id), ...pageQuery,
    }),
    responses: { 200: pageOf(AlarmSummary) },
  }),
  endpoint({ method: 'GET', path: '/alarms/counts', operationId: 'countAlarms', summary: '未关闭的报警，按严重程度；报警风暴', tag, access: 'watch_alarms', responses: { 200: AlarmCounts } }),
  endpoint({ method: 'GET', path: '/alarms/{id}', operationId: 'readAlarm', summary: '报警', tag, access: 'watch_alarms', params: id, responses: { 200: AlarmDetail } }),
  endpoint({ method: 'POST', path: '/alarms/{id}/acknowledge', operationId: 'acknowledgeAlarm', summary: '确认报警', tag, access: 'watch_alarms', params: id, responses: { 200: AlarmDetail }, idempotent: true }),
  endpoint({ method: 'POST', path: '/alarms/{id}/close', operationId: 'closeAlarm', summary: '关闭报警', tag, access: 'watch_alarms', params: id, body: closed({ reason: Reason }), responses: { 200: AlarmDetail }, idempotent: true }),
  endpoint({ method: 'GET', path: '/silences', operationId: 'listSilences', summary: '静默列表', tag, access: 'watch_alarms', query: closed(pageQuery), responses: { 200: pageOf(SilenceRecord) } }),
  endpoint({
    method: 'POST', path: '/silences', operationId: 'createSilence', summary: '新增静默：检修期间的报警只记录，不立案', tag, access: 'watch_alarms',
    body: closed({
      reason: Reason, from: Type.Optional(Instant), until: Instant, devices: few(161), deviceKinds: few(40), alarmKinds: few(100), towns: few(191), areas: few(100),
    }),
    responses: { 201: SilenceRecord }, idempotent: true,
  }),
  endpoint({ method: 'POST', path: '/silences/{id}/end', operationId: 'endSilence', summary: '提前结束静默', tag, access: 'watch_alarms', params: id, responses: { 200: SilenceRecord }, idempotent: true }),
  endpoint({ method: 'GET', path: '/alarm-actions', operationId: 'listDeadActions', summary: '死信：没能立案或写入办件的报警', tag, access: 'manage_sensors', query: closed(pageQuery), responses: { 200: pageOf(DeadAction) } }),
  endpoint({ method: 'POST', path: '/alarm-actions/{id}/retry', operationId: 'retryDeadAction', summary: '重试死信', tag, access: 'manage_sensors', params: id, responses: { 204: null }, idempotent: true }),
  endpoint({ method: 'GET', path: '/instances/{id}/alarms', operationId: 'listCaseAlarms', summary: '办件的报警', tag, access: 'handle_work', params: id, responses: { 200: closed({ data: Type.Array(AlarmDetail) }) } }),
] as const
