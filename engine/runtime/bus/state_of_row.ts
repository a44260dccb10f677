import type { InstanceState } from '#engine/kernel/state'
import { upgradeState } from '#engine/kernel/upgrade_state'
import type { InstanceRow } from '../ports/rows.js'

/** The state as `step` takes it, out of an instance's row. */
export const stateOfRow = (row: InstanceRow): InstanceState => upgradeState({
  stateVersion: row.stateVersion,
  instanceId: row.id,
  definitionId: row.definitionId,
  processId: row.definitionKey,
  status: row.status,
  revision: row.revision,
  businessKey: row.businessKey,
  title: row.title,
  starter: row.starter,
  caller: row.caller,
  startedAtMs: row.startedAtMs,
  endedAtMs: row.endedAtMs,
  tokens: row.tokens,
  data: row.data,
})
