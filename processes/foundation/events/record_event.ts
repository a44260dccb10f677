import type { LifecycleState } from '../lifecycle/lifecycle.js'
import { bringsCalendar } from '../case/calendar_change.js'
import { answerTicket } from './answer_ticket.js'
import { beginEventClock, endEventClock, extendEventClock, recountEventClock, resumeEventClock, stopEventClock } from './event_clock.js'
import { readFacts } from './event_facts.js'
import type { EventEnding, EventPhase, EventRow } from './event_rows.js'
import { checkRequirements, findEvent, isNewInstance, lifecycleEvents, putEvent, refuse, type EventStep } from './event_step.js'
import { givePoints, takeBackPoints } from './give_points.js'
import { followMaster, mergeEvent, noteTicketChange, releaseMerged, unmergeEvent } from './merge_events.js'
import { openEvent } from './open_event.js'
import { watchLimit } from './watch_limit.js'

/** Projects one step of an event's own instance on its record: facts, life-cycle, clock, people, end. */
export function recordEvent(on: EventStep): void {
  const { instanceId } = on.step.state
  const before = isNewInstance(on) ? openEvent(on) : findEvent(on, instanceId)
  if (before === null) return
  checkMoved(on, before)
  let row = readFacts(on, before)
  row = noteStages(on, noteWorkers(on, row))
  if (bringsCalendar(on.step) && row.mergedInto === null) row = recountEventClock(on, row)
  row = noteTicketChange(on, row)
  row = withLifecycle(on, row, rewound(on, row.lifecycle))
  for (const event of lifecycleEvents(on)) row = applyEvent(on, row, event)
  if (on.step.events.some(({ type }) => type === 'InstanceCancelled' || type === 'InstanceVoided')) row = cancelEvent(on, row)
  if (row === before && !isNewInstance(on)) return
  putEvent(on, row)
  watchLimit(on, isNewInstance(on) ? null : before, row)
  describe(on, row)
}

/** 终止, and what has no event of its own. */
const CANCEL = 'CANCEL'

function cancelEvent(on: EventStep, row: EventRow): EventRow {
  const handledWith = row.mergedInto === null ? row : (findEvent(on, row.mergedInto) ?? row)
  takeBackPoints(on, handledWith, [row.instanceId, ...row.merged], '事件已终止或作废')
  if (row.closedAtMs !== null) return row
  const next = withLifecycle(on, row, on.business.lifecycle.apply(row.lifecycle, CANCEL, on.data, on.step.nowMs))
  return releaseMerged(on, closeEvent(on, next, 'cancelled', '事件已终止。'))
}

function applyEvent(on: EventStep, row: EventRow, event: string): EventRow {
  checkRequirements(on, event)
  const { clock } = on.declaration
  let next = withLifecycle(on, row, on.business.lifecycle.apply(row.lifecycle, event, on.data, on.step.nowMs))
  if (event === clock.begins) {
    next = beginEventClock(on, next)
    givePoints(on, next, 'filed')
  }
  if (event === clock.stops) next = stopEventClock(on, next)
  if (event === clock.resumes) next = resumeEventClock(on, next)
  if (event === clock.extends) next = extendEventClock(on, next)
  const effect = EFFECTS[event]
  if (effect !== undefined) next = effect(on, next)
  if (!clock.ends.includes(event)) return next
  givePoints(on, next, 'closed')
  return releaseMerged(on, closeEvent(on, next, 'closed', null))
}

/** What the centre does to an event in hand, beside the flow: only while it stands where `event.json` says, whoever was quicker. */
function checkMoved(on: EventStep, { status, statusText }: EventRow): void {
  const moved = on.step.events.find(({ type }) => type === 'TokenMoved')
  if (moved?.type !== 'TokenMoved') return
  const { merge, takeBack } = on.declaration
  const to = moved.toElementId
  if (to === merge.at && !merge.inHand.includes(status)) refuse(on, 'INVALID_STATE', `事件现在是“${statusText}”，不能再并案。请刷新后查看。`)
  if (to === takeBack?.at && !takeBack.inHand.includes(status)) refuse(on, 'INVALID_STATE', `事件现在是“${statusText}”，不能再收回。请刷新后查看。`)
}

