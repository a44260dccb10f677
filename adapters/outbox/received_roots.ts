import type { BusinessRowQueries } from '#engine/runtime/ports/business_row_queries'

const PAGE = 1_000

/** Instances of cases that were accepted, or ended without that, and of events that were filed, within a period: each once, by time. */
export async function* receivedRoots(rows: Pick<BusinessRowQueries, 'list'>, fromMs: number, toMs: number): AsyncGenerator<string> {
  const seen = new Set<string>()
  for (const [table, column] of [['case_records', 'acceptedAtMs'], ['case_records', 'closedAtMs'], ['event_records', 'filedAtMs']] as const) {
    for (let from = fromMs; ; ) {
      const page = await rows.list(table, [{ column, from, before: toMs }], { orderBy: column, limit: PAGE })
      const fresh = page.filter(({ instanceId }) => !seen.has(String(instanceId)))
      for (const row of fresh) {
        seen.add(String(row.instanceId))
        yield String(row.instanceId)
      }
      const last = Number(page.at(-1)?.[column] ?? toMs)
      if (page.length < PAGE || (fresh.length === 0 && last === from)) break
      from = last
    }
  }
}
