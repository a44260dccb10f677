import type { Ledger, LedgerLine } from './ledger.js'
import { Unanswered, type Target } from './target.js'

/** People at work while the server is being killed. */
export interface Clerks {
  /** Lets them work, from where they were interrupted. */
  resume(): void
  /** They stop at the next command; resolves when none is under way. */
  pause(): Promise<void>
  /** Acknowledged commands since the last resume. */
  readonly acknowledged: number
  /** Clerks whose last command or question got no answer, or one that says "not now". */
  readonly waiting: number
  /** Commands sent again under their key after a kill. */
  readonly repeated: number
  /** Answers that no server in order gives. */
  readonly refusals: readonly string[]
}

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Each clerk logs an acknowledgement before he sends the next command; an unanswered one is sent again under the same key. */
export const employClerks = (count: number, target: Target, ledger: Ledger, name: string): Clerks => {
  const shift = { isWorking: false, isOver: false }
  let acknowledged = 0
  let repeated = 0
  let waiting = 0
  const refusals: string[] = []
  let sequence = 0

  const untilAnswered = async <T>(line: Omit<LedgerLine, 'kind'>, send: () => Promise<T>): Promise<T | null> => {
    for (let attempt = 0; ; attempt += 1) {
      while (!shift.isWorking) await pause(5)
      if (attempt === 0) ledger.write({ kind: 'sent', ...line })
      else if (attempt === 1) repeated += 1
      try {
        const answer = await send()
        if (attempt > 0) waiting -= 1
        return answer
      } catch (error) {
        if (error instanceof Unanswered && attempt === 0) waiting += 1
        if (!(error instanceof Unanswered)) {
          if (attempt > 0) waiting -= 1
          refusals.push(`${line.operation} ${line.key}: ${error instanceof Error ? error.message : String(error)}`)
          return null
        }
        await pause(10)
      }
    }
  }

  const reading = async (instanceId: string): Promise<string | null> => {
    for (let attempt = 0; ; attempt += 1) {
      while (!shift.isWorking) await pause(5)
      try {
        const taskId = await target.openTask(instanceId)
        if (attempt > 0) waiting -= 1
        return taskId
      } catch (error) {
        if (!(error instanceof Unanswered)) throw error
        if (attempt === 0) waiting += 1
        await pause(10)
      }
    }
  }

  const oneCase = async (): Promise<void> => {
    const key = `crash-${name}-${(sequence += 1)}`
    const instanceId = await untilAnswered({ operation: 'start', key }, () => target.startCase(key))
    if (instanceId === null) return
    ledger.write({ kind: 'acknowledged', operation: 'start', key, instanceId })
    acknowledged += 1
    for (let step = 0; step < 2; step += 1) {
      const taskId = await reading(instanceId)
      if (taskId === null) {
        refusals.push(`${key}: an acknowledged case has no open task ${step}`)
        return
      }
      const line = { operation: 'complete', key: `${key}-${step}`, instanceId, taskId } as const
      if ((await untilAnswered(line, async () => (await target.complete(instanceId, taskId, line.key), true))) === null) return
      ledger.write({ kind: 'acknowledged', ...line })
      acknowledged += 1
    }
  }

  const work = async (): Promise<void> => {
    while (!shift.isOver) await oneCase()
  }
  for (let clerk = 0; clerk < count; clerk += 1) {
    work().catch((error: unknown) => refusals.push(`a clerk gave up: ${error instanceof Error ? error.stack : String(error)}`))
  }

  return {
    resume() {
      acknowledged = 0
      shift.isWorking = true
    },
    async pause() {
      shift.isWorking = false
      shift.isOver = true
      await pause(300)
    },
    get acknowledged() {
      return acknowledged
    },
    get waiting() {
      return waiting
    },
    get repeated() {
      return repeated
    },
    refusals,
  }
}
