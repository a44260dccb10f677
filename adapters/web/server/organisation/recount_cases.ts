import { CALENDAR_VARIABLE } from '#processes/foundation/case/calendar_change'
import type { CaseItemRow, CaseRow } from '#processes/foundation/case/case_rows'
import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import type { WebServices } from '../web_services.js'

const PAGE = 1_000

/**
 * Tells every open case that the calendar has changed, so that its due dates are counted again with an entry in its journal. A case
 * that refuses (suspended) counts again when it is resumed. Answers how many instances were told.
 */
export async function recountOpenCases({ engine }: Pick<WebServices, 'engine'>, year: CalendarYear): Promise<number> {
  const told = new Set<string>()
  for (let fromMs = 0; ; ) {
    const page = (await engine.businessRows.list(
      'case_records', [{ column: 'closed_at_ms', equals: null }, { column: 'accepted_at_ms', from: fromMs }], { orderBy: 'accepted_at_ms', limit: PAGE },
    )) as unknown as CaseRow[]
    const untold = page.filter((row) => !told.has(row.instanceId))
    for (const row of untold) {
      for (const instanceId of [row.instanceId, ...(await openItems(engine, row.instanceId))]) {
        told.add(instanceId)
        await engine.bus.submit({
          instanceId,
          command: { type: 'SetVariables', variables: { [CALENDAR_VARIABLE]: `${year.year} 年：${year.source}` } },
          actor: { kind: 'system' },
        })
      }
    }
    if (page.length < PAGE || untold.length === 0) return told.size
    fromMs = page.at(-1)!.acceptedAtMs!
  }
}

async function openItems(engine: WebServices['engine'], caseKey: string): Promise<string[]> {
  const items = (await engine.businessRows.list('case_items', [{ column: 'case_key', equals: caseKey }, { column: 'decided_at_ms', equals: null }])) as unknown as CaseItemRow[]
  return items.flatMap((item) => (item.instanceId === null ? [] : [item.instanceId]))
}
