/** Rules of alarms (报警规则) and of putting them together (归并): data, edited in a page, tried out on what came before. */
import { Type, type Static } from 'typebox'
import { Severity } from './alarms.js'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, JsonObject, nullable, oneOf } from './schema.js'

const Business = nullable(closed({
  definitionKey: Id, form: nullable(Type.String({ maxLength: 191 })),
  variables: Type.Record(Type.String(), Type.Unknown(), { description: '字面值，或以 = 开头的 FEEL，可用 device、values、alarm' }), urgent: Type.Boolean(),
}))
const few = (maxLength: number) => Type.Array(Type.String({ minLength: 1, maxLength }), { maxItems: 1000 })

/** What is empty or out of bounds the rule's own reader says, in words. `when` is a condition as `processes/foundation/alarms/rule.ts` describes it; the server says what is wrong with one. */
export const RuleValues = closed({
  name: Type.String({ maxLength: 100 }), kind: Type.String({ maxLength: 100, description: '报警种类：每台设备同种报警只有一条未关闭' }), enabled: Type.Boolean(),
  deviceKinds: few(40), devices: few(161),
  levels: Type.Array(closed({ severity: nullable(Severity), when: JsonObject }), { maxItems: 8 }),
  business: Business, inhibitsChildren: Type.Boolean(), reopenMs: Count,
})
export type RuleValues = Static<typeof RuleValues>

export const GroupingValues = closed({
  name: Type.String({ maxLength: 100 }), enabled: Type.Boolean(), purpose: oneOf('area', 'storm'), kinds: few(100),
  by: Type.Array(oneOf('source', 'kind', 'deviceKind', 'town', 'area', 'grid'), { maxItems: 6 }),
  withinMs: Count, count: Count, waitMs: Count, quietMs: Count,
  makes: closed({ kind: Type.String({ maxLength: 100 }), severity: Severity, business: Business }),
})
export type GroupingValues = Static<typeof GroupingValues>

const told = { version: Type.Integer({ minimum: 0, description: '第几版；0 为随产品交付，还没有人改过' }), changedAt: nullable(Instant), changedByName: nullable(Type.String()) }
export const RuleRecord = closed({ id: Id, ...RuleValues.properties, deviceKindNames: Type.Array(Type.String()), ...told })
export type RuleRecord = Static<typeof RuleRecord>
export const GroupingRecord = closed({ id: Id, ...GroupingValues.properties, ...told })
export type GroupingRecord = Static<typeof GroupingRecord>

const Versions = closed({
  data: Type.Array(closed({ version: Count, at: Instant, changedByName: Type.String(), rule: nullable(JsonObject) })),
})
export type RuleVersions = Static<typeof Versions>

/** What a rule would have done with what came before. Nothing is written and nobody is told. */
export const RuleTrial = closed({
  readings: Count,
  /** Not all readings of the span were looked at. */
  cut: Type.Boolean(),
  devices: Count,
  alarms: Type.Array(closed({
    source: Type.String(), deviceId: Type.String(), deviceName: Type.String(), severity: Severity, raisedAt: Instant, clearedAt: nullable(Instant), values: JsonObject,
  })),
})
export type RuleTrial = Static<typeof RuleTrial>

const AlarmRules = closed({ rules: Type.Array(RuleRecord), groupings: Type.Array(GroupingRecord), businesses: Type.Array(closed({ key: Id, name: Type.String() })) })
export type AlarmRules = Static<typeof AlarmRules>

const tag = '报警规则'
const id = closed({ id: Id })
const read = { tag, access: 'watch_sensors' } as const
const change = { tag, access: 'manage_sensors' } as const

export const alarmRuleEndpoints = [
  endpoint({
    ...read, method: 'GET', path: '/alarm-rules', operationId: 'listAlarmRules', summary: '报警规则和归并规则',
    responses: { 200: AlarmRules },
  }),
  endpoint({ ...change, method: 'POST', path: '/alarm-rules', operationId: 'createAlarmRule', summary: '新增报警规则', body: RuleValues, responses: { 201: RuleRecord }, idempotent: true }),
  endpoint({
    ...read, method: 'POST', path: '/alarm-rules/try', operationId: 'tryAlarmRule', summary: '用已有数据试算规则', access: 'watch_alarms',
    body: closed({ rule: RuleValues, from: Instant, to: Instant }), responses: { 200: RuleTrial },
  }),
  endpoint({ ...change, method: 'PUT', path: '/alarm-rules/{id}', operationId: 'changeAlarmRule', summary: '修改报警规则', params: id, body: RuleValues, responses: { 200: RuleRecord }, conditional: true }),
  endpoint({ ...change, method: 'DELETE', path: '/alarm-rules/{id}', operationId: 'removeAlarmRule', summary: '删除报警规则', params: id, responses: { 204: null }, conditional: true }),
  endpoint({ ...read, method: 'GET', path: '/alarm-rules/{id}/versions', operationId: 'listRuleVersions', summary: '规则或归并的历次修改', params: id, responses: { 200: Versions } }),
  endpoint({ ...change, method: 'POST', path: '/alarm-groupings', operationId: 'createAlarmGrouping', summary: '新增归并规则', body: GroupingValues, responses: { 201: GroupingRecord }, idempotent: true }),
  endpoint({ ...change, method: 'PUT', path: '/alarm-groupings/{id}', operationId: 'changeAlarmGrouping', summary: '修改归并规则', params: id, body: GroupingValues, responses: { 200: GroupingRecord }, conditional: true }),
  endpoint({ ...change, method: 'DELETE', path: '/alarm-groupings/{id}', operationId: 'removeAlarmGrouping', summary: '删除归并规则', params: id, responses: { 204: null }, conditional: true }),
] as const
