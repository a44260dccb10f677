import { runJob, type JobSurroundings } from './run_job.js'

const LEASE_MS = 120_000

export interface JobLaneInput extends JobSurroundings {
  /** Whether jobs of a topic run in this lane. */
  takes(topic: string): boolean
  /** Jobs under way at once. */
  width: number
  onError(error: unknown): void
  /** A place became free. */
  freed(): void
}

/** Runs jobs side by side, each on its own time: a slow one keeps its place and nobody else's. */
export interface JobLane {
  /** Claims as many ready jobs as there are free places and starts them; answers how many. */
  fill(signal: AbortSignal): Promise<number>
  /** Resolves when none is under way. */
  idle(): Promise<void>
}

export const createJobLane = (input: JobLaneInput): JobLane => {
  const running = new Set<Promise<void>>()

  const start = (work: Promise<void>): void => {
    const ended: Promise<void> = work.catch(input.onError).finally(() => {
      running.delete(ended)
      input.freed()
    })
    running.add(ended)
  }

  return {
    async fill(signal) {
      const topics = [...input.handlers.keys()].filter(input.takes)
      const limit = input.width - running.size
      if (topics.length === 0 || limit <= 0 || signal.aborted) return 0
      const nowMs = input.clock()
      const jobs = await input.work.claimJobs({ topics, nowMs, limit, owner: input.owner, leaseUntilMs: nowMs + LEASE_MS })
      for (const job of jobs) start(runJob(job, input, signal))
      return jobs.length
    },
    async idle() {
      while (running.size > 0) await Promise.all(running)
    },
  }
}
