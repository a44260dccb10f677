import type { ExecutableProcess } from '#engine/model/executable_process'
import type { LivenessFinding, LivenessRun, LivenessStore } from '../ports/liveness_store.js'
import { checkAllLiveness } from './check_all.js'

/** Findings kept for the administrators' page; more are counted. */
const KEPT = 1_000

export interface LivenessCheckSurroundings {
  store: LivenessStore
  processOf(definitionId: string): Promise<ExecutableProcess | null>
  clock(): number
}

/** Checks everything once and keeps what was found for the administrators. */
export const runLivenessCheck = async ({ store, processOf, clock }: LivenessCheckSurroundings, signal?: AbortSignal): Promise<LivenessRun> => {
  const startedAtMs = clock()
  const findings: LivenessFinding[] = []
  let findingCount = 0
  const report = (finding: LivenessFinding): void => {
    findingCount += 1
    if (findings.length < KEPT) findings.push(finding)
  }
  const instances = await checkAllLiveness({ store, processOf, report, signal })
  const run = { startedAtMs, endedAtMs: clock(), instances, findingCount }
  if (!signal?.aborted) await store.save(run, findings)
  return run
}

const HOUR_MS = 3_600_000
/** Offset of Changsha. */
const ZONE_MS = 8 * HOUR_MS
/** From two to five at night, by the clock on the wall. */
const NIGHT = { from: 2, to: 5 } as const

/** Whether tonight's check is due: it is night, and the last one is not of tonight. */
export const isNightlyCheckDue = (nowMs: number, last: LivenessRun | null): boolean => {
  const hour = Math.floor(((nowMs + ZONE_MS) % (24 * HOUR_MS)) / HOUR_MS)
  return hour >= NIGHT.from && hour < NIGHT.to && (last === null || nowMs - last.startedAtMs > 12 * HOUR_MS)
}
