import { CALENDAR_VARIABLE } from '#processes/foundation/case/calendar_change'
import { itemKey, type CaseItemRow } from '#processes/foundation/case/case_rows'
import { limitOf } from '#processes/foundation/clocks/legal_clock'
import type { WebServices } from '../web_services.js'

const PAGE = 1_000

/** Open items of these units whose promised limit runs in 工作时, the earliest due first; limits in days end at 24:00, whatever the office hours. */
export async function openHourlyItems({ engine }: Pick<WebServices, 'engine'>, units: readonly string[]): Promise<CaseItemRow[]> {
  const found: CaseItemRow[] = []
  for (const department of units) {
    const known = new Set<string>()
    for (let fromMs = 0; ; ) {
      const page = (await engine.businessRows.list(
        'case_items', [{ column: 'department', equals: department }, { column: 'verdict', equals: 'running' }, { column: 'promised_due_at_ms', from: fromMs }], { orderBy: 'promised_due_at_ms', limit: PAGE },
      )) as unknown as CaseItemRow[]
      const fresh = page.filter(({ caseKey, code }) => !known.has(itemKey(caseKey, code)))
      for (const row of fresh) {
        known.add(itemKey(row.caseKey, row.code))
        if (row.promised !== null && limitOf(row.promised).unit === 'workingHours') found.push(row)
      }
      if (page.length < PAGE || fresh.length === 0) break
      fromMs = page.at(-1)!.promisedDueAtMs ?? fromMs
    }
  }
  return found
}

/** Tells open items that hours are counted otherwise now, each with an entry in its journal. Answers how many took it. */
export async function recountHourlyItems(services: Pick<WebServices, 'engine'>, units: readonly string[], words: string): Promise<number> {
  let told = 0
  for (const { instanceId } of await openHourlyItems(services, units)) {
    if (instanceId === null) continue
    const answer = await services.engine.bus.submit({ instanceId, command: { type: 'SetVariables', variables: { [CALENDAR_VARIABLE]: words } }, actor: { kind: 'system' } })
    if (answer.ok) told += 1
  }
  return told
}
