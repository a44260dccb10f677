/** 办公时间 of a unit, in which its limits in 工作时 run. */
import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable, Reason } from './schema.js'

const Time = Type.String({ pattern: '^([01]\\d|2[0-3]):[0-5]\\d$|^24:00$', description: '时刻 HH:mm' })
export const OfficePeriod = closed({ from: Time, to: Time })
export type OfficePeriod = Static<typeof OfficePeriod>
/** Null = those of the unit above. */
const Own = nullable(Type.Array(OfficePeriod, { maxItems: 4 }))

export const OfficeHoursOfUnit = closed({
  own: Own,
  inForce: Type.Array(OfficePeriod),
  /** Whose they are, when not its own; null = those of the business. */
  inheritedFrom: nullable(Type.String()),
})
export type OfficeHoursOfUnit = Static<typeof OfficeHoursOfUnit>

/** What would change: open clocks alone; a verdict that has fallen never does. */
export const OfficeHoursPreview = closed({
  open: Count, earlier: Count, later: Count,
  /** Would be past their limit at once. */
  overdueAtOnce: Count,
  samples: Type.Array(closed({ number: Type.String(), before: Instant, after: Instant })),
})
export type OfficeHoursPreview = Static<typeof OfficeHoursPreview>

const people = { tag: '机构人员', access: 'administer_organisation', params: closed({ id: Id }) } as const
const path = '/admin/departments/{id}/office-hours'

export const officeHoursEndpoints = [
  endpoint({ ...people, method: 'GET', path, operationId: 'readOfficeHours', summary: '单位的办公时间', responses: { 200: OfficeHoursOfUnit } }),
  endpoint({
    ...people, method: 'POST', path: `${path}/preview`, operationId: 'previewOfficeHours', summary: '改办公时间会影响哪些时限（不保存）',
    body: closed({ own: Own }), responses: { 200: OfficeHoursPreview },
  }),
  endpoint({
    ...people, method: 'PUT', path, operationId: 'saveOfficeHours', summary: '设置单位的办公时间，未结时限随之重算',
    body: closed({ own: Own, reason: Reason }), responses: { 200: closed({ hours: OfficeHoursOfUnit, recounted: Count }) },
  }),
] as const
