import type { MigrationReport } from '#engine/runtime/migrations/migration_report'
import type { BatchItemRow, BatchRow } from '#engine/runtime/ports/batch_store'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { requireVisible } from '../access/visible_data.js'
import { recordChange } from '../accounts/audit.js'
import { actorOf, signedIn, type Operations } from '../http/api_call.js'
import { acceptedOf } from '../http/accepted.js'
import { invalid, notFound } from '../http/problem.js'
import { presentInstance } from '../presentation/instance_summary.js'
import { instant, instantOrNull } from '../presentation/instants.js'
import { pageRequest, presentPage } from '../presentation/paging.js'
import { personReference } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

type MigrationOperations = Pick<
  Operations, 'migrateInstance' | 'suggestMigration' | 'checkMigration' | 'startMigration' | 'listBatches' | 'readBatch' | 'listBatchItems'
>

/** 版本迁移: running work to another version, tried before, one or all of them, with a result for each. */
export const migrationController = (services: WebServices): MigrationOperations => ({
  async migrateInstance(call) {
    const login = signedIn(call)
    const { definitionId, mapping = {}, reason = null, dryRun } = call.body
    const { instance, visible } = await requireVisible(services, login, call.params.id)
    if (dryRun) {
      const [report] = await services.engine.migrations.dryRun({ definitionId, mapping, reason }, [instance.id])
      return { body: { report: report ? await presentReport(services, report) : null, instance: null } }
    }
    acceptedOf(
      await services.engine.bus.submit({
        instanceId: instance.id,
        command: { type: 'MigrateInstance', definitionId, mapping, by: login.userId, reason },
        actor: actorOf(call),
        ...(call.idempotency ? { idempotency: call.idempotency } : {}),
        ...(call.ifMatch === null ? {} : { expectedRevision: { of: 'instance' as const, id: instance.id, revision: call.ifMatch } }),
      }),
    )
    await recordChange(services, call, 'instance.operated', instance.id, { command: 'MigrateInstance', definitionId, reason })
    const row = (await services.engine.instances.find(instance.id))!
    return { body: { report: null, instance: await presentInstance(services, row, visible.level) } }
  },

  async suggestMigration({ body: { fromDefinitionId, definitionId } }) {
    const { mapping, unmatched, added } = await services.engine.migrations.suggest(fromDefinitionId, definitionId)
    const [from, to] = [await services.engine.definitions.compiled(fromDefinitionId), await services.engine.definitions.compiled(definitionId)]
    return { body: { mapping: { ...mapping }, renamed: named(from, Object.keys(mapping)), unmatched: named(from, unmatched), added: named(to, added) } }
  },

  async checkMigration(call) {
    const { definitionId, mapping = {}, instanceIds } = call.body
    const login = signedIn(call)
    for (const id of instanceIds) await requireVisible(services, login, id)
    const reports = await services.engine.migrations.dryRun({ definitionId, mapping, reason: null }, instanceIds)
    return { body: { data: await Promise.all(reports.map((report) => presentReport(services, report))) } }
  },

  async startMigration(call) {
    const login = signedIn(call)
    const { definitionId, mapping = {}, reason, fromDefinitionId, instanceIds } = call.body
    if ((fromDefinitionId === undefined) === (instanceIds === undefined)) {
      throw invalid('请写明要迁移哪些办件：某一版本的全部（fromDefinitionId），或逐个列出（instanceIds），二者选一。')
    }
    for (const id of instanceIds ?? []) await requireVisible(services, login, id)
    const target = instanceIds === undefined ? { definitionId: fromDefinitionId as string } : { instanceIds }
    const started = await services.engine.migrations.start({ definitionId, mapping, reason }, target, login.userId)
    await recordChange(services, call, 'instance.operated', started.batchId, { command: 'MigrateInstance', definitionId, reason, total: started.total })
    return { status: 202, body: started }
  },

  async listBatches(call) {
    const page = await services.engine.batches.list(pageRequest(call.query))
    return { body: await presentPage(page, async (row) => presentBatch(services, row)) }
  },

  async readBatch(call) {
    const batch = await services.engine.batches.find(call.params.id)
    if (!batch) throw notFound('批量操作')
    const { waiting, done, refused } = batch
    return { body: { ...presentBatch(services, batch), waiting, done, refused } }
  },

  async listBatchItems(call) {
    if (!(await services.engine.batches.find(call.params.id))) throw notFound('批量操作')
    const page = await services.engine.batches.items(call.params.id, call.query.state, pageRequest(call.query))
    return { body: await presentPage(page, async (item) => presentItem(item)) }
  },
})

const named = (process: ExecutableProcess, ids: readonly string[]) => ids.map((elementId) => ({ elementId, name: process.elements.get(elementId)?.name || elementId }))

async function presentReport(services: WebServices, report: MigrationReport) {
  const row = (await services.engine.instances.find(report.instanceId))!
  const process = await services.engine.definitions.compiled(row.definitionId)
  return {
    instanceId: report.instanceId,
    title: row.title ?? row.id,
    problems: report.problems.map(({ elementId, message }) => ({ elementId, elementName: process.elements.get(elementId)?.name || elementId, message })),
    moves: [...report.moves],
    tasks: [...report.tasks],
  }
}

const presentBatch = ({ organisation }: WebServices, { id, kind, input, createdBy, createdAtMs, finishedAtMs, total }: BatchRow) => ({
  id, kind, input, total, createdBy: personReference(organisation, createdBy), createdAt: instant(createdAtMs), finishedAt: instantOrNull(finishedAtMs),
})

const presentItem = ({ position, instanceId, state, message, finishedAtMs }: BatchItemRow) => ({
  position, instanceId, state, message, finishedAt: instantOrNull(finishedAtMs),
})
