import { spawn, type ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { StorageConfig } from '#storage/open_database'
import { createCrashWindow, type CrashWindow } from '#tests/crash/crash_window'
import type { Call, CallAnswer } from './numbers_call.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

/** A server process that can be killed and started again. */
export interface NumbersNode {
  readonly isUp: boolean
  window: CrashWindow
  start(): Promise<void>
  /** SIGKILL. */
  kill(): Promise<void>
  /** SIGTERM. */
  end(): Promise<void>
  /** Null when nobody can say what became of it; rejects when the process answered that it failed. */
  call(call: Call): Promise<CallAnswer | null>
}

export const createNode = (name: string, config: StorageConfig, begunMs: number): NumbersNode => {
  const window = createCrashWindow(join(config.dataDir, `window-${name}`))
  let child: ChildProcess | null = null
  let port: number | null = null

  const leave = async (signal: 'SIGKILL' | 'SIGTERM'): Promise<void> => {
    port = null
    const leaving = child
    if (!leaving || leaving.exitCode !== null || leaving.signalCode !== null) return
    const gone = new Promise((resolve) => leaving.once('exit', resolve))
    leaving.kill(signal)
    await gone
  }

  return {
    window,
    get isUp() {
      return port !== null
    },
    async start() {
      const { DATABASE_URL: _database, ...inherited } = process.env
      const starting = spawn(process.execPath, [...TYPESCRIPT_LOADER, fileURLToPath(new URL('numbers_host.ts', import.meta.url))], {
        env: {
          ...inherited, NODE_ENV: 'test', DATA_DIR: config.dataDir, XINGLIU_CRASH_WINDOW: window.path, NUMBERS_BEGUN_MS: String(begunMs),
          ...(config.databaseUrl ? { DATABASE_URL: config.databaseUrl } : {}),
        },
        stdio: ['ignore', 'pipe', 'inherit'],
      })
      child = starting
      port = await new Promise<number>((resolve, reject) => {
        starting.stdout.on('data', (chunk: Buffer) => {
          const ready = /^ready (\d+)$/m.exec(chunk.toString())
          if (ready) resolve(Number(ready[1]))
        })
        starting.once('exit', (code) => reject(new Error(`a server process ended with ${code} before it was ready`)))
      })
    },
    kill: () => leave('SIGKILL'),
    end: () => leave('SIGTERM'),
    async call(call) {
      let status: number
      let text: string
      try {
        const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: JSON.stringify(call) })
        status = response.status
        text = await response.text()
      } catch {
        return null
      }
      if (status !== 200) throw new Error(text)
      return JSON.parse(text) as CallAnswer
    },
  }
}
