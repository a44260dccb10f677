import type { UserId } from '#engine/model/principal'
import { emit, idOf, nextNumber, type Run } from './run.js'

/** Where a copy comes from. */
export interface CopySource {
  readonly taskId: string | null
  readonly elementId: string | null
  readonly by: UserId | null
  readonly opinion: string | null
}

/** One copy for each person, each once. */
export function sendCopies(run: Run, users: readonly UserId[], { taskId, elementId, by, opinion }: CopySource): void {
  for (const userId of new Set(users)) {
    emit(run, { type: 'CopySent', copyId: idOf(run, nextNumber(run)), userId, taskId, elementId, by, opinion, atMs: run.context.nowMs })
  }
}
