import { isUrgent, type NoticeRow, type Telling } from '#processes/foundation/notices/notice'
import { DEFAULT_PREFERENCES, goesOutBy, sendableFrom, type NoticePreferences } from '#processes/foundation/notices/preferences'
import type { SendChannel, SendRow } from '#processes/foundation/notices/send'
import { withoutNumbers, type NoticeTemplates } from '#processes/foundation/notices/templates'
import type { Person } from '#processes/foundation/organisation/records'
import { isMailAddress, type ChannelSettings } from './channel_settings.js'
import { noticeText } from './notice_text.js'

export interface NoticeSurroundings {
  person(userId: string): Person | null
  preferences: ReadonlyMap<string, NoticePreferences>
  /** Texts of the business's package and of the administrator, the first that has the kind counts. */
  templatesOf(definitionKey: string | null): readonly NoticeTemplates[]
  channels: ChannelSettings
  newId(): string
  nowMs: number
}

export interface Composed {
  notices: NoticeRow[]
  sends: SendRow[]
}

/** One telling as a notice for each person, and as what leaves the house for those who want it and may have it. A drill stays inside. */
export function composeNotices(telling: Telling, surroundings: NoticeSurroundings): Composed {
  const { kind, fact, path } = telling
  const { newId, nowMs } = surroundings
  const text = noticeText(telling, surroundings.templatesOf(telling.definitionKey))
  const people = [...new Set(telling.people)].filter((userId) => surroundings.person(userId)?.active)
  const notices = people.map((userId): NoticeRow => ({ id: newId(), userId, fact, kind, ...text, path, isUrgent: isUrgent(kind), atMs: nowMs, readAtMs: null }))
  const outside = { subject: withoutNumbers(text.title), line: withoutNumbers(text.line), path, fact, isUrgent: isUrgent(kind) }
  const send = (channel: SendChannel, receiver: string, nextAtMs: number): SendRow => ({
    ...outside, id: newId(), channel, receiver, state: 'waiting', batch: null, attempts: 0, nextAtMs, reason: null, createdAtMs: nowMs, endedAtMs: null,
  })
  const toPeople = people.flatMap((userId) => {
    const preferences = surroundings.preferences.get(userId) ?? DEFAULT_PREFERENCES
    const from = sendableFrom(kind, preferences, nowMs, telling.isForTheDay)
    return (['mail', 'sms'] as const)
      .filter((channel) => goesOutBy(channel, kind, preferences, telling.isDrill) && addressOf(channel, userId, preferences, surroundings) !== null)
      .map((channel) => send(channel, userId, from))
  })
  const robots = telling.isDrill ? [] : surroundings.channels.robots.filter((robot) => robot.kinds.includes(kind) && concerns(robot.departments, telling.departmentId))
  const toRobots = robots.map(({ id }) => send(`robot:${id}`, id, sendableFrom(kind, { quiet: null }, nowMs)))
  return { notices, sends: [...toPeople, ...toRobots] }
}

const concerns = (departments: readonly string[], departmentId: string | null): boolean => departments.length === 0 || (departmentId !== null && departments.includes(departmentId))

/** Where a person is reached on a channel now; null = not at all. */
export function addressOf(
  channel: 'mail' | 'sms', userId: string, preferences: NoticePreferences, { person, channels }: Pick<NoticeSurroundings, 'person' | 'channels'>,
): string | null {
  const known = person(userId)
  if (!known?.active) return null
  if (channel === 'sms') return channels.sms && known.phone && /^\+?\d{5,20}$/.test(known.phone) ? known.phone : null
  const address = preferences.email ?? known.email ?? null
  return channels.mail && address !== null && isMailAddress(address, channels.mail) ? address : null
}
