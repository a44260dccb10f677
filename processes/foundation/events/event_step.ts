import type { Effect } from '#engine/kernel/effects'
import type { Variables } from '#engine/kernel/commands'
import type { Rejection } from '#engine/kernel/rejection'
import type { DueItemChange, FollowUpJob, SearchColumns, StepRecord } from '#engine/runtime/participant'
import type { County } from '../case/business.js'
import type { CountyCalendar } from '../calendar/create_calendar.js'
import type { Lifecycle } from '../lifecycle/lifecycle.js'
import { evaluateDeclared } from '../manifest/declared_value.js'
import type { WorkingRows } from '../working_rows.js'
import type { EventDeclaration } from './event_declaration.js'
import type { EventRow, TicketRow } from './event_rows.js'

/** A package that keeps event records, parsed. */
export interface EventBusiness {
  declaration: EventDeclaration
  lifecycle: Lifecycle
}

/** One step of an instance that works for an event, with everything its recording needs at hand. */
export interface EventStep {
  readonly step: StepRecord
  readonly business: EventBusiness
  readonly declaration: EventDeclaration
  readonly county: County
  /** With the office hours that limits of events are counted in. */
  readonly calendar: CountyCalendar
  readonly rows: WorkingRows
  readonly data: Readonly<Variables>
  /** Collected while the step is recorded. */
  readonly effects: Effect[]
  readonly jobs: FollowUpJob[]
  readonly dueItems: DueItemChange[]
  search: SearchColumns
  rejection: Rejection | null
}

export function eventStep(step: StepRecord, business: EventBusiness, county: County, rows: WorkingRows): EventStep {
  const { declaration } = business
  const calendar = declaration.officeHours.length === 0 ? county.calendar : county.calendar.withOfficeHours(declaration.officeHours)
  return { step, business, declaration, county, calendar, rows, data: step.state.data, effects: [], jobs: [], dueItems: [], search: {}, rejection: null }
}

export const findEvent = (on: EventStep, key: string): EventRow | null => on.rows.get<EventRow>('event_records', key)

/** Stores an event; the columns that are searched follow from its clock. */
export function putEvent(on: EventStep, row: EventRow): void {
  on.rows.put<EventRow>('event_records', row.instanceId, row)
}

export const findTicket = (on: EventStep, instanceId: string): TicketRow | null => on.rows.get<TicketRow>('event_tickets', instanceId)

export const putTicket = (on: EventStep, row: TicketRow): void => on.rows.put<TicketRow>('event_tickets', row.instanceId, row)

/** Names of the life-cycle events of this step, in order. */
export const lifecycleEvents = (on: EventStep): string[] => on.step.events.flatMap((event) => (event.type === 'LifecycleEventEmitted' ? [event.name] : []))

export const isNewInstance = (on: EventStep): boolean => on.step.events.some((event) => event.type === 'InstanceStarted')

/** Refuses the whole act, with the field concerned where there is one; the first reason stands. */
export function refuse(on: EventStep, code: Rejection['code'], message: string, path?: string): void {
  on.rejection ??= { code, message, ...(path === undefined ? {} : { errors: [{ path, code: 'E_EVENT_RULE', message }] }) }
}

/** Refuses the act when something that `event.json` demands at this life-cycle event is not so. */
export function checkRequirements(on: EventStep, event: string): void {
  for (const rule of on.declaration.requires) {
    if (rule.event === event && evaluateDeclared(rule.test, on.data, on.step.nowMs) !== true) refuse(on, 'INVALID_ARGUMENT', rule.message, rule.path)
  }
}

/** Text of a variable; empty when it has none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value.trim() : '')
export const numberOf = (value: unknown): number | null => (typeof value === 'number' && Number.isFinite(value) ? value : null)
