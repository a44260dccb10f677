import type { TaskClosed, TaskCreated, Event } from '#engine/kernel/events'
import type { WhistledDepartment, WhistleRow } from './event_rows.js'
import { findEvent, isNewInstance, numberOf, putEvent, textOf, type EventStep } from './event_step.js'

/** 吹哨: who was called, who reported in and when, and what the caller gave for it. */
export function recordWhistle(on: EventStep, eventKey: string): void {
  const { instanceId } = on.step.state
  const before = isNewInstance(on) ? blow(on, eventKey) : on.rows.get<WhistleRow>('event_whistles', instanceId)
  if (before === null) return
  let row = before
  for (const event of on.step.events) {
    if (event.type === 'TaskCreated') row = expect(on, row, event)
    if (event.type === 'TaskClosed' && event.cause === 'completed') row = close(on, row, event)
    if (event.type === 'InstanceCompleted' || event.type === 'InstanceCancelled') row = { ...row, endedAtMs: on.step.nowMs }
  }
  if (row !== before || isNewInstance(on)) on.rows.put<WhistleRow>('event_whistles', instanceId, row)
}

function blow(on: EventStep, eventKey: string): WhistleRow {
  const row = findEvent(on, eventKey)
  if (row !== null) putEvent(on, { ...row, whistleCount: row.whistleCount + 1 })
  const departments = Array.isArray(on.data.departments) ? on.data.departments.map(String) : []
  on.search = { title: `吹哨 · ${row?.title ?? ''}`, number: row?.number ?? '' }
  return {
    instanceId: on.step.state.instanceId, eventKey, callingUnit: textOf(on.data.callingUnit), urgency: textOf(on.data.urgency), reason: textOf(on.data.whistleReason),
    calledAtMs: on.step.nowMs, endedAtMs: null,
    departments: departments.map((department) => ({ department, reportTaskId: null, dueAtMs: null, arrivedAtMs: null, onTime: null, scoreTaskId: null, score: null })),
  }
}

/** A task of one department has come into being. */
function expect(on: EventStep, row: WhistleRow, event: TaskCreated): WhistleRow {
  const { report, score } = on.declaration.whistle
  if (event.elementId !== report && event.elementId !== score) return row
  const department = departmentOf(on.step.events, event.elementInstanceId)
  return change(row, (one) => one.department === department, (one) =>
    event.elementId === report ? { ...one, reportTaskId: event.taskId, dueAtMs: event.dueAtMs } : { ...one, scoreTaskId: event.taskId })
}

function close(on: EventStep, row: WhistleRow, event: TaskClosed): WhistleRow {
  const { report, score, scoreVariable } = on.declaration.whistle
  if (event.elementId === report) {
    const arrived = (one: WhistledDepartment) => ({ ...one, arrivedAtMs: event.atMs, onTime: one.dueAtMs === null || event.atMs <= one.dueAtMs })
    return change(row, (one) => one.reportTaskId === event.taskId, arrived)
  }
  if (event.elementId !== score) return row
  const given = on.step.events.map((one) => (one.type === 'VariablesMerged' ? numberOf(one.values[scoreVariable]) : null)).find((value) => value !== null)
  return change(row, (one) => one.scoreTaskId === event.taskId, (one) => ({ ...one, score: given ?? null }))
}

const change = (row: WhistleRow, which: (one: WhistledDepartment) => boolean, to: (one: WhistledDepartment) => WhistledDepartment): WhistleRow =>
  row.departments.some(which) ? { ...row, departments: row.departments.map((one) => (which(one) ? to(one) : one)) } : row

/** The department whose turn an instance of a multi-instance body is. */
function departmentOf(events: readonly Event[], elementInstanceId: string): string {
  const activated = events.find((event) => event.type === 'ElementActivated' && event.elementInstanceId === elementInstanceId)
  return activated?.type === 'ElementActivated' ? textOf(activated.variables?.department) : ''
}
