import { hash as digest } from 'node:crypto'
import type { MigrateInstance } from '#engine/kernel/migration'
import type { CommandBus } from '../bus/command_bus.js'
import type { Answer } from '../command_envelope.js'
import type { BatchItemRow, BatchRow, BatchStore } from '../ports/batch_store.js'
import type { InstanceQueries } from '../ports/instance_queries.js'
import type { LeaseStore } from '../ports/lease_store.js'

export interface BatchSurroundings {
  batches: BatchStore
  leases: LeaseStore
  instances: Pick<InstanceQueries, 'find'>
  bus: Pick<CommandBus, 'submit'>
  clock(): number
  nodeId: string
}

/** Items worked on at once: their commands form a group or two. */
const AT_ONCE = 200
const LEASE_MS = 30_000

/** What an item of a batch asks of its instance. */
const commandOf = ({ input, createdBy }: BatchRow): MigrateInstance => ({
  type: 'MigrateInstance', definitionId: String(input.definitionId), mapping: (input.mapping ?? {}) as Record<string, string>, by: createdBy,
  reason: typeof input.reason === 'string' ? input.reason : null,
})

/**
 * Works off some items of the oldest batch; answers how many. Each is a command under a key of its own: what a killed node had done
 * already is answered as before, not done again.
 */
export async function runBatches(surroundings: BatchSurroundings): Promise<number> {
  const { batches, leases, clock, nodeId } = surroundings
  const nowMs = clock()
  const open = await batches.waiting(AT_ONCE)
  if (open.length === 0 || !(await leases.take('batches', nodeId, nowMs, nowMs + LEASE_MS))) return 0
  const finished = await Promise.all(open.map(({ item, batch }) => runItem(item, batch, surroundings)))
  await batches.finish(finished, clock())
  return finished.length
}

async function runItem(item: BatchItemRow, batch: BatchRow, surroundings: BatchSurroundings): Promise<Pick<BatchItemRow, 'batchId' | 'position' | 'state' | 'message'>> {
  const command = commandOf(batch)
  const { batchId, position, instanceId } = item
  const answer: Answer = await surroundings.bus.submit({
    instanceId, command, actor: { kind: 'user', id: batch.createdBy },
    idempotency: { scope: 'batch', key: `${batchId} ${position}`, bodyHash: digest('sha256', JSON.stringify(command), 'hex') },
  })
  if (answer.ok) return { batchId, position, state: 'done', message: null }
  const row = await surroundings.instances.find(instanceId)
  // done by somebody else meanwhile, or by this batch so long ago that its key is forgotten
  if (row?.definitionId === command.definitionId) return { batchId, position, state: 'done', message: null }
  return { batchId, position, state: 'refused', message: [...answer.rejection.message].slice(0, 900).join('') }
}
