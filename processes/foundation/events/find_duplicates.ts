import { DAY_MS } from '../calendar/local_time.js'
import type { DuplicateRule } from './event_declaration.js'
import type { EventRow } from './event_rows.js'
import { metresBetween } from './places.js'

/** What of an event is compared. */
export type ComparedEvent = Pick<EventRow, 'instanceId' | 'category' | 'subtype' | 'longitude' | 'latitude' | 'address' | 'description' | 'mergedInto' | 'closedAtMs' | 'reportedAtMs'>

/** A proposal, never more: a person confirms it. */
export interface DuplicateCandidate<Row> {
  event: Row
  metres: number
  /** Of the words, 0 to 1. */
  similarity: number
  isSameSubtype: boolean
}

/**
 * Events that may be the same thing as `event`: of its 小类 (or of its 大类 with alike words), within the radius, open or closed a few days ago.
 * Likeliest first: same 小类, then like words, then near. Masters only.
 */
export function findDuplicates<Row extends ComparedEvent>(event: ComparedEvent, others: readonly Row[], rule: DuplicateRule, nowMs: number): DuplicateCandidate<Row>[] {
  const { longitude, latitude } = event
  if (longitude === null || latitude === null) return []
  return others
    .filter((other) => other.instanceId !== event.instanceId && other.mergedInto === null && other.category === event.category)
    .filter((other) => other.closedAtMs === null || nowMs - other.closedAtMs <= rule.closedWithinDays * DAY_MS)
    .flatMap((other) => {
      if (other.longitude === null || other.latitude === null) return []
      const metres = metresBetween({ longitude, latitude }, { longitude: other.longitude, latitude: other.latitude })
      const similarity = textSimilarity(`${event.address}${event.description}`, `${other.address}${other.description}`)
      const isSameSubtype = other.subtype === event.subtype
      return metres <= rule.radiusMetres && (isSameSubtype || similarity >= rule.similarity) ? [{ event: other, metres, similarity, isSameSubtype }] : []
    })
    .toSorted((one, other) => Number(other.isSameSubtype) - Number(one.isSameSubtype) || other.similarity - one.similarity || one.metres - other.metres)
}

/** How alike two texts are, 0 to 1: shared pairs of neighbouring characters (Dice), punctuation and spaces left out. */
export function textSimilarity(one: string, other: string): number {
  const [a, b] = [pairsOf(one), pairsOf(other)]
  const total = a.length + b.length
  if (total === 0) return 0
  const left = new Map<string, number>()
  for (const pair of a) left.set(pair, (left.get(pair) ?? 0) + 1)
  let shared = 0
  for (const pair of b) {
    const count = left.get(pair) ?? 0
    if (count === 0) continue
    left.set(pair, count - 1)
    shared += 1
  }
  return (2 * shared) / total
}

function pairsOf(text: string): string[] {
  const characters = [...text.toLowerCase().replace(/[\p{P}\p{S}\s]/gu, '')]
  return characters.slice(1).map((character, index) => `${characters[index]}${character}`)
}
