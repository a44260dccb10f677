import { TASKS } from './models.js'

/** One measurement as the three programs print it. */
export interface Measured {
  process: string
  clients: number
  completions: number
  completionsPerSecond: number
  instancesPerSecond: number
  p50Ms: number
  p99Ms: number
  /** Of the engine's process; completions, or instances where there are none. */
  cpuSecondsPer1000: number
  /** Of the database's process, for the same. */
  serverCpuSecondsPer1000: number
  rowsPerUnit: number
}

export interface EngineRun {
  engine: string
  round: number
  settings: string
  /** Load average of the machine over the minute before, what this bench had left of itself included; absent in results of before. */
  load?: number
  measured: Measured[]
}

/** Seconds as text, since they travel as parameters; `points` are process and clients: `p6:1,p6:64`. */
export interface Plan {
  rounds: number
  points: string
  seconds: string
  pause: string
  javaWarmUp: string
  ownWarmUp: string
  history: string
}

/** What `results/peers.json` holds. */
export interface PeerResults {
  machine: string
  /** `2026-11-22`. */
  date: string
  plan: Plan
  runs: EngineRun[]
  /** The peers at their own default history. */
  unasked: EngineRun[]
}

export interface Point {
  process: string
  clients: number
}

export interface Summary {
  /** Completions per second, or instances where there is nothing to complete. */
  speed: { least: number; median: number; most: number }
  p99Ms: number
  cpu: number
  /** The database's. */
  serverCpu: number
  /** Per instance. */
  rows: number
}

const hasTasks = (process: string): boolean => (TASKS[process]?.length ?? 0) > 0

export const unitOf = (process: string): string => (hasTasks(process) ? 'completions/s' : 'instances/s')

export const pointsOf = (runs: readonly EngineRun[]): Point[] => (runs[0]?.measured ?? []).map(({ process, clients }) => ({ process, clients }))

const sorted = (values: readonly number[]): number[] => [...values].sort((a, b) => a - b)
const median = (values: readonly number[]): number => sorted(values)[Math.floor(values.length / 2)] ?? NaN

/** One engine at one point over all rounds. */
export function summary(runs: readonly EngineRun[], engine: string, { process, clients }: Point): Summary {
  const measured = runs.filter((run) => run.engine === engine).flatMap((run) => run.measured.filter((one) => one.process === process && one.clients === clients))
  const speeds = sorted(measured.map((one) => (hasTasks(process) ? one.completionsPerSecond : one.instancesPerSecond)))
  const perInstance = hasTasks(process) ? (TASKS[process]?.length ?? 1) : 1
  return {
    speed: { least: speeds[0] ?? NaN, median: median(speeds), most: speeds.at(-1) ?? NaN },
    p99Ms: median(measured.map((one) => one.p99Ms)),
    cpu: median(measured.map((one) => one.cpuSecondsPer1000)),
    serverCpu: median(measured.map((one) => one.serverCpuSecondsPer1000)),
    rows: median(measured.map((one) => one.rowsPerUnit * perInstance)),
  }
}
