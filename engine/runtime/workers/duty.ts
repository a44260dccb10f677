import type { LeaseStore } from '../ports/lease_store.js'
import { createWorkerLoop, type WorkerLoop } from './worker_loop.js'

export interface DutySurroundings {
  leases: LeaseStore
  clock(): number
  nodeId: string
  onError(error: unknown, where: string): void
}

/** Work that one node at a time does, every so often. A node that dies is followed by another when its lease has run out. */
export const createDuty = (
  name: string, everyMs: number, work: (signal: AbortSignal) => Promise<void>, { leases, clock, nodeId, onError }: DutySurroundings,
): WorkerLoop =>
  createWorkerLoop(
    async (signal) => {
      if (await leases.take(name, nodeId, clock(), clock() + 2 * everyMs)) await work(signal)
      return false
    },
    everyMs,
    (error) => onError(error, name),
  )
