import type { Caller, Variables } from './commands.js'
import type { UserId } from '#engine/model/principal'

/** Version of the shape below; older rows are brought up by chained migrations. */
export const STATE_VERSION = 1

export type InstanceStatus = 'active' | 'suspended' | 'completed' | 'cancelled' | 'voided'

/** Everything about where the tokens are: changes at each step. One JSON column. Shape owned by the kernel. */
export interface TokenState {
  [key: string]: unknown
}

/** One process instance. `tokens` and `data` are two columns of its row; `data` is written only when changed (same reference = unchanged). */
export interface InstanceState {
  stateVersion: number
  instanceId: string
  definitionId: string
  processId: string
  status: InstanceStatus
  /** Number of accepted commands = sequence number of the last journal row. */
  revision: number
  businessKey: string | null
  title: string | null
  starter: UserId | null
  caller: Caller | null
  startedAtMs: number
  endedAtMs: number | null
  tokens: TokenState
  /** Variables of the root scope; those of inner scopes lie in `tokens`. */
  data: Variables
}
