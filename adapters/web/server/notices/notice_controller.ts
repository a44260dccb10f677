import { isMailAddress } from '#adapters/notifications/channel_settings'
import type { Notice, NoticePreferences as WirePreferences } from '#adapters/web/contract/notices'
import { NOTICE_KINDS, type NoticeKind, type NoticeRow } from '#processes/foundation/notices/notice'
import { DEFAULT_PREFERENCES, type NoticePreferences } from '#processes/foundation/notices/preferences'
import type { Login } from '../accounts/login.js'
import { recordChange } from '../accounts/audit.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { invalid } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { readChannels } from './notice_settings.js'

type NoticeOperations = Pick<Operations, 'listNotices' | 'countNotices' | 'readNotices' | 'readNoticePreferences' | 'saveNoticePreferences'>

const PAGE = 50

/** One's own notices, and how one wants to be told. */
export const noticeController = (services: WebServices): NoticeOperations => ({
  async listNotices(call) {
    const { unread = false, after = null, limit = PAGE } = call.query
    const rows = await services.notices.list(signedIn(call).userId, { unreadOnly: unread, before: after, limit: limit + 1 })
    return { body: { data: rows.slice(0, limit).map(presentNotice), next: rows.length > limit ? rows[limit - 1]!.id : null } }
  },

  async countNotices(call) {
    return { body: { count: await services.notices.countUnread(signedIn(call).userId) } }
  },

  async readNotices(call) {
    await services.notices.markRead(signedIn(call).userId, call.body.ids ?? null, services.clock())
    return { body: undefined }
  },

  async readNoticePreferences(call) {
    return { body: await presentPreferences(services, signedIn(call)) }
  },

  async saveNoticePreferences(call) {
    const login = signedIn(call)
    const { muted, email, ...rest } = call.body
    const kinds = muted.map(kindNamed)
    const { mail } = await readChannels(services.accounts.settings, services.settings.appKey)
    if (email !== null && !isMailAddress(email, mail ?? { domains: [] })) {
      const allowed = mail && mail.domains.length > 0 ? `须为 ${mail.domains.join('、')} 的邮箱` : '不是邮箱地址'
      throw invalid('邮箱不能使用。请改填单位邮箱，或留空用通讯录中的邮箱。', [{ path: 'email', message: allowed }])
    }
    await services.notices.savePreferences(login.userId, { ...rest, email, muted: kinds })
    // the address itself is nobody's but his
    await recordChange(services, call, 'notices.chosen', `user:${login.userId}`, { ...rest, muted: kinds, ownAddress: email !== null })
    return { body: await presentPreferences(services, login) }
  },
})

/** The kind of that name; 422 when there is none. */
export function kindNamed(name: string): NoticeKind {
  const known = NOTICE_KINDS.find(({ kind }) => kind === name)
  if (!known) throw invalid(`没有通知种类“${name}”。请从列表中选择。`)
  return known.kind
}

export const nameOfKind = (kind: string): string => NOTICE_KINDS.find((one) => one.kind === kind)?.name ?? kind

export const wireKinds = () => NOTICE_KINDS.map(({ kind, name, isUrgent }) => ({ kind, name, urgent: isUrgent }))

const presentNotice = ({ id, kind, title, line, path, isUrgent, atMs, readAtMs }: NoticeRow): Notice => ({
  id, kind, kindName: nameOfKind(kind), title, line, path, urgent: isUrgent, at: instant(atMs), readAt: readAtMs === null ? null : instant(readAtMs),
})

async function presentPreferences(services: WebServices, { userId, person }: Login): Promise<WirePreferences> {
  const stored: NoticePreferences = (await services.notices.preferences([userId])).get(userId) ?? DEFAULT_PREFERENCES
  const { mail, sms } = await readChannels(services.accounts.settings, services.settings.appKey)
  const { email, quiet, muted } = stored
  return {
    email, quiet, muted: [...muted], mail: stored.mail, sms: stored.sms, kinds: wireKinds(), knownEmail: person.email ?? null, hasPhone: person.phone !== null, mailOffered: mail !== null, smsOffered: sms !== null,
  }
}
