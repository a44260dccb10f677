import type { NoticeChannels } from '../api/types.js'

export interface RobotFields {
  id?: string
  name: string
  kind: 'wecom' | 'dingtalk'
  url: string
  host: string
  secret: string
  hasSecret: boolean
  departments: string[]
  kinds: string[]
}

/** What the form of the channels holds; secrets are empty unless typed anew. */
export interface ChannelFields {
  publicUrl: string
  hasMail: boolean
  mail: { host: string; port: string; security: 'tls' | 'starttls' | 'none'; user: string; password: string; from: string; domains: string }
  hasSms: boolean
  sms: { url: string; templateId: string; acceptedField: string; acceptedValue: string; token: string }
  robots: RobotFields[]
}

export const newRobot = (): RobotFields => ({ name: '', kind: 'wecom', url: '', host: '', secret: '', hasSecret: false, departments: [], kinds: ['urged', 'overdue', 'card'] })

export function fieldsOf(channels: NoticeChannels | null): ChannelFields {
  const { mail = null, sms = null, robots = [], publicUrl = '' } = channels ?? {}
  return {
    publicUrl: publicUrl || window.location.origin,
    hasMail: mail !== null,
    mail: {
      host: mail?.host ?? '', port: String(mail?.port ?? 465), security: mail?.security ?? 'tls', user: mail?.user ?? '', password: '', from: mail?.from ?? '', domains: mail?.domains.join('、') ?? '',
    },
    hasSms: sms !== null,
    sms: { url: sms?.url ?? '', templateId: sms?.templateId ?? '', acceptedField: sms?.accepted?.field ?? '', acceptedValue: sms?.accepted?.value ?? '', token: '' },
    robots: robots.map(({ id, name, kind, host, hasSecret, departments, kinds }) => ({ id, name, kind, host, hasSecret, departments: [...departments], kinds: [...kinds], url: '', secret: '' })),
  }
}

/** The form as the API takes it: what was not typed is left out and stays as it is. */
export function channelsBody({ publicUrl, hasMail, mail, hasSms, sms, robots }: ChannelFields) {
  const { password, port, domains, ...rest } = mail
  const { token, acceptedField, acceptedValue, ...gateway } = sms
  const accepted = acceptedField.trim() ? { field: acceptedField.trim(), value: acceptedValue.trim() } : null
  return {
    publicUrl: publicUrl.trim(),
    mail: hasMail ? { ...rest, port: Number(port), domains: domains.split(/[\s,，、;；]+/).filter((one) => one !== ''), ...(password ? { password } : {}) } : null,
    sms: hasSms ? { ...gateway, accepted, ...(token ? { token } : {}) } : null,
    robots: robots.map(({ id, name, kind, url, secret, departments, kinds }) => ({
      ...(id ? { id } : {}), name: name.trim(), kind, departments, kinds, ...(url.trim() ? { url: url.trim() } : {}), ...(secret ? { secret } : {}),
    })),
  }
}
