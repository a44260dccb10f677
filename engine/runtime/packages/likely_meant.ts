/** Names shorter than this are like too many others. */
const SHORTEST = 4
/** From this length on two slips are still the same name. */
const LONG = 9

/** Of the names there are, the one that a reader of `name` most likely meant: a slip or two away, or the same but for upper and lower case. Null = none is that close. */
export const likelyMeant = (name: string, known: Iterable<string>): string | null => {
  if (name.length < SHORTEST) return null
  const most = name.length >= LONG ? 2 : 1
  let best: { name: string; slips: number } | null = null
  for (const other of known) {
    if (other.length < SHORTEST || Math.abs(other.length - name.length) > most) continue
    const slips = other.toLowerCase() === name.toLowerCase() ? 0 : slipsBetween(name, other)
    if (slips <= most && (best === null || slips < best.slips)) best = { name: other, slips }
  }
  return best?.name ?? null
}

/** Fewest letters added, left out, changed or swapped with the next (the restricted Damerau–Levenshtein distance). */
const slipsBetween = (one: string, other: string): number => {
  let before: number[] = []
  let last = Array.from({ length: other.length + 1 }, (_, column) => column)
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row]
    for (let column = 1; column <= other.length; column += 1) {
      const isSame = one[row - 1] === other[column - 1]
      const isSwapped = row > 1 && column > 1 && one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1]
      now.push(Math.min(now[column - 1]! + 1, last[column]! + 1, last[column - 1]! + (isSame ? 0 : 1), isSwapped ? before[column - 2]! + 1 : Infinity))
    }
    before = last
    last = now
  }
  return last[other.length]!
}
