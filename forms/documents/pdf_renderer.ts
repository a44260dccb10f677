import { Worker } from 'node:worker_threads'
import type { Block, FaceStyle } from './blocks.js'
import { DocumentError } from './errors.js'
import { planFonts } from './fonts/font_plan.js'
import type { FontPlan, FontPlanOptions } from './fonts/font_plan.js'
import type { PdfReply } from './pdf_worker.js'

export interface PdfMeta {
  title: string
  author?: string
  /** Epoch milliseconds; becomes CreationDate, so that the same input gives the same bytes. */
  createdAtMs: number
  /** 文书编号. */
  number?: string
}

export interface PdfInput {
  blocks: Block[]
  meta: PdfMeta
  watermark?: { text: string }
}

export interface PdfOutput {
  pdf: Uint8Array
  /** Lower-case hex over the bytes of `pdf`. */
  sha256: string
  pages: number
  /** Characters that no face of this machine has; each is printed as its code point, e.g. 〔U+1F600〕, never as a box. */
  missingGlyphs: string[]
}

/** Where the face of each style comes from, for the print settings page. */
export interface FontReport {
  faces: { style: FaceStyle; name: string; source: 'operator' | 'system' | 'bundled'; standsInFor?: string }[]
  fallbacks: { name: string; source: 'operator' | 'system' | 'bundled' }[]
  /** Operator files that can't be used, with the reason in Chinese. */
  rejected: { file: string; reason: string }[]
}

export interface PdfRenderer {
  render(input: PdfInput): Promise<PdfOutput>
  fonts(): FontReport
  close(): Promise<void>
}

export interface PdfRendererOptions extends FontPlanOptions {
  /** Worker threads, 1 unless told. */
  workers?: number
}

interface Job {
  input: PdfInput
  resolve(output: PdfOutput): void
  reject(error: Error): void
}

interface Seat {
  worker: Worker | undefined
  job: Job | undefined
}

/** Prints documents in worker threads, so that no other request waits for one. Close it to end its threads. */
export function createPdfRenderer(options: PdfRendererOptions): PdfRenderer {
  const plan = planFonts(options)
  const seats: Seat[] = Array.from({ length: Math.max(1, options.workers ?? 1) }, () => ({ worker: undefined, job: undefined }))
  const waiting: Job[] = []
  let isClosed = false

  const settle = (seat: Seat, reply: PdfReply) => {
    const { job } = seat
    seat.job = undefined
    if (job && 'output' in reply) job.resolve(reply.output)
    else if (job && 'failure' in reply) job.reject(failureOf(reply.failure))
    next(seat)
  }
  const lose = (seat: Seat, worker: Worker, error: Error) => {
    if (seat.worker !== worker) return
    const { job } = seat
    seat.worker = undefined
    seat.job = undefined
    job?.reject(new DocumentError('E_DOCUMENT_RENDER', '文书生成中断，请重试。', { cause: error }))
    next(seat)
  }
  const next = (seat: Seat) => {
    const job = isClosed || seat.job ? undefined : waiting.shift()
    if (!job) return seat.worker?.unref()
    seat.job = job
    seat.worker ??= hire(plan, (reply) => settle(seat, reply), (worker, error) => lose(seat, worker, error))
    seat.worker.ref()
    seat.worker.postMessage(job.input, [])
  }

  return {
    render(input) {
      if (isClosed) return Promise.reject(new DocumentError('E_DOCUMENT_CLOSED', '系统正在停止，请稍后重试。'))
      return new Promise<PdfOutput>((resolve, reject) => {
        waiting.push({ input, resolve, reject })
        const free = seats.find((seat) => !seat.job)
        if (free) next(free)
      })
    },
    fonts: () => plan.report,
    async close() {
      isClosed = true
      const error = new DocumentError('E_DOCUMENT_CLOSED', '系统正在停止，请稍后重试。')
      for (const job of waiting.splice(0)) job.reject(error)
      await Promise.all(seats.map((seat) => seat.worker?.terminate()))
    },
  }
}

function hire(plan: FontPlan, onReply: (reply: PdfReply) => void, onLoss: (worker: Worker, error: Error) => void): Worker {
  const isSource = import.meta.url.endsWith('.ts')
  const worker = new Worker(new URL(isSource ? './pdf_worker.ts' : './pdf_worker.js', import.meta.url), {
    workerData: { plan },
    execArgv: isSource ? ['--import', import.meta.resolve('@poppinss/ts-exec')] : [],
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
