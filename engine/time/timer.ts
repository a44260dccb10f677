import type { Duration, TimerDefinition } from '#engine/model/timer_definition'
import { nextCron, parseCron } from './cron.js'
import { addDuration, isPositive, parseDuration } from './duration.js'
import { parseInstant } from './instant.js'

/** When a timer falls due next, and how often it may still fire after that (null = without end). */
export interface Due {
  atMs: number
  repetitionsLeft: number | null
}

/** Most repetitions one body may ask for. */
const MAX_REPETITIONS = 1_000_000_000

/**
 * What a timer body says, or null when it is none of its kind. `date`: ISO date-time. `duration`: ISO duration. `cycle`:
 * `Rn/duration`, `Rn/start/duration`, `Rn/duration/end` or cron. A cycle that does not move the clock forward is none.
 */
export function parseTimer(kind: 'date' | 'duration' | 'cycle', body: string): TimerDefinition | null {
  const text = body.trim()
  if (kind === 'date') {
    const atMs = parseInstant(text)
    return atMs === null ? null : { kind, atMs }
  }
  if (kind === 'duration') {
    const duration = parseDuration(text)
    return duration === null || duration.negative ? null : { kind, duration }
  }
  return text.startsWith('R') ? parseRepeating(text) : cronTimer(text)
}

function cronTimer(text: string): TimerDefinition | null {
  const schedule = parseCron(text)
  return schedule === null ? null : { kind: 'cron', schedule }
}

function parseRepeating(text: string): TimerDefinition | null {
  const [head, ...parts] = text.split('/')
  const count = /^R(\d{0,9})$/.exec(head as string)
  if (count === null || parts.length < 1 || parts.length > 2) return null
  const repetitions = count[1] === '' ? null : Math.min(Number(count[1]), MAX_REPETITIONS)
  const durations = parts.map(parseDuration)
  const position = durations.findIndex((duration) => duration !== null)
  const interval = durations[position]
  if (!interval || !isPositive(interval)) return null
  if (parts.length === 1) return { kind: 'cycle', repetitions, interval, startAtMs: null, endAtMs: null }
  const bound = parseInstant(parts[1 - position] as string)
  if (bound === null) return null
  return { kind: 'cycle', repetitions, interval, startAtMs: position === 1 ? bound : null, endAtMs: position === 0 ? bound : null }
}

/** First due instant of a timer armed at `nowMs`; null when it never fires. */
export function firstDue(definition: TimerDefinition, nowMs: number): Due | null {
  switch (definition.kind) {
    case 'date':
      return { atMs: definition.atMs, repetitionsLeft: 0 }
    case 'duration':
      return { atMs: addDuration(nowMs, definition.duration), repetitionsLeft: 0 }
    case 'cron': {
      const atMs = nextCron(definition.schedule, nowMs)
      return atMs === null ? null : { atMs, repetitionsLeft: null }
    }
    case 'cycle': {
      if (definition.repetitions === 0) return null
      const repetitionsLeft = definition.repetitions === null ? null : definition.repetitions - 1
      return within(definition.endAtMs, definition.startAtMs ?? addDuration(nowMs, definition.interval), repetitionsLeft)
    }
  }
}

/**
 * The repetition after one that was due at `dueAtMs` and has fired at `nowMs`; null when that was the last. Missed repetitions are
 * not made up for in a burst: the next is the first of the row that is still to come, so that what is due daily at nine stays at nine.
 * A row is counted from the start it names, else from the last one due.
 */
export function nextDue(definition: TimerDefinition, dueAtMs: number, repetitionsLeft: number | null, nowMs: number): Due | null {
  if (definition.kind === 'cron') return firstDue(definition, nowMs)
  if (definition.kind !== 'cycle' || repetitionsLeft === 0) return null
  const atMs = firstOfRow(definition.startAtMs ?? dueAtMs, definition.interval, Math.max(dueAtMs, nowMs))
  return within(definition.endAtMs, atMs, repetitionsLeft === null ? null : repetitionsLeft - 1)
}

/** First instant after `afterMs` of a row that begins at `startMs`; the end of a month is not lost by a short one (31 January, 28 February, 31 March). */
function firstOfRow(startMs: number, interval: Duration, afterMs: number): number {
  // never more than one interval takes, so that what is left to count is little
  const longestMs = addDuration(0, { ...interval, days: interval.days + (interval.years * 12 + interval.months) * 31, years: 0, months: 0 })
  let times = Math.max(1, Math.floor((afterMs - startMs) / longestMs))
  while (addDuration(startMs, interval, times) <= afterMs) times += 1
  return addDuration(startMs, interval, times)
}

function within(endAtMs: number | null, atMs: number, repetitionsLeft: number | null): Due | null {
  return endAtMs !== null && atMs > endAtMs ? null : { atMs, repetitionsLeft }
}
