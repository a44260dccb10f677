import type { Scalar, ScalarRow } from '#engine/runtime/ports/command_store'
import { searchTerms } from '#engine/runtime/bus/search_terms'
import { FIRST_HASH, journalHash, type JournalRow } from '#engine/runtime/journal/journal_row'
import { isoText } from '#engine/time/wall_clock'
import { playCase, type CaseRows } from './play_case.js'
import type { RowCase } from './row_process.js'

/** Stands for the own values of a case while the pattern is played: texts and instants that nothing else contains. */
const STAND_IN: RowCase = { instanceId: '01stand0in0for0an0instance', atMs: 1_712_345_678_901, title: '替题', applicant: '替名', clerk: 'clerk-stand-in' }
/** A step is due after ten days, amber a working day before; the test calendar works every day. */
const DAYS_MS = { amber: 9 * 86_400_000, due: 10 * 86_400_000 }

type OwnValue = (one: RowCase) => string

/** Own values by what stands for them. */
const OWN: ReadonlyMap<string, OwnValue> = new Map<string, OwnValue>([
  [STAND_IN.instanceId, (one) => one.instanceId],
  [STAND_IN.title, (one) => one.title],
  [STAND_IN.applicant, (one) => one.applicant],
  [STAND_IN.clerk, (one) => one.clerk],
  [String(STAND_IN.atMs), (one) => String(one.atMs)],
  [String(STAND_IN.atMs + DAYS_MS.amber), (one) => String(one.atMs + DAYS_MS.amber)],
  [String(STAND_IN.atMs + DAYS_MS.due), (one) => String(one.atMs + DAYS_MS.due)],
  [isoText(STAND_IN.atMs), (one) => isoText(one.atMs)],
])

const MARKS = new RegExp(`(${[...OWN.keys()].map((mark) => mark.replace(/[.+]/g, '\\$&')).join('|')})`)

const patternOfText = (text: string): ((one: RowCase) => string) => {
  const parts = text.split(MARKS).map((part) => OWN.get(part) ?? part)
  return (one) => {
    let filled = ''
    for (const part of parts) filled += typeof part === 'string' ? part : part(one)
    return filled
  }
}

const patternOfValue = (value: Scalar): ((one: RowCase) => Scalar) => {
  if (value === null) return () => null
  const text = patternOfText(String(value))
  return typeof value === 'number' ? (one) => Number(text(one)) : text
}

const patternOfRow = (row: ScalarRow): ((one: RowCase) => Record<string, Scalar>) => {
  const columns = Object.entries(row).map(([property, value]) => [property, patternOfValue(value)] as const)
  return (one) => {
    const filled: Record<string, Scalar> = {}
    for (const [property, of] of columns) filled[property] = of(one)
    return filled
  }
}

/** The chain over the filled rows, by the product's own function. */
const chained = (rows: readonly Record<string, Scalar>[]): ScalarRow[] => {
  let prevHash = FIRST_HASH
  return rows.map((row) => {
    const linked = { ...row, prevHash } as unknown as JournalRow
    prevHash = journalHash(linked)
    return { ...row, prevHash: linked.prevHash, hash: prevHash }
  })
}

const termsOf = ({ instanceId, title }: RowCase): ScalarRow[] =>
  searchTerms(title).sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))).map((term) => ({ term, instanceId }))

/** Plays a case once and answers what writes the rows of any other: its own values put in, terms and hashes made anew. */
export async function casePattern(): Promise<(one: RowCase) => CaseRows> {
  const played = Object.entries(await playCase(STAND_IN)).map(([table, rows]) => [table, rows.map(patternOfRow)] as const)
  return (one) => {
    const filled: Record<string, ScalarRow[]> = Object.fromEntries(played.map(([table, rows]) => [table, rows.map((row) => row(one))]))
    const journal = chained(filled.journal as Record<string, Scalar>[])
    const instances = filled.instances?.map((row) => ({ ...row, headHash: journal.at(-1)?.hash ?? null })) ?? []
    return { ...filled, instances, journal, instance_terms: termsOf(one) }
  }
}
