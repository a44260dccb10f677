import type { Checkpoint, CheckpointStore } from '../ports/checkpoint_store.js'
import type { LeaseStore } from '../ports/lease_store.js'
import { createWorkerLoop } from '../workers/worker_loop.js'
import { followCheckpoints, type CheckpointFile } from './checkpoint_log.js'
import type { CheckpointSigner } from './seal_checkpoint.js'
import { takeCheckpoints } from './take_checkpoints.js'

export interface KeeperSurroundings {
  store: CheckpointStore
  leases: LeaseStore
  signer: CheckpointSigner
  file: CheckpointFile | null
  clock(): number
  nodeId: string
  onError(error: unknown, where: string): void
}

/** Takes checkpoints each minute, on one node at a time; every node brings its own file up to date. */
export interface CheckpointKeeper {
  take(): Promise<Checkpoint[]>
  start(): void
  /** Takes a last one, so that nothing stands unsealed while the server is away. */
  stop(): Promise<void>
}

const LEASE = 'checkpoints'
const INTERVAL_MS = 60_000
/** Another node takes over when one of its own rounds falls after this. */
const LEASE_MS = 90_000

export const createCheckpointKeeper = (surroundings: KeeperSurroundings): CheckpointKeeper => {
  const { store, leases, file, clock, nodeId } = surroundings
  let isStarted = false

  const take = async (most?: number): Promise<Checkpoint[]> => {
    const made = await takeCheckpoints(surroundings, most)
    if (file) await followCheckpoints(store, file)
    return made
  }
  const isMine = (): Promise<boolean> => leases.take(LEASE, nodeId, clock(), clock() + LEASE_MS)
  const round = async (): Promise<boolean> => {
    if (await isMine()) await take()
    else if (file) await followCheckpoints(store, file)
    return false
  }
  const loop = createWorkerLoop(round, INTERVAL_MS, (error) => surroundings.onError(error, 'checkpoints'))

  return {
    take: () => take(),
    start() {
      isStarted = true
      loop.start()
    },
    async stop() {
      await loop.stop()
      if (!isStarted) return
      await isMine().then((mine) => (mine ? take(1) : []), () => []).catch((error: unknown) => surroundings.onError(error, 'checkpoints'))
    },
  }
}
