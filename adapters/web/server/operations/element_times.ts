import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Engine } from '#engine/runtime/engine'
import type { InstanceListItem } from '#engine/runtime/ports/instance_queries'
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
}

/** Instances read for one picture: the newest of the period. */
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

/** The newest instances of a version that began in a period, with what their journals say about each element; slowest first. */
export async function elementTimes(
  engine: Pick<Engine, 'instances' | 'history'>, process: ExecutableProcess, definitionId: string, period: { fromMs: number; toMs: number },
): Promise<{ instances: number; isSample: boolean; elements: ElementTime[] }> {
  const times = new Map<string, Collected>()
  const sampled = await sample(engine, definitionId, period)
  for (const { id } of sampled.rows) collect(await engine.history.entries(id), times)
  const elements = [...times].flatMap(([elementId, { seconds, waiting }]) => {
    const sorted = seconds.toSorted((a, b) => a - b)
    const elementName = process.elements.get(elementId)?.name || elementId
    return { elementId, elementName, count: sorted.length, medianSeconds: percentile(sorted, 0.5), p90Seconds: percentile(sorted, 0.9), waiting }
  })
  return { instances: sampled.rows.length, isSample: sampled.isSample, elements: elements.sort((a, b) => b.medianSeconds - a.medianSeconds || b.count - a.count) }
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
