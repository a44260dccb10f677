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

/** A fact that comes true outside a process step; two of the same id are one. */
export interface DirectFact {
  id: string
  fact: AnyFact
}

/**
 * Puts facts, in their order, into the queues of the targets that take them, each behind what was told under its key; one told before changes nothing.
 * Drills, and what nobody takes, cost nothing.
 */
export function tellDirectly(
  facts: readonly DirectFact[], targets: readonly FactTarget[], loaded: ReadonlyMap<string, BusinessRow | null>,
): { wanted: readonly RowKey[] } | { changes: readonly RowChange[]; deliveries: readonly OutboxRow[] } {
  const rows = new WorkingRows(loaded)
  const deliveries = facts.flatMap(({ id, fact }) => {
    const takers = fact.drill ? [] : targets.filter(({ takes }) => takes.includes(fact.kind))
    return takers.length === 0 ? [] : tellOne(rows, id, fact, takers)
  })
  return rows.isComplete ? { changes: rows.changes(), deliveries } : { wanted: rows.wanted() }
}

function tellOne(rows: WorkingRows, id: string, fact: AnyFact, takers: readonly FactTarget[]): OutboxRow[] {
  const { kind, orderKey, caseKey, number } = fact
  const key = `${kind}/${orderKey}`
  const told = rows.get<ToldDirectly>('told_facts', key) ?? { ids: [], targets: {} }
  if (told.ids.includes(id)) return []
  const seqs = { ...told.targets }
  const deliveries = takers.map((target): OutboxRow => {
    const seq = (seqs[target.id]?.seq ?? 0) + 1
    seqs[target.id] = { seq }
    return { target: target.id, orderKey: key, seq, kind, schemaVersion: FACT_VERSION, mappingVersion: target.mappingVersion, caseKey, number, business: null, fact }
  })
  rows.put<ToldDirectly>('told_facts', key, { ids: [...told.ids, id].slice(-REMEMBERED), targets: seqs })
  return deliveries
}
