import { spawn, type ChildProcess } from 'node:child_process'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { Unanswered, type Target } from './target.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

const freePort = (): Promise<number> =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number }
      server.close(() => resolve(port))
    })
  })

/** The bare bus as a process of its own. */
export const hostTarget = async (mode: string, windowPath: string): Promise<Target> => {
  const database = await createTestDatabase()
  const port = await freePort()
  let child: ChildProcess | null = null

  const exited = (): Promise<void> =>
    new Promise((resolve) => {
      if (!child || child.exitCode !== null || child.signalCode !== null) resolve()
      else child.once('exit', () => resolve())
    })

  const call = async <T>(body: unknown): Promise<T> => {
    let response: Response
    let text: string
    try {
      response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(body) })
      text = await response.text()
    } catch (error) {
      throw new Unanswered(String(error))
    }
    if (response.status >= 500) throw new Unanswered(text)
    const result = JSON.parse(text) as { ok?: boolean; rejection?: { message: string } }
    if (result.ok === false) throw new Error(result.rejection?.message)
    return result as T
  }

  return {
    async start() {
      child = spawn(process.execPath, [...TYPESCRIPT_LOADER, fileURLToPath(new URL('host.ts', import.meta.url))], {
        env: {
          ...process.env, NODE_ENV: 'test', PORT: String(port), DATA_DIR: database.config.dataDir, CRASH_HOST_MODE: mode, XINGLIU_CRASH_WINDOW: windowPath,
          ...(database.config.databaseUrl ? { DATABASE_URL: database.config.databaseUrl } : {}),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      await new Promise<void>((resolve, reject) => {
        child!.stdout!.once('data', () => resolve())
        child!.once('exit', (code) => reject(new Error(`the host ended with ${code} before it was ready`)))
      })
    },
    async kill() {
      child?.kill('SIGKILL')
      await exited()
    },
    async end() {
      child?.kill('SIGTERM')
      await exited()
    },
    cleanUp: () => database.drop(),
    startCase: async (key) => (await call<{ instanceId: string }>({ operation: 'start', key })).instanceId,
    openTask: async (instanceId) => (await call<{ taskId: string | null }>({ operation: 'task', instanceId })).taskId,
    complete: async (instanceId, taskId, key) => void (await call({ operation: 'complete', instanceId, taskId, key })),
    settled: () => new Promise((resolve) => setTimeout(resolve, 500)),
    database: () => database.config.databaseUrl ?? join(database.config.dataDir, 'xingliu.sqlite'),
  }
}
