import { isUrgent, type NoticeKind } from './notice.js'

export type OutsideChannel = 'mail' | 'sms'

/** How one person wants to be told beside the bell, which always rings. */
export interface NoticePreferences {
  /** Where mails go; null = what the directory knows. */
  email: string | null
  mail: boolean
  sms: boolean
  /** Kinds that never leave the house for this person. */
  muted: readonly NoticeKind[]
  /** Minutes after midnight, county time; may pass midnight. null = at any hour. */
  quiet: { fromMinute: number; toMinute: number } | null
}

/** Of whoever has not said otherwise: mails for everything, short messages for what is urgent, nights left alone. */
export const DEFAULT_PREFERENCES: NoticePreferences = { email: null, mail: true, sms: false, muted: [], quiet: { fromMinute: 22 * 60, toMinute: 7 * 60 } }

const MINUTE_MS = 60_000
const DAY_MINUTES = 1_440
/** County time is eight hours ahead of UTC all year. */
const ZONE_MINUTES = 480
/** What is not urgent waits so long for more of its kind, from the first of it: a batch of 200 is one mail. */
export const GATHER_MS = 2 * MINUTE_MS

/** Earliest instant at which a notice may go out to this person; `isForTheDay`: quiet hours hold although it is urgent. */
export function sendableFrom(kind: NoticeKind, { quiet }: Pick<NoticePreferences, 'quiet'>, nowMs: number, isForTheDay = false): number {
  if (isUrgent(kind)) return isForTheDay && quiet !== null ? nowMs + quietMinutesLeft(quiet, nowMs) * MINUTE_MS : nowMs
  const gathered = nowMs + GATHER_MS
  return quiet === null ? gathered : gathered + quietMinutesLeft(quiet, gathered) * MINUTE_MS
}

/** Whole minutes until the quiet hours end; 0 outside them. */
function quietMinutesLeft({ fromMinute, toMinute }: NonNullable<NoticePreferences['quiet']>, atMs: number): number {
  const minute = (Math.floor(atMs / MINUTE_MS) + ZONE_MINUTES) % DAY_MINUTES
  const length = (toMinute - fromMinute + DAY_MINUTES) % DAY_MINUTES
  const since = (minute - fromMinute + DAY_MINUTES) % DAY_MINUTES
  return since < length ? length - since : 0
}

/** Whether this person is told of it on a channel outside: drills never are. */
export function goesOutBy(channel: OutsideChannel, kind: NoticeKind, preferences: NoticePreferences, isDrill: boolean): boolean {
  if (isDrill || preferences.muted.includes(kind)) return false
  return channel === 'mail' ? preferences.mail : preferences.sms && isUrgent(kind)
}
