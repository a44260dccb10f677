import type { CardCount, DecidedCount, RunningCount, StageTime } from './board_store.js'

/** Finished items of one row of the board: a month, a department or a business; `forwarded` ones (转报) are among the `decided`. `onTimeRate` is null where nothing was decided (shown as —). */
export interface RateLine {
  key: string
  decided: number
  onTime: number
  overdue: number
  forwarded: number
  onTimeRate: number | null
}

/** A department and stage in which items stand: now, and how long those stood there that have left it. */
export interface StageLine {
  department: string
  stage: string
  stageText: string
  waiting: number
  amber: number
  overdue: number
  oldestSinceMs: number | null
  left: number
  averageSeconds: number | null
  longestSeconds: number | null
}

/** 红黄牌 of one row: a month or a department. */
export interface CardLine {
  key: string
  yellow: number
  red: number
  corrected: number
}

export interface Board {
  months: readonly RateLine[]
  departments: readonly RateLine[]
  businesses: readonly RateLine[]
  running: { count: number; amber: number; overdue: number }
  stages: readonly StageLine[]
  cards: { months: readonly CardLine[]; departments: readonly CardLine[] }
}

export interface BoardCounts {
  /** Every month to be shown, in order; one without decisions is a line of noughts. */
  months: readonly string[]
  /** The month whose departments, businesses and stages are shown. */
  month: string
  decided: readonly DecidedCount[]
  running: readonly RunningCount[]
  stages: readonly StageTime[]
  cards: readonly CardCount[]
}

/** The board from its counts: 按时率 = decided on time ÷ decided, by the month of the decision and the verdict written then. */
export function assembleBoard({ months, month, decided, running, stages, cards }: BoardCounts): Board {
  const ofMonth = decided.filter((one) => one.month === month)
  return {
    months: months.map((key) => rateLine(key, decided.filter((one) => one.month === key))),
    departments: rateLines(ofMonth, (one) => one.department),
    businesses: rateLines(ofMonth, (one) => one.business),
    running: { count: sum(running, (one) => one.count), amber: sum(running, (one) => one.amber), overdue: sum(running, (one) => one.overdue) },
    stages: stageLines(running, stages),
    cards: { months: months.map((key) => cardLine(key, cards.filter((one) => one.month === key))), departments: cardsByDepartment(cards.filter((one) => one.month === month)) },
  }
}

/** The last `count` months that end with one. */
export function monthsUpTo(month: string, count: number): string[] {
  const [year = 0, number = 1] = month.split('-').map(Number)
  const last = year * 12 + number - 1
  return Array.from({ length: count }, (_, index) => {
    const at = last - (count - 1 - index)
    return `${Math.floor(at / 12)}-${String((at % 12) + 1).padStart(2, '0')}`
  })
}

/** Worst rate first, then by weight. */
function rateLines(decided: readonly DecidedCount[], keyOf: (one: DecidedCount) => string): RateLine[] {
  const keys = [...new Set(decided.map(keyOf))]
  return keys
    .map((key) => rateLine(key, decided.filter((one) => keyOf(one) === key)))
    .toSorted((one, other) => (one.onTimeRate ?? 1) - (other.onTimeRate ?? 1) || other.decided - one.decided || (one.key < other.key ? -1 : 1))
}

function rateLine(key: string, counts: readonly DecidedCount[]): RateLine {
  const onTime = sum(counts, (one) => (one.verdict === 'on_time' ? one.count : 0))
  const overdue = sum(counts, (one) => (one.verdict === 'overdue' ? one.count : 0))
  const decided = onTime + overdue
  return { key, decided, onTime, overdue, forwarded: sum(counts, (one) => one.forwarded), onTimeRate: decided === 0 ? null : onTime / decided }
}

/** Most red first, then most yellow. */
function cardsByDepartment(cards: readonly CardCount[]): CardLine[] {
  const keys = [...new Set(cards.map(({ department }) => department))]
  return keys
    .map((key) => cardLine(key, cards.filter(({ department }) => department === key)))
    .toSorted((one, other) => other.red - one.red || other.yellow - one.yellow || (one.key < other.key ? -1 : 1))
}

const cardLine = (key: string, cards: readonly CardCount[]): CardLine => ({
  key,
  yellow: sum(cards, ({ colour, count }) => (colour === 'yellow' ? count : 0)),
  red: sum(cards, ({ colour, count }) => (colour === 'red' ? count : 0)),
  corrected: sum(cards, ({ corrected }) => corrected),
})

/** Bottlenecks: most overdue first, then most waiting, then the slowest. */
function stageLines(running: readonly RunningCount[], stages: readonly StageTime[]): StageLine[] {
  const lines = new Map<string, StageLine>()
  const lineOf = ({ department, stage, stageText }: Pick<StageLine, 'department' | 'stage' | 'stageText'>): StageLine =>
    lines.get(`${department}/${stage}/${stageText}`) ??
    { department, stage, stageText, waiting: 0, amber: 0, overdue: 0, oldestSinceMs: null, left: 0, averageSeconds: null, longestSeconds: null }
  const keep = (line: StageLine) => lines.set(`${line.department}/${line.stage}/${line.stageText}`, line)
  for (const one of running) {
    const line = lineOf(one)
    keep({
      ...line, waiting: line.waiting + one.count, amber: line.amber + one.amber, overdue: line.overdue + one.overdue,
      oldestSinceMs: earlier(line.oldestSinceMs, one.oldestSinceMs),
    })
  }
  for (const one of stages) {
    keep({ ...lineOf(one), left: one.items, averageSeconds: one.stays === 0 ? null : Math.round(one.totalSeconds / one.stays), longestSeconds: one.longestSeconds })
  }
  return [...lines.values()].toSorted((one, other) => other.overdue - one.overdue || other.waiting - one.waiting || (other.averageSeconds ?? 0) - (one.averageSeconds ?? 0))
}

const earlier = (one: number | null, other: number | null): number | null => (one === null || other === null ? (one ?? other) : Math.min(one, other))

const sum = <T>(list: readonly T[], of: (one: T) => number): number => list.reduce((total, one) => total + of(one), 0)
