import type { ExecutableProcess } from '#engine/model/executable_process'
import { firstDue, parseTimer } from '#engine/time/timer'
import type { DefinitionRow, StartTimerRow } from '../ports/package_store.js'

/** A definition with its compiled process. */
export interface CompiledDefinition {
  definition: DefinitionRow
  process: ExecutableProcess
}

/** Timer start events as they are armed when a version comes into force: durations and cycles count from then. BPMN 2.0.2, 10.5.2. */
export const armStartTimers = (compiled: readonly CompiledDefinition[], packageKey: string, nowMs: number): StartTimerRow[] =>
  compiled.flatMap(({ definition, process }) =>
    process.startEvents.flatMap(({ elementId, definition: part, timer }): StartTimerRow[] => {
      const parsed = timer === undefined ? null : parseTimer(timer.kind, timer.body)
      const due = parsed === null ? null : firstDue(parsed, nowMs)
      if (timer === undefined || due === null) return []
      const id = `${definition.id}/${elementId}${part === undefined ? '' : `/${part}`}`
      return [{
        id, packageKey, definitionId: definition.id, elementId, part: part ?? null,
        timerKind: timer.kind, timerBody: timer.body, dueAtMs: due.atMs, repetitionsLeft: due.repetitionsLeft,
      }]
    }))
