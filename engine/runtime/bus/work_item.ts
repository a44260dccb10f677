import { hash as digest } from 'node:crypto'
import type { Answer, CommandEnvelope } from '../command_envelope.js'
import type { InstanceCommandKey } from '../ports/work_store.js'

/** A command waiting for its group. */
export interface WorkItem {
  envelope: CommandEnvelope
  /** Its row in `instance_commands` when another instance sent it; taken in the same transaction. */
  source: InstanceCommandKey | null
  /** Of the process's own clock, which nobody moves. */
  queuedAtMs: number
  resolve(answer: Answer): void
  reject(error: unknown): void
}

/** Primary key of an idempotency row. */
export const idempotencyId = (idempotency: NonNullable<CommandEnvelope['idempotency']>): string =>
  digest('sha256', `${idempotency.scope}\n${idempotency.key}`, 'hex')

/** The task a command is about, if it is about one. */
export const taskIdOf = (envelope: CommandEnvelope): string | null => ('taskId' in envelope.command ? envelope.command.taskId : null)
