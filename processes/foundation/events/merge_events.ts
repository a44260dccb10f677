import { DAY_MS } from '../calendar/local_time.js'
import { isObject } from '../manifest/json_reader.js'
import { answerTicket } from './answer_ticket.js'
import { relimitEventClock, withClock } from './event_clock.js'
import type { EventNumberRow, EventRow } from './event_rows.js'
import { findEvent, findTicket, putEvent, putTicket, refuse, textOf, type EventStep } from './event_step.js'
import { takeBackPoints } from './give_points.js'

/** Variable by which an event tells its master that it has joined or left, so that the master's journal has it. */
const TICKET_CHANGE = 'ticketChange'

/** 并案, confirmed by a person: the report follows the master from now on; its ticket keeps number, limit and reporter. */
export function mergeEvent(on: EventStep, row: EventRow): EventRow {
  const { merge } = on.declaration
  const number = textOf(on.data[merge.variable])
  const master = number === '' ? null : findMaster(on, number)
  if (!on.rows.isComplete) return row
  const reason = whyNot(on, row, number, master)
  if (reason !== null || master === null) {
    refuse(on, 'INVALID_ARGUMENT', reason ?? '', merge.variable)
    return row
  }
  moveTicket(on, row.instanceId, master.instanceId)
  tellMaster(on, master, row.instanceId, 'merged')
  if (row.reportedAtMs >= master.reportedAtMs) takeBackPoints(on, row, [row.instanceId], `并入事件 ${master.number}，不是首报`)
  return standingStill({ ...row, mergedInto: master.instanceId })
}

/** While it is with its master its own limit is not watched: the master has it. The clock itself runs on, in case the merge was wrong. */
const standingStill = (row: EventRow): EventRow => ({ ...row, dueAtMs: null, amberAtMs: null, deadlineMonth: null })

function findMaster(on: EventStep, number: string): EventRow | null {
  const key = on.rows.get<EventNumberRow>('event_numbers', number)?.instanceId
  return key === undefined ? null : findEvent(on, key)
}

function whyNot(on: EventStep, row: EventRow, number: string, master: EventRow | null): string | null {
  if (number === '') return '并案必须写明并入哪个事件。请填写事件编号。'
  if (master === null) return `没有编号为“${number}”的事件。请核对编号。`
  if (master.instanceId === row.instanceId) return '不能并入自己。请填写另一个事件的编号。'
  if (master.mergedInto !== null) return `事件“${number}”已并入别的事件。请填写主件的编号。`
  if (row.merged.length > 0) return '已有别的事件并入本事件。请先解除，或把对方并入本事件。'
  const { closedWithinDays } = on.declaration.duplicates
  const isOld = master.closedAtMs !== null && on.step.nowMs - master.closedAtMs > closedWithinDays * DAY_MS
  return isOld ? `事件“${number}”已结案超过 ${closedWithinDays} 天，不能再并入。请作为新的事件受理。` : null
}

/**
 * The master remembers at once who is with it, so that none is forgotten when it closes in between; an open one learns the rest by a command of
 * its own, a closed one answers at once.
 */
function tellMaster(on: EventStep, master: EventRow, instanceId: string, what: 'merged' | 'unmerged'): void {
  const others = master.merged.filter((one) => one !== instanceId)
  putEvent(on, { ...master, merged: what === 'merged' ? [...others, instanceId] : others })
  if (master.closedAtMs === null) {
    on.effects.push({ type: 'SendCommand', instanceId: master.instanceId, command: { type: 'SetVariables', variables: { [TICKET_CHANGE]: { what, instanceId } } } })
  } else if (what === 'merged') on.effects.push(endWith(on, instanceId, master.answer ?? ''))
}

const endWith = (on: EventStep, instanceId: string, answer: string) => ({
  type: 'SendCommand' as const, instanceId, command: { type: 'TriggerElement' as const, elementId: on.declaration.merge.masterClosed, variables: { answer } },
})

/** Seen from the master: earliest report, strictest limit; taken back when the report leaves. */
export function noteTicketChange(on: EventStep, row: EventRow): EventRow {
  const changes = on.step.events.flatMap((event) => {
    const value = event.type === 'VariablesMerged' ? event.values[TICKET_CHANGE] : undefined
    return isObject(value) ? [{ isMerge: value.what === 'merged', instanceId: textOf(value.instanceId) }] : []
  })
  return changes.reduce((now, { isMerge, instanceId }) => (isMerge ? join(on, now, instanceId) : leave(on, now, instanceId)), row)
}

function join(on: EventStep, row: EventRow, instanceId: string): EventRow {
  const other = findEvent(on, instanceId)
  if (other === null || other.mergedInto !== row.instanceId || row.limits.some(({ from }) => from === instanceId)) return row
  const since = other.filedAtMs === null ? {} : { sinceMs: other.filedAtMs }
  const limits = [...row.limits, ...other.limits.filter(({ from }) => from === instanceId).map((limit) => ({ ...limit, ...since }))]
  return relimitEventClock(on, { ...row, reportedAtMs: Math.min(row.reportedAtMs, other.reportedAtMs) }, limits)
}

function leave(on: EventStep, row: EventRow, instanceId: string): EventRow {
  const reported = [row.instanceId, ...row.merged].map((key) => findTicket(on, key)?.reportedAtMs ?? Infinity)
  return relimitEventClock(on, { ...row, reportedAtMs: Math.min(...reported) }, row.limits.filter(({ from }) => from !== instanceId))
}

/** 解除并案: the report is an event of its own again, at the desk; a limit that had begun runs on from where it began. */
export function unmergeEvent(on: EventStep, row: EventRow): EventRow {
  const master = row.mergedInto === null ? null : findEvent(on, row.mergedInto)
  moveTicket(on, row.instanceId, row.instanceId)
  if (master !== null) {
    tellMaster(on, master, row.instanceId, 'unmerged')
    takeBackPoints(on, master, [row.instanceId], '解除并案')
  }
  return withClock({ ...row, mergedInto: null }, row.clock)
}

/** 主件办结: the report ends with its master, its reporter answered in the same words. */
export function followMaster(on: EventStep, row: EventRow): EventRow {
  const answer = answerTicket(on, row.instanceId, null)
  return { ...row, closedAtMs: on.step.nowMs, phase: 'closed', ending: 'merged', answer }
}

/** What was merged into an event that closes ends with it. */
export function releaseMerged(on: EventStep, row: EventRow): EventRow {
  for (const instanceId of row.merged) on.effects.push(endWith(on, instanceId, row.answer ?? ''))
  return row
}

function moveTicket(on: EventStep, instanceId: string, eventKey: string): void {
  const ticket = findTicket(on, instanceId)
  if (ticket !== null) putTicket(on, { ...ticket, eventKey })
}
