import { startPoint, type StartPoint } from '#engine/kernel/start_conditions'
import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { TimerDefinition } from '#engine/model/timer_definition'
import { firstDue, nextDue, parseTimer, type Due } from '#engine/time/timer'

/** A timer start event, armed at deployment. */
export interface StartTimer {
  readonly processId: string
  readonly at: StartPoint
  readonly definition: TimerDefinition
  /** null when it will not fire any more. */
  due: Due | null
}

/** Arms the timer start events of all processes. */
export function startTimers(processes: readonly ExecutableProcess[], nowMs: number): StartTimer[] {
  return processes.flatMap((process) => process.startEvents.flatMap((event) => startTimer(process.id, event, nowMs)))
}

function startTimer(processId: string, event: StartEventInformation, nowMs: number): StartTimer[] {
  const definition = event.timer === undefined ? null : parseTimer(event.timer.kind, event.timer.body)
  return definition === null ? [] : [{ processId, at: startPoint(event), definition, due: firstDue(definition, nowMs) }]
}

/** Moves a timer that has fired to its next repetition. */
export function nextStart(timer: StartTimer, nowMs: number): void {
  timer.due = timer.due === null ? null : nextDue(timer.definition, timer.due.atMs, timer.due.repetitionsLeft, nowMs)
}
