import { join } from 'node:path'
import type { ApiAnswer, ApiClient } from '#tests/http/api_client'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { CASE_MODEL, Unanswered, type Target } from './target.js'

/** The product as `npm start` runs it, over its public API; in a folder of its own unless one is given. `more`: further environment. */
export const productTarget = async (windowPath: string, dataDir?: string, more: NodeJS.ProcessEnv = {}): Promise<Target> => {
  let server: ServerProcess | null = null
  let clerk: ApiClient | null = null

  const answered = async <T>(send: (client: ApiClient) => Promise<ApiAnswer<T>>): Promise<T> => {
    let answer: ApiAnswer<T>
    try {
      answer = await send(clerk!)
    } catch (error) {
      throw new Unanswered(String(error))
    }
    if (answer.status >= 500 || answer.status === 429) throw new Unanswered(answer.text)
    if (answer.status >= 400) throw new Error(`${answer.status} ${answer.text.slice(0, 300)}`)
    return answer.body
  }
  const keyed = (key: string) => ({ headers: { 'Idempotency-Key': key } })

  return {
    async start() {
      const env = { XINGLIU_CRASH_WINDOW: windowPath, ...more }
      const isFirst = server === null
      server = server ? await server.restart({ env }) : await startServer({ env, ...(dataDir === undefined ? {} : { dataDir }) })
      clerk = await server.client('window1')
      if (!isFirst) return
      const deployed = await (await server.client('admin')).post('/definitions', { resources: [{ name: 'crash.bpmn', content: CASE_MODEL }] })
      if (deployed.status !== 201) throw new Error(deployed.text)
    },
    kill: async () => server?.kill(),
    end: async () => void (await server?.end()),
    cleanUp: async () => server?.stop(),
    startCase: async (key) =>
      (await answered((client) => client.post<{ id: string }>('/instances', { definitionKey: 'crash_case', businessKey: key }, keyed(key)))).id,
    async openTask(instanceId) {
      const query = { view: 'claimable', instanceId }
      return (await answered((client) => client.get<{ data: { id: string }[] }>('/tasks', { query }))).data[0]?.id ?? null
    },
    complete: async (_instanceId, taskId, key) => void (await answered((client) => client.post(`/tasks/${encodeURIComponent(taskId)}/complete`, {}, keyed(key)))),
    settled: () => new Promise((resolve) => setTimeout(resolve, 500)),
    database: () => server!.databaseUrl ?? join(server!.dataDir, 'xingliu.sqlite'),
  }
}
