import { CALENDAR_VARIABLE } from '#processes/foundation/case/calendar_change'
import type { EventRow } from '#processes/foundation/events/event_rows'
import type { WebServices } from '../web_services.js'

const PAGE = 1_000

/** Open events whose clock runs and that these units handle (null = every unit), oldest report first. */
export async function openEvents({ engine }: Pick<WebServices, 'engine'>, units: readonly string[] | null): Promise<EventRow[]> {
  const found: EventRow[] = []
  for (const unit of units ?? [null]) {
    const known = new Set<string>()
    for (let fromMs = 0; ; ) {
      const page = (await engine.businessRows.list(
        'event_records', [{ column: 'closed_at_ms', equals: null }, { column: 'reported_at_ms', from: fromMs }, ...(unit === null ? [] : [{ column: 'unit', equals: unit }])],
        { orderBy: 'reported_at_ms', limit: PAGE },
      )) as unknown as EventRow[]
      const fresh = page.filter(({ instanceId }) => !known.has(instanceId))
      for (const row of fresh) {
        known.add(row.instanceId)
        if (row.clock !== null && row.clock.verdict === null) found.push(row)
      }
      if (page.length < PAGE || fresh.length === 0) break
      fromMs = page.at(-1)!.reportedAtMs
    }
  }
  return found
}

/** Tells open events that days or hours are counted otherwise now, each with an entry in its journal. Answers how many took it. */
export async function recountOpenEvents(services: Pick<WebServices, 'engine'>, units: readonly string[] | null, words: string): Promise<number> {
  let told = 0
  for (const { instanceId } of await openEvents(services, units)) {
    const answer = await services.engine.bus.submit({ instanceId, command: { type: 'SetVariables', variables: { [CALENDAR_VARIABLE]: words } }, actor: { kind: 'system' } })
    if (answer.ok) told += 1
  }
  return told
}
