import type { ExecutableProcess } from '#engine/model/executable_process'
import { startTimers } from '#engine/rehearsal/start_timers'
import type { DefinitionRow, StartTimerRow } from '../ports/package_store.js'

/** A definition with its compiled process. */
export interface CompiledDefinition {
  definition: DefinitionRow
  process: ExecutableProcess
}

/** Timer start events as they are armed when a version comes into force. */
export const armStartTimers = (compiled: readonly CompiledDefinition[], packageKey: string, nowMs: number): StartTimerRow[] =>
  compiled.flatMap(({ definition, process }) =>
    startTimers(process, nowMs).flatMap(({ at: { elementId, definition: part, timer }, due }): StartTimerRow[] => {
      if (timer === undefined || due === null) return []
      const id = `${definition.id}/${elementId}${part === undefined ? '' : `/${part}`}`
      return [{
        id, packageKey, definitionId: definition.id, elementId, part: part ?? null,
        timerKind: timer.kind, timerBody: timer.body, dueAtMs: due.atMs, repetitionsLeft: due.repetitionsLeft,
      }]
    }))
