import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Engine } from '#engine/runtime/engine'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import type { JournalEntry } from '#engine/runtime/ports/history_queries'

/** How long an element took, over some instances. */
export interface ElementTime {
  elementId: string
  elementName: string
  /** Times it was completed. */
  count: number
  medianSeconds: number
  p90Seconds: number
  /** Tokens that rest there now. */
  waiting: number
  /** Over the newest instances alone. */
  isSample: boolean
}

/** Instances whose journals are read for what is no task of people's: the newest of the period. */
export const SAMPLE = 300

/** Nearest-rank percentile of a sorted list. */
const percentile = (sorted: readonly number[], share: number): number => sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? 0

interface Collected {
  seconds: number[]
  waiting: number
}

/** Adds one journal: each activation from its beginning to its completion; one that was interrupted counts nowhere. */
const collect = (entries: readonly JournalEntry[], times: Map<string, Collected>): void => {
  const begun = new Map<string, { elementId: string; atMs: number }>()
  const of = (elementId: string): Collected => {
    let found = times.get(elementId)
    if (!found) times.set(elementId, (found = { seconds: [], waiting: 0 }))
    return found
  }
  for (const { atMs, events } of entries) {
    for (const event of events) {
      if (event.type === 'ElementActivated' && event.elementType !== 'process') begun.set(event.elementInstanceId, { elementId: event.elementId, atMs })
      if (event.type === 'ElementTerminated') begun.delete(event.elementInstanceId)
      if (event.type !== 'ElementCompleted') continue
      const start = begun.get(event.elementInstanceId)
      if (start) of(event.elementId).seconds.push(Math.max(0, (atMs - start.atMs) / 1000))
      begun.delete(event.elementInstanceId)
    }
  }
  for (const { elementId } of begun.values()) of(elementId).waiting += 1
}

/** Nearest-rank percentile over durations and how often each was seen. */
const rank = (durations: readonly { seconds: number; count: number }[], share: number): number => {
  let left = Math.ceil(share * durations.reduce((sum, { count }) => sum + count, 0))
  for (const { seconds, count } of durations) if ((left -= count) <= 0) return seconds
  return 0
}

export interface ElementTimes {
  instances: number
  /** Instances whose journals were read, where that is not all of them. */
  sampled: number | null
  elements: ElementTime[]
}

/**
 * How long the elements of a version took in the instances that began in a period, slowest first: people's tasks over all of them, everything
 * else over the newest.
 */
export async function elementTimes(
  engine: Pick<Engine, 'instances' | 'history' | 'operations'>, process: ExecutableProcess, definition: Pick<DefinitionRow, 'id' | 'key'>, period: { fromMs: number; toMs: number },
): Promise<ElementTimes> {
  const { instances, elements: tasks } = await engine.operations.taskTimes({ definitionId: definition.id, definitionKey: definition.key, fromMs: period.fromMs, beforeMs: period.toMs })
  const times = new Map<string, Collected>()
  const sampled = await sample(engine, definition.id, period)
  for (const { id } of sampled.rows) collect(await engine.history.entries(id), times)
  const nameOf = (elementId: string) => process.elements.get(elementId)?.name || elementId
  const ofPeople = tasks.map(({ elementId, waiting, durations }): ElementTime => ({
    elementId, elementName: nameOf(elementId), count: durations.reduce((sum, { count }) => sum + count, 0), medianSeconds: rank(durations, 0.5), p90Seconds: rank(durations, 0.9), waiting, isSample: false,
  }))
  const others = [...times].filter(([elementId]) => !tasks.some((task) => task.elementId === elementId)).map(([elementId, { seconds, waiting }]): ElementTime => {
    const sorted = seconds.toSorted((a, b) => a - b)
    return { elementId, elementName: nameOf(elementId), count: sorted.length, medianSeconds: percentile(sorted, 0.5), p90Seconds: percentile(sorted, 0.9), waiting, isSample: sampled.isSample }
  })
  const elements = [...ofPeople, ...others].sort((a, b) => b.medianSeconds - a.medianSeconds || b.count - a.count)
  return { instances, sampled: sampled.isSample ? sampled.rows.length : null, elements }
}

const PAGE = 100

async function sample(engine: Pick<Engine, 'instances'>, definitionId: string, { fromMs, toMs }: { fromMs: number; toMs: number }) {
  const rows: InstanceListItem[] = []
  for (let after: string | null = null; ; ) {
    const page = await engine.instances.list({ definitionId, startedFromMs: fromMs, startedBeforeMs: toMs, withCalled: true }, { limit: PAGE, after })
    rows.push(...page.data)
    after = page.next
    if (after === null || rows.length >= SAMPLE) return { rows: rows.slice(0, SAMPLE), isSample: after !== null || rows.length > SAMPLE }
  }
}
