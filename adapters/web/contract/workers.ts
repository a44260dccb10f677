import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Id, Instant, nullable } from './schema.js'

/** A topic as models name it, or `*` for all. */
const Topic = Type.String({ minLength: 1, maxLength: 190, pattern: '^\\S+$' })
const WorkerName = Type.String({ minLength: 1, maxLength: 100 })
const Topics = Type.Array(Topic, { minItems: 1, maxItems: 100 })

/** The account of a program that does work of models from outside (`/engine-rest/external-task`). */
export const WorkerAccount = closed({
  id: Id, name: Type.String(), topics: Type.Array(Type.String()), active: Type.Boolean(),
  createdAt: Instant, createdByName: nullable(Type.String()),
  /** When its secret was made. */
  secretAt: Instant,
})
export type WorkerAccount = Static<typeof WorkerAccount>
export const WorkerSecret = closed({ worker: WorkerAccount, secret: Type.String({ description: '只显示这一次；以 Basic 认证（用户名为 id）使用' }) })
export type WorkerSecret = Static<typeof WorkerSecret>

const workers = { tag: '外部工作者', access: 'administer_organisation' } as const
const id = closed({ id: Id })

export const workerEndpoints = [
  endpoint({ ...workers, method: 'GET', path: '/admin/workers', operationId: 'listWorkers', summary: '外部工作者列表', responses: { 200: closed({ data: Type.Array(WorkerAccount) }) } }),
  // Takes no Idempotency-Key: its answer holds a secret that must not be kept.
  endpoint({ ...workers, method: 'POST', path: '/admin/workers', operationId: 'createWorker', summary: '新增外部工作者', body: closed({ name: WorkerName, topics: Topics }), responses: { 201: WorkerSecret } }),
  endpoint({
    ...workers, method: 'PUT', path: '/admin/workers/{id}', operationId: 'changeWorker', summary: '修改或停用外部工作者', params: id,
    body: closed({ name: Type.Optional(WorkerName), topics: Type.Optional(Topics), active: Type.Optional(Type.Boolean()) }), responses: { 200: WorkerAccount },
  }),
  endpoint({ ...workers, method: 'POST', path: '/admin/workers/{id}/secret', operationId: 'replaceWorkerSecret', summary: '更换外部工作者的密钥', params: id, responses: { 200: WorkerSecret } }),
] as const
