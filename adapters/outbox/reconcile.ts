import { dateText, dayNumber } from '#processes/foundation/calendar/local_time'
import type { Delivery } from '#processes/foundation/deliveries/delivery'
import { FACT_KINDS } from '#processes/foundation/deliveries/fact'
import type { Difference, Reconciliation } from '#processes/foundation/deliveries/ports'
import type { LedgerEntry } from '#processes/foundation/deliveries/target'

/** What both sides have, as far as a day is concerned. */
export interface BothSides {
  /** Ours that were sent that day. */
  ours: readonly Delivery[]
  /** Theirs of that day. */
  theirs: readonly LedgerEntry[]
  /** Ours, whatever their day, that theirs name. */
  named: ReadonlyMap<string, Delivery>
  /** Theirs of the days on which ours were first tried: an answer that was lost before midnight. */
  around: ReadonlyMap<string, LedgerEntry>
}

/** Counts by kind and what differs. Ours without verdict that they have not is no difference yet. Pure. */
export function compareSides({ ours, theirs, named, around }: BothSides): Pick<Reconciliation, 'counts' | 'differences'> {
  const inTheirs = new Map(theirs.map((entry) => [entry.messageId, entry]))
  const differences: Difference[] = []
  for (const { id, kind, number, status } of ours) {
    const entry = inTheirs.get(id) ?? around.get(id)
    const of = { delivery: id, fact: kind, number, ours: status }
    if (entry === undefined && (status === 'accepted' || status === 'confirmed')) differences.push({ kind: 'missing_above', ...of })
  }
  for (const entry of theirs) {
    const delivery = named.get(entry.messageId)
    if (delivery === undefined) differences.push({ kind: 'missing_here', entry })
    else if (!agree(delivery, entry)) {
      differences.push({ kind: 'status_differs', delivery: delivery.id, fact: delivery.kind, number: delivery.number, ours: delivery.status, theirs: entry.status })
    }
  }
  const isCounted = ({ status }: Delivery): boolean => status === 'accepted' || status === 'confirmed'
  const counts = FACT_KINDS.map((kind) => ({
    kind,
    ours: ours.filter((one) => one.kind === kind && isCounted(one)).length,
    theirs: theirs.filter((entry) => entry.status !== 'rejected' && named.get(entry.messageId)?.kind === kind).length,
  }))
  return { counts: counts.filter((count) => count.ours + count.theirs > 0), differences }
}

/** What was refused there and then skipped or corrected here is settled. */
const agree = ({ status }: Delivery, theirs: LedgerEntry): boolean => status === theirs.status || (status === 'skipped' && theirs.status === 'rejected')

/** Days before `date` on which one of these was first tried; at most a week. */
export function earlierDays(missing: readonly Delivery[], date: string): readonly string[] {
  const days = new Set(missing.map(({ createdAtMs, history }) => dateText(dayNumber(history[0]?.atMs ?? createdAtMs))))
  return [...days].filter((day) => day < date).toSorted().slice(-7)
}
