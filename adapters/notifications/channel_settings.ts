import type { NoticeKind } from '#processes/foundation/notices/notice'

/** A mail server of the county. */
export interface MailSettings {
  host: string
  port: number
  /** `tls` from the first byte, `starttls` before the login, `none` only inside the house. */
  security: 'tls' | 'starttls' | 'none'
  user: string
  password: string
  from: string
  /** Domains that mails may go to, `changsha.gov.cn`; none = to any. */
  domains: readonly string[]
}

/** A gateway for short messages that takes JSON. */
export interface SmsSettings {
  url: string
  token: string
  templateId: string
  /** What of its answer says that it was taken: `code` = `0`, `data.status` = `OK`. Absent = 200 is enough. */
  accepted?: { field: string; value: string } | null
}

/** A robot in a chat group: 政务微信 (企业微信) or 钉钉. */
export interface RobotSettings {
  id: string
  name: string
  kind: 'wecom' | 'dingtalk'
  url: string
  /** 钉钉 加签; empty = none. */
  secret: string
  /** Whose matters it tells; none = everybody's. */
  departments: readonly string[]
  kinds: readonly NoticeKind[]
}

/** Ways out of the house; null and none = not in use. */
export interface ChannelSettings {
  /** Where readers reach this installation; links in messages begin with it. */
  publicUrl: string
  mail: MailSettings | null
  sms: SmsSettings | null
  robots: readonly RobotSettings[]
}

export const NO_CHANNELS: ChannelSettings = { publicUrl: '', mail: null, sms: null, robots: [] }

/** Whether a mail may go to this address at all. */
export function isMailAddress(address: string, { domains }: Pick<MailSettings, 'domains'>): boolean {
  const domain = /^[^\s@<>,;:"()[\]\\]{1,64}@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)$/.exec(address)?.[1]?.toLowerCase()
  return domain !== undefined && (domains.length === 0 || domains.some((one) => domain === one.toLowerCase() || domain.endsWith(`.${one.toLowerCase()}`)))
}
