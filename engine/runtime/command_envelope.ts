import type { LocaleName } from '#forms/schema/locale'
import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceStatus } from '#engine/kernel/state'
import type { UserId } from '#engine/model/principal'

/** Who acts: a person (perhaps for another, 代理), the system's own clock or queue, or an API client. */
export type Actor =
  | { kind: 'user'; id: UserId; onBehalfOf?: UserId }
  | { kind: 'system' }
  | { kind: 'client'; id: string }

/** A command on its way to the bus. */
export interface CommandEnvelope {
  instanceId: string
  command: Command
  actor: Actor
  /** Same scope and key within 24 h: the first answer again, no second effect. Another body hash is a CONFLICT. */
  idempotency?: { scope: string; key: string; bodyHash: string }
  /** `If-Match` of the task or instance; stale = CONFLICT with what has changed, in words. */
  expectedRevision?: { of: 'task' | 'instance'; id: string; revision: number }
  /**
   * A person's form submission for CompleteTask or StartInstance: validated in the bus against stored data and the form of the
   * instance's package version; its result replaces the command's data. `locale`: what is wrong with it is said in; absent = Chinese.
   */
  submission?: { formKey: string; values: Record<string, unknown>; locale?: LocaleName }
  /** Variables of this command that enter the journal as digests, besides those whose form fields are marked personal. */
  personal?: readonly string[]
  /** Who reports on a job holds it: refused as CONFLICT once somebody else has taken it. Read and locked in the group's transaction. */
  holding?: JobHold
}

/** A claim on a job: who made it, and its number, which rises with each claim. */
export interface JobHold {
  jobId: string
  owner: string
  /** Null where the holder was told none: then the owner alone counts. */
  fence: number | null
}

/** Answered only after the group is durable. */
export type Answer =
  | { ok: true; instanceId: string; status: InstanceStatus; revision: number; events: readonly Event[] }
  | { ok: false; rejection: Rejection }
