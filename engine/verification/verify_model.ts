import { Worker } from 'node:worker_threads'
import type { Verdict } from './verdict.js'

/** What one model may cost. */
export interface VerificationLimits {
  readonly timeMs: number
  readonly memoryMb: number
}

const LIMITS: VerificationLimits = { timeMs: 10_000, memoryMb: 256 }

/** One model at a time: a second core stays free for the work of the county. */
let last: Promise<unknown> = Promise.resolve()

/**
 * The verdict of the second engine on a BPMN file, from a worker that ends at its limits: whatever is in the file, this answers, and
 * never throws for it.
 */
export function verifyModel(source: Uint8Array | string, limits: VerificationLimits = LIMITS): Promise<Verdict> {
  const verdict = last.then(() => verifyInWorker(source, limits))
  last = verdict
  return verdict
}

function verifyInWorker(source: Uint8Array | string, { timeMs, memoryMb }: VerificationLimits): Promise<Verdict> {
  return new Promise((resolve) => {
    const worker = new Worker(new URL('./verification_worker.js', import.meta.url), {
      workerData: source,
      resourceLimits: { maxOldGenerationSizeMb: memoryMb },
    })
    const settle = (verdict: Verdict) => {
      clearTimeout(timer)
      resolve(verdict)
      void worker.terminate()
    }
    const giveUp = (reason: string) => settle({ status: 'not comparable', reason })
    const timer = setTimeout(() => giveUp(`time, the limit is ${timeMs / 1000} s`), timeMs)
    worker.on('message', settle)
    worker.on('error', (error: Error & { code?: string }) => giveUp(error.code === 'ERR_WORKER_OUT_OF_MEMORY' ? `memory, the limit is ${memoryMb} MB` : `the comparison failed: ${error.message}`))
    worker.on('exit', () => giveUp('the comparison ended without a verdict'))
  })
}
