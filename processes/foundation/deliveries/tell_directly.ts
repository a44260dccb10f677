import type { BusinessRow, OutboxRow, RowChange, RowKey } from '#engine/runtime/participant'
import { WorkingRows } from '../working_rows.js'
import { FACT_VERSION, type AnyFact } from './fact.js'
import type { FactTarget } from './target.js'

/** Ids of facts that a row remembers: enough for what is told of one device, alarm or report. */
const REMEMBERED = 100

/** Row of `told_facts` of what is told outside a process step. */
interface ToldDirectly {
  ids: readonly string[]
  targets: Readonly<Record<string, { seq: number }>>
}

/** Puts a fact into the queues of these targets behind what was told under its key; one told before (by `id`) changes nothing. */
export function tellDirectly(
  id: string, fact: AnyFact, targets: readonly FactTarget[], loaded: ReadonlyMap<string, BusinessRow | null>,
): { wanted: readonly RowKey[] } | { changes: readonly RowChange[]; deliveries: readonly OutboxRow[] } {
  const rows = new WorkingRows(loaded)
  const { kind, orderKey, caseKey, number } = fact
  const told = rows.get<ToldDirectly>('told_facts', `${kind}/${orderKey}`) ?? { ids: [], targets: {} }
  if (!rows.isComplete) return { wanted: rows.wanted() }
  if (told.ids.includes(id)) return { changes: [], deliveries: [] }
  const seqs = { ...told.targets }
  const deliveries = targets.map((target): OutboxRow => {
    const seq = (seqs[target.id]?.seq ?? 0) + 1
    seqs[target.id] = { seq }
    return { target: target.id, orderKey: `${kind}/${orderKey}`, seq, kind, schemaVersion: FACT_VERSION, mappingVersion: target.mappingVersion, caseKey, number, business: null, fact }
  })
  rows.put<ToldDirectly>('told_facts', `${kind}/${orderKey}`, { ids: [...told.ids, id].slice(-REMEMBERED), targets: seqs })
  return { changes: rows.changes(), deliveries }
}
