import { archiveFinished } from '../archive/archive_finished.js'
import { createCheckpointKeeper } from '../checkpoints/checkpoint_keeper.js'
import type { Engine, EngineOptions, EnginePorts } from '../engine.js'
import { isNightlyCheckDue, runLivenessCheck } from '../liveness/nightly_check.js'
import type { PackageRegistry } from '../packages/package_registry.js'
import { createDuty } from './duty.js'

export interface CaretakerSurroundings {
  ports: Pick<EnginePorts, 'checkpoints' | 'leases' | 'archive' | 'liveness'>
  options: Pick<EngineOptions, 'checkpoints' | 'archiveAfterMs'>
  registry: PackageRegistry
  clock(): number
  nodeId: string
  onError(error: unknown, where: string): void
}

/** What keeps the whole sound, beside the work itself; one node at a time does it. */
export interface Caretaker extends Pick<Engine, 'takeCheckpoints' | 'archiveFinished' | 'checkLiveness'> {
  start(): void
  /** Ends archiving and checking. */
  stop(): Promise<void>
  /** A last checkpoint, when nothing is written any more. */
  close(): Promise<void>
}

/** How often it is looked what has become old enough. */
const ARCHIVE_MS = 60 * 60_000
/** How often it is looked whether it is night. */
const NIGHT_MS = 20 * 60_000

export const createCaretaker = ({ ports, options, registry, clock, nodeId, onError }: CaretakerSurroundings): Caretaker => {
  const duty = { leases: ports.leases, clock, nodeId, onError }
  const { checkpoints, archiveAfterMs } = options
  const keeper = checkpoints && createCheckpointKeeper({ ...duty, ...checkpoints, store: ports.checkpoints })
  const sealing = checkpoints ? { store: ports.checkpoints, signer: checkpoints.signer, clock } : null

  const archive = (endedBeforeMs: number, signal?: AbortSignal): Promise<number> => archiveFinished(ports.archive, endedBeforeMs, sealing, signal)
  const check = (signal?: AbortSignal) =>
    runLivenessCheck({ store: ports.liveness, processOf: (id) => registry.compiled(id).catch(() => null), clock }, signal)

  const duties = [
    createDuty('liveness', NIGHT_MS, async (signal) => {
      if (isNightlyCheckDue(clock(), (await ports.liveness.last())?.run ?? null)) await check(signal)
    }, duty),
    ...(archiveAfterMs === undefined ? [] : [createDuty('archive', ARCHIVE_MS, async (signal) => void (await archive(clock() - archiveAfterMs, signal)), duty)]),
  ]
  return {
    takeCheckpoints: async () => (await keeper?.take()) ?? [],
    archiveFinished: (endedBeforeMs) => archive(endedBeforeMs),
    checkLiveness: () => check(),
    start() {
      keeper?.start()
      for (const one of duties) one.start()
    },
    stop: async () => void (await Promise.all(duties.map((one) => one.stop()))),
    close: async () => void (await keeper?.stop()),
  }
}
