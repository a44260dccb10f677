import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import type { DeliveryStore, TargetStore } from '#processes/foundation/deliveries/delivery_store'
import type { SendTools } from '#processes/foundation/deliveries/target'
import { CLOSED, type Circuit } from './circuit.js'
import { createTargetDispatcher, type ActiveTarget, type TargetDispatcher } from './target_dispatcher.js'

export interface DispatcherParts {
  store: DeliveryStore
  targets: Pick<TargetStore, 'health' | 'putHealth'>
  leases: LeaseStore
  /** Enabled ones, by id; looked at again and again. */
  active(): ReadonlyMap<string, ActiveTarget>
  /** Of this process. */
  node: string
  /** `fetch` per target: each goes to its own addresses. */
  toolsFor(target: string): SendTools
  random(): number
  /** For tests that end processes. */
  timing?: DispatcherTiming
  onError(error: unknown, where: string): void
}

export interface DispatcherTiming {
  /** A target has one sender: pace, concurrency and circuit are its own then. Another process takes over when it has been silent for so long. */
  dutyMs: number
  /** How long after the slowest answer a delivery in the hands of a process that died may be sent again. */
  leaseMarginMs: number
}

const TIMING: DispatcherTiming = { dutyMs: 15_000, leaseMarginMs: 30_000 }

export interface Dispatcher {
  start(): void
  /** Something may be due now. */
  wake(target?: string): void
  stop(): Promise<void>
}

const LOOK_MS = 1_000
/** After an exception: the database is away. */
const TROUBLE_MS = 2_000

/** Sends what waits, each target by a worker of its own: one that is slow or down does not hold up the others. */
export function createDispatcher(parts: DispatcherParts): Dispatcher {
  const workers = new Map<string, Worker>()
  let timer: NodeJS.Timeout | null = null

  const look = (): void => {
    for (const id of parts.active().keys()) if (!workers.has(id)) workers.set(id, startWorker(parts, id))
  }
  return {
    start() {
      look()
      timer ??= setInterval(look, LOOK_MS)
      timer.unref()
    },
    wake(target) {
      for (const [id, worker] of workers) if (target === undefined || id === target) worker.wake()
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
      await Promise.all([...workers.values()].map((worker) => worker.stop()))
      workers.clear()
    },
  }
}

interface Worker {
  wake(): void
  stop(): Promise<void>
}

function startWorker(parts: DispatcherParts, id: string): Worker {
  const tools = parts.toolsFor(id)
  let isStopping = false
  let isWoken = false
  let wakeUp = (): void => undefined
  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, isWoken || isStopping ? 0 : ms)
      timer.unref()
      wakeUp = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  const run = async (): Promise<void> => {
    let dispatcher: TargetDispatcher | null = null
    while (!isStopping) {
      isWoken = false
      try {
        dispatcher ??= await openDispatcher(parts, id, tools)
        const waitMs: number = await dispatcher.work()
        if (waitMs > 0) await pause(waitMs)
      } catch (error) {
        parts.onError(error, `对接目标 ${id}`)
        await pause(TROUBLE_MS)
      }
    }
    await dispatcher?.stop().catch((error: unknown) => parts.onError(error, `对接目标 ${id}`))
  }
  const running = run()
  const wake = (): void => {
    isWoken = true
    wakeUp()
  }
  return {
    wake,
    async stop() {
      isStopping = true
      wake()
      await running
    },
  }
}

async function openDispatcher(parts: DispatcherParts, id: string, tools: SendTools): Promise<TargetDispatcher> {
  const { dutyMs, leaseMarginMs } = parts.timing ?? TIMING
  let heldUntilMs = 0
  let askedAtMs = 0
  const stored = (await parts.targets.health()).find(({ target }) => target === id)
  const circuit: Circuit = stored === undefined ? CLOSED : { ...stored, state: stored.circuit }
  return createTargetDispatcher({
    store: parts.store, owner: parts.node, tools, random: parts.random, circuit, leaseMarginMs,
    target: () => parts.active().get(id) ?? null,
    async hasDuty() {
      const nowMs = Date.now()
      if (nowMs - askedAtMs < dutyMs / 3) return nowMs < heldUntilMs
      askedAtMs = nowMs
      heldUntilMs = (await parts.leases.take(`outbox/${id}`, parts.node, nowMs, nowMs + dutyMs)) ? nowMs + dutyMs : 0
      return heldUntilMs > 0
    },
    circuitChanged({ state, failures, retryAtMs, lastError, lastSuccessAtMs }) {
      parts.targets.putHealth({ target: id, circuit: state, failures, retryAtMs, lastError, lastSuccessAtMs }).catch((error: unknown) => parts.onError(error, `对接目标 ${id}`))
    },
  })
}
