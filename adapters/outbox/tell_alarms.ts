import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmQueries } from '#processes/foundation/alarms/ports'
import type { AnyFact, Fact } from '#processes/foundation/deliveries/fact'
import type { FactTeller } from '#processes/foundation/deliveries/ports'

export interface AlarmTellerParts {
  queries: Pick<AlarmQueries, 'list'>
  teller: FactTeller
  /** Whether any target takes alarms: without one nothing is read. */
  isAsked(): boolean
  /** Name of a 镇街 by its id. */
  nameOf(unit: string): string
  onError(error: unknown, where: string): void
}

export interface AlarmTeller {
  start(): void
  /** Tells what has been raised or cleared since; several at once, or on several nodes, do no harm. */
  look(): Promise<void>
  stop(): Promise<void>
}

const LOOK_MS = 5_000
const PAGE = 200
const COUNTY = '长沙县'

/**
 * Follows the alarms that are not closed and tells those that stand for themselves, raised and cleared. Not in the intake's own transaction: what a
 * process that dies has not told, the next look tells, since the fact's id is kept with what was told.
 */
export function createAlarmTeller({ queries, teller, isAsked, nameOf, onError }: AlarmTellerParts): AlarmTeller {
  let told: ReadonlySet<string> = new Set()
  let looking: Promise<void> = Promise.resolve()
  let timer: NodeJS.Timeout | null = null

  const work = async (): Promise<void> => {
    if (!isAsked()) {
      told = new Set()
      return
    }
    const standing = new Set<string>()
    const news: { id: string; fact: AnyFact }[] = []
    for (let after: string | null = null; ;) {
      const page: Awaited<ReturnType<AlarmQueries['list']>> = await queries.list({ phase: 'open', drill: false }, { kind: 'all' }, { limit: PAGE, after })
      for (const { id, fact } of page.data.filter(({ heldBy }) => heldBy === null).flatMap((alarm) => factsOf(alarm, nameOf))) {
        standing.add(id)
        if (!told.has(id)) news.push({ id, fact })
      }
      after = page.next
      if (after === null) break
    }
    // newest first is how they are listed, oldest first how they came true
    if (news.length > 0) await teller.tell(news.toSorted((one, other) => one.fact.atMs - other.fact.atMs))
    told = standing
  }
  const look = (): Promise<void> => {
    looking = looking.then(work).catch((error: unknown) => onError(error, '感知报警上报'))
    return looking
  }
  return {
    look,
    start() {
      void look()
      timer ??= setInterval(() => void look(), LOOK_MS)
      timer.unref()
    },
    async stop() {
      if (timer !== null) clearInterval(timer)
      timer = null
      await looking
    },
  }
}

/** 发生, and 消除 once it is cleared. An alarm that is raised again before it was closed is another above: there it was over. */
function factsOf(alarm: AlarmRow, nameOf: (unit: string) => string): { id: string; fact: Fact<'alarm'> & AnyFact }[] {
  const alarmId = alarm.occurrences > 1 ? `${alarm.id}-${alarm.occurrences}` : alarm.id
  const raised = factOf(alarm, alarmId, nameOf, null)
  const facts = [{ id: `${alarmId}/raised`, fact: raised }]
  return alarm.clearedAtMs === null || alarm.state === 'active' ? facts : [...facts, { id: `${alarmId}/cleared`, fact: factOf(alarm, alarmId, nameOf, alarm.clearedAtMs) }]
}

function factOf(alarm: AlarmRow, alarmId: string, nameOf: (unit: string) => string, clearedAtMs: number | null): Fact<'alarm'> & AnyFact {
  const { source, deviceId, deviceName, deviceKind, name, severity, values, lastRaisedAtMs, town, area, longitude, latitude, drill } = alarm
  // an alarm that stands for many may be of no one place
  const address = alarm.address || area || deviceName
  return {
    kind: 'alarm', schemaVersion: 1, orderKey: alarmId, caseKey: '', itemKey: null, number: alarmId, atMs: clearedAtMs ?? lastRaisedAtMs, drill,
    content: {
      alarmId, state: clearedAtMs === null ? 'raised' : 'cleared', source, deviceId, deviceName, deviceKind, alarmKind: name, severity,
      text: Object.entries(values).map(([key, value]) => `${key}=${value}`).join('，'), startedAtMs: lastRaisedAtMs, clearedAtMs, town: town === '' ? COUNTY : nameOf(town), address, longitude, latitude,
      // what a case makes of it is told as the event itself
      eventNumber: null,
    },
  }
}
