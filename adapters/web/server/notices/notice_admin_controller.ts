import type { ChannelSettings } from '#adapters/notifications/channel_settings'
import { render } from '#adapters/notifications/notice_text'
import type { NoticeChannels, NoticeChannelsInput, NoticeSend, NoticeTemplates as WireTemplates } from '#adapters/web/contract/notices'
import type { SendRow } from '#processes/foundation/notices/send'
import { NO_WORDS } from '#processes/foundation/notices/tellings'
import { DEFAULT_TEMPLATES, readTemplates, type NoticeTemplates } from '#processes/foundation/notices/templates'
import { NOTICE_KINDS } from '#processes/foundation/notices/notice'
import { recordChange } from '../accounts/audit.js'
import type { Operations } from '../http/api_call.js'
import { invalid } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { kindNamed, nameOfKind, wireKinds } from './notice_controller.js'
import { readChannels, readOwnTemplates, saveChannels, saveOwnTemplates } from './notice_settings.js'

type NoticeAdminOperations = Pick<
  Operations,
  'readNoticeChannels' | 'saveNoticeChannels' | 'testNoticeChannel' | 'readNoticeTemplates' | 'saveNoticeTemplates' | 'listNoticeSends' | 'resendNotices'
>

const SHOWN = 200

/** 通知管理: the ways out, the texts, what could not be sent. Numbers and reasons only: what a notice is about is none of an administrator's business. */
export const noticeAdminController = (services: WebServices): NoticeAdminOperations => {
  const { accounts: { settings }, settings: { appKey } } = services
  const stored = () => readChannels(settings, appKey)

  return {
    async readNoticeChannels() {
      return { body: presentChannels(await stored()) }
    },

    async saveNoticeChannels(call) {
      const channels = adopted(call.body, await stored(), services.newId)
      await saveChannels(settings, appKey, channels)
      const { publicUrl, mail, sms, robots } = presentChannels(channels)
      await recordChange(services, call, 'notices.saved', 'channels', { publicUrl, mail: mail?.host ?? null, sms: sms ? new URL(sms.url).host : null, robots: robots.map(({ name }) => name) })
      return { body: presentChannels(channels) }
    },

    async testNoticeChannel(call) {
      const { channel, to } = call.body
      const posted = await services.noticeOffice.test(channel as SendRow['channel'], to ?? '')
      await recordChange(services, call, 'notices.tested', channel, { sent: posted.ok })
      return { body: posted.ok ? { sent: true, message: '已交给对方，请查收。' } : { sent: false, message: posted.reason } }
    },

    async readNoticeTemplates() {
      return { body: presentTemplates(await readOwnTemplates(settings)) }
    },

    async saveNoticeTemplates(call) {
      const { templates, faults } = readTemplates(call.body.templates)
      for (const [kind, template] of Object.entries(templates)) {
        for (const part of ['title', 'line'] as const) if (!isReadable(template[part])) faults.push(`“${nameOfKind(kind)}”的文字写法有误，请检查 {{ }} 是否成对。`)
      }
      if (faults.length > 0) throw invalid(faults.join(' '))
      await saveOwnTemplates(settings, templates)
      await recordChange(services, call, 'notices.saved', 'templates', { kinds: Object.keys(templates) })
      return { body: presentTemplates(templates) }
    },

    async listNoticeSends(call) {
      const directory = services.organisation.directory()
      const { robots } = await stored()
      const nameOf = ({ channel, receiver }: SendRow): string =>
        channel.startsWith('robot:') ? (robots.find(({ id }) => id === receiver)?.name ?? receiver) : (directory.person(receiver)?.name ?? receiver)
      const rows = await services.notices.listSends({ state: call.query.state ?? null, limit: SHOWN })
      return { body: { data: rows.map((row) => presentSend(row, nameOf(row))) } }
    },

    async resendNotices(call) {
      const count = await services.notices.sendAgain(call.body.ids, services.clock())
      services.noticeOffice.wake()
      await recordChange(services, call, 'notices.resent', 'sends', { count })
      return { body: { count } }
    },
  }
}

function isReadable(text: string): boolean {
  try {
    render(text, NO_WORDS)
    return true
  } catch {
    return false
  }
}

/** What was sent over what is there: a secret that was not given stays, and goes with its address when that changes. */
function adopted({ publicUrl, mail, sms, robots }: NoticeChannelsInput, before: ChannelSettings, newId: () => string): ChannelSettings {
  const isSameServer = mail !== null && before.mail !== null && mail.host === before.mail.host && mail.port === before.mail.port && mail.security === before.mail.security && mail.user === before.mail.user
  if (mail && before.mail?.password && !isSameServer && mail.user !== '' && mail.password === undefined) {
    throw invalid('邮件服务器、连接方式或账号已更换，请重新填写密码。', [{ path: 'mail.password', message: '必须填写' }])
  }
  if (sms && before.sms && sms.url !== before.sms.url && before.sms.token !== '' && sms.token === undefined) {
    throw invalid('短信网关已更换，请重新填写令牌。', [{ path: 'sms.token', message: '必须填写' }])
  }
  return {
    publicUrl,
    // a password goes with its account: without one nothing is kept
    mail: mail && { ...mail, password: mail.password ?? (isSameServer && mail.user !== '' ? before.mail!.password : '') },
    sms: sms && { ...sms, token: sms.token ?? before.sms?.token ?? '' },
    robots: robots.map(({ id, url, secret, kinds, ...fields }) => {
      const known = before.robots.find((one) => one.id === id)
      if (!known && url === undefined) throw invalid('新的群机器人须填写 Webhook 地址。', [{ path: 'robots', message: '缺少地址' }])
      return { ...fields, id: known?.id ?? newId(), url: url ?? known!.url, secret: secret ?? (url === undefined ? known?.secret : '') ?? '', kinds: kinds.map(kindNamed) }
    }),
  }
}

const presentChannels = ({ publicUrl, mail, sms, robots }: ChannelSettings): NoticeChannels => ({
  publicUrl,
  mail: mail && { host: mail.host, port: mail.port, security: mail.security, user: mail.user, from: mail.from, domains: [...mail.domains], hasPassword: mail.password !== '' },
  sms: sms && { url: sms.url, templateId: sms.templateId, accepted: sms.accepted ?? null, hasToken: sms.token !== '' },
  robots: robots.map(({ id, name, kind, url, secret, departments, kinds }) => ({
    id, name, kind, departments: [...departments], kinds: [...kinds], host: new URL(url).host, hasSecret: secret !== '',
  })),
  kinds: wireKinds(),
})

const presentTemplates = (own: NoticeTemplates): WireTemplates => ({
  data: NOTICE_KINDS.map(({ kind, name }) => ({ kind, name, standard: DEFAULT_TEMPLATES[kind], own: own[kind] ?? null })),
  words: Object.keys(NO_WORDS),
})

const presentSend = ({ id, channel, fact, state, attempts, reason, createdAtMs, nextAtMs, endedAtMs }: SendRow, receiverName: string): NoticeSend => ({
  id, channel, receiverName, kindName: nameOfKind(fact.split('/')[0]!), state, attempts, reason, createdAt: instant(createdAtMs),
  nextAt: state === 'waiting' ? instant(nextAtMs) : null, endedAt: endedAtMs === null ? null : instant(endedAtMs),
})
