import type { CutColumn, Segment } from './segments.js'

/** A combination that no rule takes: the segments of the columns that matter, in order. */
export type Gap = readonly { readonly column: string; readonly segments: readonly Segment[] }[]

/** Branches looked at before a large table is left alone. */
const MOST_BRANCHES = 20_000
/** Gaps told of one table. */
const MOST_TOLD = 5

interface Search {
  readonly columns: readonly CutColumn[]
  readonly found: Gap[]
  left: number
}

/** Combinations that no rule takes; null when the table is too large to say. */
export function findGaps(columns: readonly CutColumn[], rules: number): Gap[] | null {
  const search: Search = { columns: columns.filter(({ segments }) => segments.length > 0), found: [], left: MOST_BRANCHES }
  look(search, 0, Array.from({ length: rules }, (_, position) => position), [])
  return search.left < 0 ? null : search.found
}

function look(search: Search, column: number, rules: readonly number[], way: Gap): void {
  if (search.found.length >= MOST_TOLD || --search.left < 0) return
  if (rules.length === 0) {
    search.found.push(way)
    return
  }
  const cut = search.columns[column]
  if (cut === undefined || rules.some((rule) => takesTheRest(search.columns, column, rule))) return
  for (const { segments, taking } of bySameRules(cut, rules)) look(search, column + 1, taking, [...way, { column: cut.name, segments }])
}

const takesTheRest = (columns: readonly CutColumn[], from: number, rule: number): boolean => columns.slice(from).every(({ accepts }) => accepts[rule] === null)

/** The segments of a column in groups that the same rules accept. */
function bySameRules({ segments, accepts }: CutColumn, rules: readonly number[]): { segments: readonly Segment[]; taking: readonly number[] }[] {
  const groups = new Map<string, { segments: Segment[]; taking: readonly number[] }>()
  for (const [i, segment] of segments.entries()) {
    const taking = rules.filter((rule) => accepts[rule] === null || (accepts[rule]![i >> 5]! & (1 << (i & 31))) !== 0)
    const key = taking.join(' ')
    const group = groups.get(key)
    if (group === undefined) groups.set(key, { segments: [segment], taking })
    else group.segments.push(segment)
  }
  return [...groups.values()]
}
