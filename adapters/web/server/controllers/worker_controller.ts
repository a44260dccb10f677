import { randomBytes } from 'node:crypto'
import type { WorkerAccount, WorkerSecret } from '#adapters/web/contract/workers'
import type { WorkerRow } from '#engine/runtime/ports/account_stores'
import { recordChange } from '../accounts/audit.js'
import { hashWorkerSecret, newWorkerSecret } from '../accounts/worker_accounts.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

/** 外部工作者: accounts of programs, and which topics they may fetch. */
export const workerController = (
  services: WebServices,
): Pick<Operations, 'listWorkers' | 'createWorker' | 'changeWorker' | 'replaceWorkerSecret'> => {
  const { workers } = services.accounts
  const present = (row: WorkerRow): WorkerAccount => ({
    id: row.id, name: row.name, topics: [...row.topics], active: row.active, createdAt: instant(row.createdAtMs),
    createdByName: row.createdBy && (services.organisation.directory().person(row.createdBy)?.name ?? row.createdBy),
    secretAt: instant(row.secretAtMs),
  })
  const found = async (id: string): Promise<WorkerRow> => {
    const row = await workers.find(id)
    if (!row) throw notFound('外部工作者')
    return row
  }
  const withSecret = async (row: Omit<WorkerRow, 'secretHash' | 'secretAtMs'>): Promise<WorkerSecret> => {
    const secret = newWorkerSecret()
    const whole = { ...row, secretHash: hashWorkerSecret(secret), secretAtMs: services.clock() }
    await workers.put(whole)
    return { worker: present(whole), secret }
  }
  const unique = (topics: readonly string[]): string[] => [...new Set(topics)]

  return {
    async listWorkers() {
      return { body: { data: (await workers.list()).map(present) } }
    },

    async createWorker(call) {
      const { name, topics } = call.body
      const id = `worker-${randomBytes(5).toString('hex')}`
      const made = await withSecret({ id, name, topics: unique(topics), active: true, createdBy: signedIn(call).userId, createdAtMs: services.clock() })
      await recordChange(services, call, 'worker.created', id, { name, topics })
      return { body: made }
    },

    async changeWorker(call) {
      const { name, topics, active } = call.body
      const before = await found(call.params.id)
      const after = { ...before, name: name ?? before.name, topics: topics ? unique(topics) : before.topics, active: active ?? before.active }
      await workers.put(after)
      await recordChange(services, call, 'worker.changed', before.id, { ...call.body })
      return { body: present(after) }
    },

    async replaceWorkerSecret(call) {
      const made = await withSecret(await found(call.params.id))
      await recordChange(services, call, 'worker.secret', call.params.id)
      return { body: made }
    },
  }
}
