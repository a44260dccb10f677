import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { InstanceSummary } from './instances.js'
import { closed, Count, Id, Instant, JsonObject, nullable, pageOf, pageQuery, PersonReference, Reason, Sentence } from './schema.js'

const tag = '版本迁移'

/** Elements and sequence flows that have another id in the target, by their present one. */
const Mapping = Type.Record(Type.String({ maxLength: 191 }), Type.String({ maxLength: 191 }), { maxProperties: 2_000 })

export const MigrationReport = closed({
  instanceId: Id,
  title: Type.String(),
  /** Why it cannot be migrated; empty = it can. */
  problems: Type.Array(closed({ elementId: Type.String(), elementName: Type.String(), message: Type.String() })),
  moves: Type.Array(closed({ from: Type.String(), to: Type.String() })),
  /** Names of the tasks that stay open. */
  tasks: Type.Array(Type.String()),
})
export type MigrationReport = Static<typeof MigrationReport>

const NamedElement = closed({ elementId: Type.String(), name: Type.String() })

export const SuggestedMigration = closed({
  /** By the only element of the same kind and name. */
  mapping: Mapping,
  /** The present names of the elements in `mapping`. */
  renamed: Type.Array(NamedElement),
  /** Without counterpart so far. */
  unmatched: Type.Array(NamedElement),
  /** Elements of the target that may be chosen: those of other ids. */
  added: Type.Array(NamedElement),
})
export type SuggestedMigration = Static<typeof SuggestedMigration>

export const Batch = closed({
  id: Id,
  kind: Type.Literal('migrate'),
  createdBy: PersonReference,
  createdAt: Instant,
  finishedAt: nullable(Instant),
  total: Count,
  input: JsonObject,
})
export type Batch = Static<typeof Batch>

const BatchDetail = closed({ ...Batch.properties, waiting: Count, done: Count, refused: Count })
const ItemState = Type.Union([Type.Literal('waiting'), Type.Literal('done'), Type.Literal('refused')])

const BatchItem = closed({ position: Count, instanceId: Id, state: ItemState, message: nullable(Type.String()), finishedAt: nullable(Instant) })
export type BatchItem = Static<typeof BatchItem>

const plan = { definitionId: Id, mapping: Type.Optional(Mapping) }

export const migrationEndpoints = [
  endpoint({
    method: 'POST', path: '/instances/{id}/migrate', operationId: 'migrateInstance', summary: '迁移到另一版本', tag, access: 'operate_instances',
    params: closed({ id: Id }), body: closed({ ...plan, reason: Type.Optional(Sentence), dryRun: Type.Optional(Type.Boolean()) }),
    responses: { 200: closed({ report: nullable(MigrationReport), instance: nullable(InstanceSummary) }) }, idempotent: true, conditional: true,
  }),
  endpoint({
    method: 'POST', path: '/migrations/suggest', operationId: 'suggestMigration', summary: '建议对应关系', tag, access: 'operate_instances',
    body: closed({ fromDefinitionId: Id, definitionId: Id }),
    responses: { 200: SuggestedMigration },
  }),
  endpoint({
    method: 'POST', path: '/migrations/check', operationId: 'checkMigration', summary: '试运行：逐件报告', tag, access: 'operate_instances',
    body: closed({ ...plan, instanceIds: Type.Array(Id, { minItems: 1, maxItems: 200 }) }),
    responses: { 200: closed({ data: Type.Array(MigrationReport) }) },
  }),
  endpoint({
    method: 'POST', path: '/migrations', operationId: 'startMigration', summary: '批量迁移', tag, access: 'operate_instances',
    body: closed({ ...plan, reason: Reason, fromDefinitionId: Type.Optional(Id), instanceIds: Type.Optional(Type.Array(Id, { minItems: 1, maxItems: 5_000 })) }),
    responses: { 202: closed({ batchId: Id, total: Count }) }, idempotent: true,
  }),
  endpoint({
    method: 'GET', path: '/batches', operationId: 'listBatches', summary: '批量操作', tag, access: 'operate_instances', query: closed(pageQuery), responses: { 200: pageOf(Batch) },
  }),
  endpoint({
    method: 'GET', path: '/batches/{id}', operationId: 'readBatch', summary: '批量操作的进度', tag, access: 'operate_instances', params: closed({ id: Id }), responses: { 200: BatchDetail },
  }),
  endpoint({
    method: 'GET', path: '/batches/{id}/items', operationId: 'listBatchItems', summary: '批量操作的逐件结果', tag, access: 'operate_instances',
    params: closed({ id: Id }), query: closed({ ...pageQuery, state: Type.Optional(ItemState) }),
    responses: { 200: pageOf(BatchItem) },
  }),
] as const
