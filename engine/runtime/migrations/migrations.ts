import type { MigrateInstance } from '#engine/kernel/migration'
import { suggestMapping, type SuggestedMapping } from '#engine/kernel/suggest_mapping'
import type { UserId } from '#engine/model/principal'
import type { GroupWorld } from '../bus/group_world.js'
import { stateOfRow } from '../bus/state_of_row.js'
import type { PackageRegistry } from '../packages/package_registry.js'
import type { BatchStore, BatchTarget } from '../ports/batch_store.js'
import type { InstanceQueries } from '../ports/instance_queries.js'
import { reportMigration, type MigrationReport } from './migration_report.js'

/** What a migration by plan needs to be told. */
export interface MigrationPlan {
  definitionId: string
  /** Elements and sequence flows that have another id in the target. */
  mapping: Readonly<Record<string, string>>
  reason: string | null
}

export interface Migrations {
  /** E_RUNTIME_UNKNOWN_DEFINITION when one of the two does not exist. */
  suggest(fromDefinitionId: string, definitionId: string): Promise<SuggestedMapping>
  /** What the plan would do to these instances; unknown ids are left out. Writes nothing. */
  dryRun(plan: MigrationPlan, instanceIds: readonly string[]): Promise<MigrationReport[]>
  /** Begins a batch; its items are worked off in the background. Answers its id and size. */
  start(plan: MigrationPlan, target: BatchTarget, by: UserId): Promise<{ batchId: string; total: number }>
}

export interface MigrationSurroundings {
  registry: PackageRegistry
  instances: Pick<InstanceQueries, 'find'>
  batches: BatchStore
  world(): GroupWorld
  clock(): number
  newId(): string
  /** There is something for the background to do. */
  wake(): void
}

export const createMigrations = (surroundings: MigrationSurroundings): Migrations => {
  const { registry, instances, batches } = surroundings
  return {
    suggest: async (fromDefinitionId, definitionId) => suggestMapping(await registry.compiled(fromDefinitionId), await registry.compiled(definitionId)),

    async dryRun({ definitionId, mapping, reason }, instanceIds) {
      const command: MigrateInstance = { type: 'MigrateInstance', definitionId, mapping, by: null, reason }
      const reports: MigrationReport[] = []
      for (const instanceId of instanceIds) {
        const row = await instances.find(instanceId)
        if (row) reports.push(await reportMigration(stateOfRow(row), command, registry, surroundings.world()))
      }
      return reports
    },

    async start({ definitionId, mapping, reason }, target, by) {
      await registry.compiled(definitionId)
      const batchId = surroundings.newId()
      const total = await batches.create({ id: batchId, kind: 'migrate', input: { definitionId, mapping, reason }, createdBy: by, createdAtMs: surroundings.clock() }, target)
      surroundings.wake()
      return { batchId, total }
    },
  }
}
