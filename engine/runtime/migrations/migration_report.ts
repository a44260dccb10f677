import type { MigrateInstance, MigrationProblem } from '#engine/kernel/migration'
import type { InstanceState } from '#engine/kernel/state'
import { contextFor } from '../bus/decide_command.js'
import type { GroupWorld } from '../bus/group_world.js'
import type { PackageRegistry } from '../packages/package_registry.js'

/** What a migration would do to one instance. */
export interface MigrationReport {
  instanceId: string
  /** Why it could not be; empty = it could. */
  problems: readonly Pick<MigrationProblem, 'elementId' | 'message'>[]
  /** Living elements and where they would go on. */
  moves: readonly { from: string; to: string }[]
  /** Names of the tasks that would stay open. */
  tasks: readonly string[]
}

/** The kernel's own step on the stored state, thrown away: nothing is locked or written. */
export async function reportMigration(state: InstanceState, command: MigrateInstance, registry: PackageRegistry, world: GroupWorld): Promise<MigrationReport> {
  const { instanceId } = state
  const source = registry.find(state.definitionId)
  const target = registry.find(command.definitionId)
  if (!source || !target) return { instanceId, problems: [{ elementId: '', message: `没有流程定义“${command.definitionId}”。请核对要迁移到的版本。` }], moves: [], tasks: [] }
  await registry.load(target.packageId)
  const loaded = await registry.load(source.packageId)
  const outcome = world.step(await registry.compiled(state.definitionId), state, command, contextFor(world, loaded))
  if (outcome.kind === 'missing') throw new Error(`Expected ${command.definitionId} to be loaded for the report, but the step misses ${JSON.stringify(outcome.lookups)}.`)
  if (outcome.kind === 'rejected') {
    const { message, errors } = outcome.rejection
    return { instanceId, problems: errors?.map(({ path, message: text }) => ({ elementId: path, message: text })) ?? [{ elementId: '', message }], moves: [], tasks: [] }
  }
  const migrated = outcome.events.find((event) => event.type === 'InstanceMigrated')
  const alive = [...new Set(state.tokens.active.map(({ element }) => element))]
  const renamed = migrated?.renamed ?? {}
  return {
    instanceId, problems: [],
    moves: alive.map((from) => ({ from, to: Object.hasOwn(renamed, from) ? (renamed[from] as string) : from })),
    tasks: migrated?.tasks.map(({ name }) => name) ?? [],
  }
}
