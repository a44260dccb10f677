import { Worker } from 'node:worker_threads'
import type { TableAnswer } from './table_worker.js'

/** A file is put down after so long, or when it wants more memory than this: made to do harm, or no table. */
const PATIENCE_MS = 30_000
const HEAP_MB = 256

const TOO_MUCH: TableAnswer = { refusal: '文件过于复杂，没有读完。请只保留设备清单一张表（一万行以内），另存为 .csv 后重试。' }

/** Rows of a CSV file (UTF-8 or GB 18030) or of a workbook's first sheet; in a thread of its own, so that nobody waits for it and a bomb takes nothing along. */
export function readTable(bytes: Uint8Array): Promise<TableAnswer> {
  const isSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(isSource ? './table_worker.ts' : './table_worker.js', import.meta.url), {
    workerData: { bytes }, execArgv: [], resourceLimits: { maxOldGenerationSizeMb: HEAP_MB },
  })
  return new Promise((resolve) => {
    const end = (answer: TableAnswer) => {
      clearTimeout(timer)
      resolve(answer)
      void worker.terminate()
    }
    const timer = setTimeout(() => end(TOO_MUCH), PATIENCE_MS)
    worker.once('message', end)
    worker.once('error', () => end(TOO_MUCH))
    worker.once('exit', () => end(TOO_MUCH))
  })
}
