import { Worker } from 'node:worker_threads'
import { DocumentError } from './errors.js'
import type { FontPlan } from './fonts/font_plan.js'
import type { PdfInput, PdfOutput } from './pdf_renderer.js'
import type { PdfReply } from './pdf_worker.js'

export interface PrintQueueLimits {
  workers: number
  /** More than this many documents waiting are turned away rather than kept. */
  mostWaiting: number
  /** A document that takes longer is given up, its thread replaced. */
  longestJobMs: number
}

export interface PrintQueue {
  print(input: PdfInput): Promise<PdfOutput>
  close(): Promise<void>
}

interface Job {
  input: PdfInput
  resolve(output: PdfOutput): void
  reject(error: Error): void
}

/** A place for one worker: hired when first needed, replaced when lost. Idle workers do not keep the process alive. */
interface Seat {
  worker: Worker | undefined
  job: Job | undefined
  guard: NodeJS.Timeout | undefined
}

/** A file somebody made to be slow holds nobody else up for longer. */
const FOREIGN_MS = 15_000

/** Hands documents to worker threads in the order in which they came, one at a time to each. */
export function startPrintQueue(plan: FontPlan, limits: PrintQueueLimits): PrintQueue {
  const seats = Array.from({ length: limits.workers }, (): Seat => ({ worker: undefined, job: undefined, guard: undefined }))
  const waiting: Job[] = []
  let isClosed = false

  const release = (seat: Seat): Job | undefined => {
    const { job } = seat
    clearTimeout(seat.guard)
    seat.job = undefined
    return job
  }
  const settle = (seat: Seat, reply: PdfReply) => {
    const job = release(seat)
    if (job && 'output' in reply) job.resolve(reply.output)
    else if (job && 'failure' in reply) job.reject(failureOf(reply.failure))
    takeNext(seat)
  }
  const lose = (seat: Seat, worker: Worker, cause: Error) => {
    if (seat.worker !== worker) return
    seat.worker = undefined
    release(seat)?.reject(new DocumentError('E_DOCUMENT_RENDER', '文书生成中断，请重试。', { cause }))
    takeNext(seat)
  }
  const takeNext = (seat: Seat) => {
    const job = isClosed || seat.job ? undefined : waiting.shift()
    if (!job) return seat.worker?.unref()
    seat.job = job
    const worker = (seat.worker ??= hire(plan, (reply) => settle(seat, reply), (lost, cause) => lose(seat, lost, cause)))
    worker.ref()
    seat.guard = setTimeout(() => void worker.terminate(), job.input.over === undefined ? limits.longestJobMs : Math.min(FOREIGN_MS, limits.longestJobMs))
    try {
      worker.postMessage(job.input, [])
    } catch (error) {
      settle(seat, { failure: { code: 'E_DOCUMENT_RENDER', message: `文书内容无法打印。（${String(error)}）` } })
    }
  }

  return {
    print(input) {
      if (isClosed) return Promise.reject(closed())
      if (waiting.length >= limits.mostWaiting) {
        return Promise.reject(new DocumentError('E_DOCUMENT_BUSY', '等待打印的文书较多，请一分钟后重试。'))
      }
      return new Promise<PdfOutput>((resolve, reject) => {
        waiting.push({ input, resolve, reject })
        const free = seats.find((seat) => !seat.job)
        if (free) takeNext(free)
      })
    },
    async close() {
      isClosed = true
      for (const job of waiting.splice(0)) job.reject(closed())
      await Promise.all(seats.map((seat) => seat.worker?.terminate()))
    },
  }
}

function closed(): DocumentError {
  return new DocumentError('E_DOCUMENT_CLOSED', '系统正在停止，请稍后重试。')
}

function hire(plan: FontPlan, onReply: (reply: PdfReply) => void, onLoss: (worker: Worker, cause: Error) => void): Worker {
  const worker = new Worker(new URL('./pdf_worker.js', import.meta.url), {
    workerData: { plan },
    resourceLimits: { maxOldGenerationSizeMb: 1024 },
  })
  worker.on('message', onReply)
  worker.on('error', (error) => onLoss(worker, error instanceof Error ? error : new Error(String(error))))
  worker.on('exit', (code) => onLoss(worker, new Error(`worker ended with code ${code}`)))
  return worker
}

function failureOf(failure: { code: DocumentError['code']; message: string; stack?: string }): DocumentError {
  const error = new DocumentError(failure.code, failure.message)
  if (failure.stack) error.stack = failure.stack
  return error
}
