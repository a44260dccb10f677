/** Keys that were not there when later ones were read: of transactions that commit late, or of none. */
export interface KeyGap {
  from: number
  to: number
  /** When it was seen first. */
  sinceMs: number
}

/** How far a table has been read by its growing key. */
export interface KeyCursor {
  high: number
  /** Ascending. */
  gaps: readonly KeyGap[]
}

/** Looked into again at each reading. A table whose keys grow in steps opens a gap with each row: the newest count. */
const MOST_GAPS = 100

/** A gap is given up after so long: a transaction that takes longer is of another kind. */
export const GAP_WAIT_MS = 10 * 60_000

/** The cursor after rows with these keys were kept; keys above `high` and keys inside gaps, in any order. */
export function passKeys(cursor: KeyCursor, keys: readonly number[], nowMs: number): KeyCursor {
  const ascending = keys.toSorted((a, b) => a - b)
  const late = ascending.filter((key) => key <= cursor.high)
  const gaps = late.reduce(fillGap, cursor.gaps.filter(({ sinceMs }) => nowMs - sinceMs < GAP_WAIT_MS))
  const opened: KeyGap[] = []
  let high = cursor.high
  for (const key of ascending) {
    if (key <= high) continue
    if (key > high + 1) opened.push({ from: high + 1, to: key - 1, sinceMs: nowMs })
    high = key
  }
  return { high, gaps: [...gaps, ...opened].slice(-MOST_GAPS) }
}

const fillGap = (gaps: readonly KeyGap[], key: number): KeyGap[] =>
  gaps.flatMap((gap) => {
    if (key < gap.from || key > gap.to) return [gap]
    return [{ ...gap, to: key - 1 }, { ...gap, from: key + 1 }].filter(({ from, to }) => from <= to)
  })

/** A cursor as it was kept; null when it is none of ours. */
export function readCursor(text: string): KeyCursor | null {
  try {
    const value = JSON.parse(text) as KeyCursor
    return Number.isSafeInteger(value.high) && Array.isArray(value.gaps) ? value : null
  } catch {
    return null
  }
}