/** What the life-cycle events mean for the record beyond state and clock. */
const EFFECTS: Readonly<Record<string, (on: EventStep, row: EventRow) => EventRow>> = {
  DISPATCHED: (on, row) => ({ ...row, dispatchedAtMs: row.dispatchedAtMs ?? on.step.nowMs, dispatchCount: row.dispatchCount + 1 }),
  SIGNED: (on, row) => ({ ...row, signedAtMs: on.step.nowMs }),
  TAKEN_BACK: (_on, row) => ({ ...row, signedAtMs: null }),
  RETURNED: (_on, row) => ({ ...row, returnCount: row.returnCount + 1 }),
  HANDLED: (on, row) => ({ ...row, handledAtMs: on.step.nowMs }),
  // what is done again has not been handled: 按期处置 looks at the last time
  REWORK: (_on, row) => ({ ...row, reworkCount: row.reworkCount + 1, handledAtMs: null }),
  EXTENDED: (_on, row) => ({ ...row, extensionCount: row.extensionCount + 1 }),
  MERGED: mergeEvent,
  UNMERGED: unmergeEvent,
  CLOSE_WITH_MASTER: followMaster,
  NOT_FILED: (on, row) => closeEvent(on, row, 'not_filed', null),
}

function closeEvent(on: EventStep, row: EventRow, ending: EventEnding, answer: string | null): EventRow {
  if (row.closedAtMs !== null) return row
  const answered = answerTicket(on, row.instanceId, answer)
  return { ...endEventClock(on, row), closedAtMs: on.step.nowMs, phase: 'closed', ending, answer: answered }
}

/** Who worked where a separation looks, and whether this one may complete what he completes. */
function noteWorkers(on: EventStep, row: EventRow): EventRow {
  let { workers } = row
  const { separations } = on.declaration
  const watched = new Set(separations.flatMap(({ notBy }) => notBy))
  for (const event of on.step.events) {
    if (event.type !== 'TaskClosed' || event.cause !== 'completed' || event.by === null) continue
    const by = event.by
    const broken = separations.find(({ element, notBy }) => element === event.elementId && notBy.some((name) => workers[name]?.includes(by)))
    if (broken !== undefined) refuse(on, 'FORBIDDEN', broken.message)
    if (watched.has(event.elementId) && !workers[event.elementId]?.includes(by)) workers = { ...workers, [event.elementId]: [...(workers[event.elementId] ?? []), by] }
  }
  return workers === row.workers ? row : { ...row, workers }
}

/** Whether 立案 and 派遣 kept their own limits: what the first task of each said. */
function noteStages(on: EventStep, row: EventRow): EventRow {
  const { file, dispatch } = on.declaration.stages
  return on.step.events.reduce((now, event) => {
    if (event.type === 'TaskCreated' && (event.elementId === file || event.elementId === dispatch) && event.dueAtMs !== null) {
      return { ...now, stageLimits: { ...now.stageLimits, [event.elementId]: event.dueAtMs } }
    }
    if (event.type !== 'TaskClosed' || event.cause !== 'completed') return now
    const dueAtMs = now.stageLimits[event.elementId]
    const isInTime = dueAtMs === undefined ? null : event.atMs <= dueAtMs ? 1 : 0
    if (event.elementId === file) return { ...now, filedInTime: now.filedInTime ?? isInTime }
    return event.elementId === dispatch ? { ...now, dispatchedInTime: now.dispatchedInTime ?? isInTime } : now
  }, row)
}

const PHASES: Readonly<Record<string, EventPhase>> = { held: 'held', merged: 'merged' }

function withLifecycle(on: EventStep, row: EventRow, next: LifecycleState): EventRow {
  if (next === row.lifecycle) return row
  const phase = row.closedAtMs === null ? (PHASES[next.state] ?? 'open') : row.phase
  return { ...row, lifecycle: next, status: next.state, statusText: on.business.lifecycle.textOf(next.state), phase }
}

/** The life-cycle as it stands after moves have taken events back (退回, 撤回, 跳转). */
function rewound(on: EventStep, current: LifecycleState): LifecycleState {
  const event = on.step.events.find(({ type }) => type === 'LifecycleRewound')
  if (event?.type !== 'LifecycleRewound') return current
  const { lifecycle } = on.business
  const standing = event.names.reduce((state, one) => lifecycle.apply(state, one, on.data, on.step.nowMs), lifecycle.begin())
  return { ...standing, refused: current.refused }
}

/** What lists show of the instance. */
function describe(on: EventStep, row: EventRow): void {
  const isRunning = row.closedAtMs === null && row.mergedInto === null
  on.search = {
    title: row.title, number: row.number, applicant: on.declaration.channels.get(row.channel)?.name ?? row.channel,
    dueAtMs: isRunning ? row.dueAtMs : null, amberAtMs: isRunning ? row.amberAtMs : null,
  }
}
