import { Worker } from 'node:worker_threads'
import type { Observation } from './observation.js'

/** Memory of the worker: a file that needs more fails. */
const MEMORY_MB = 256
/** A file may take 2 s on a quiet machine; this guards against hangs on a noisy one. */
const GUARD_MS = 20_000

export type Examined = { observation: Observation } | { thrown: string }

/** Examines files one after another in a worker that is replaced when it dies. */
export interface Examiner {
  examine(file: string): Promise<Examined>
  close(): Promise<void>
}

export function openExaminer(): Examiner {
  let worker: Worker | null = null
  return {
    async examine(file) {
      worker ??= new Worker(new URL('./examine_model.js', import.meta.url), { resourceLimits: { maxOldGenerationSizeMb: MEMORY_MB } })
      const examined = await ask(worker, file)
      if ('thrown' in examined) {
        await worker.terminate()
        worker = null
      }
      return examined
    },
    async close() {
      await worker?.terminate()
    },
  }
}

function ask(worker: Worker, file: string): Promise<Examined> {
  return new Promise((resolve) => {
    const settle = (examined: Examined) => {
      clearTimeout(timer)
      worker.off('message', settle).off('error', onError).off('exit', onExit)
      resolve(examined)
    }
    const onError = (error: Error) => settle({ thrown: `worker died: ${error.message}` })
    const onExit = (code: number) => settle({ thrown: `worker exited with ${code}` })
    const timer = setTimeout(() => settle({ thrown: `no answer within ${GUARD_MS} ms` }), GUARD_MS)
    worker.on('message', settle).on('error', onError).on('exit', onExit)
    worker.postMessage(file)
  })
}
