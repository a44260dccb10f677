import type { StepContext } from '#engine/kernel/step_context'
import { returnTargets, type ReturnTarget } from '#engine/kernel/return_targets'
import { contextFor } from './bus/decide_command.js'
import type { GroupWorld } from './bus/group_world.js'
import { stateOfRow } from './bus/state_of_row.js'
import type { PackageRegistry } from './packages/package_registry.js'
import type { HistoryQueries } from './ports/history_queries.js'
import type { InstanceQueries } from './ports/instance_queries.js'
import type { TaskRow } from './ports/rows.js'

export interface PastSurroundings {
  instances: Pick<InstanceQueries, 'find'>
  history: Pick<HistoryQueries, 'entries'>
  registry: PackageRegistry
  world(): GroupWorld
}

/** What an instance has gone through, as a step asks for it. */
export const journalOf = async (history: Pick<HistoryQueries, 'entries'>, instanceId: string): Promise<NonNullable<StepContext['journal']>> =>
  (await history.entries(instanceId)).map((entry) => entry.events)

/** Where an open task may be returned to now; empty for one that is closed. */
export const findReturnTargets = async (task: TaskRow, { instances, history, registry, world }: PastSurroundings): Promise<ReturnTarget[]> => {
  const row = await instances.find(task.instanceId)
  if (!row) return []
  const [loaded, process, journal] = await Promise.all([registry.load(row.packageId), registry.compiled(row.definitionId), journalOf(history, row.id)])
  return returnTargets(process, stateOfRow(row), contextFor(world(), loaded, { journal }), task.id)
}
