import type { ExecutableProcess, StartEventInformation } from '#engine/model/executable_process'
import type { TimerDefinition } from '#engine/model/timer_definition'
import { firstDue, nextDue, parseTimer, type Due } from '#engine/time/timer'

/** A timer start event, armed when its process comes into force. */
export interface StartTimer {
  readonly process: ExecutableProcess
  readonly at: StartEventInformation
  readonly definition: TimerDefinition
  /** null when it will not fire any more. */
  due: Due | null
}

/** Arms the timer start events of a process: durations and cycles count from now. BPMN 2.0.2, 10.5.2. */
export function startTimers(process: ExecutableProcess, nowMs: number): StartTimer[] {
  return process.startEvents.flatMap((at) => {
    const definition = at.timer === undefined ? null : parseTimer(at.timer.kind, at.timer.body)
    return definition === null ? [] : [{ process, at, definition, due: firstDue(definition, nowMs) }]
  })
}

/** Moves a timer that has fired to its next repetition. */
export function nextStart(timer: StartTimer, nowMs: number): void {
  timer.due = timer.due === null ? null : nextDue(timer.definition, timer.due.atMs, timer.due.repetitionsLeft, nowMs)
}
