import type { SettingStore } from '#engine/runtime/ports/account_stores'
import { openText, sealText } from '../sealed_text.js'

/** The county's identity provider (统一身份认证), as the system administrator has set it. */
export interface ProviderSettings {
  enabled: boolean
  /** What the button on the login page says. */
  name: string
  /** The issuer identifier: `{issuer}/.well-known/openid-configuration` describes the rest. */
  issuer: string
  clientId: string
  /** Empty where the provider knows this installation without one (public client). */
  clientSecret: string
  /** Which claim names the person, and what of a person it is compared with at the first login. */
  claim: string
  matches: 'username' | 'phone' | 'externalId'
  /** Where browsers reach this installation: `https://flow.example.gov.cn`. The provider sends them back there. */
  publicUrl: string
}

const NAME = 'identity-provider'

/** Null while nobody has set one up. A seal that cannot be opened (another key) counts as none. */
export async function readProvider(settings: SettingStore, appKey: string): Promise<ProviderSettings | null> {
  const sealed = await settings.get(NAME)
  const text = sealed === null ? null : openText(appKey, NAME, sealed)
  return text === null ? null : (JSON.parse(text) as ProviderSettings)
}

export const saveProvider = (settings: SettingStore, appKey: string, provider: ProviderSettings): Promise<void> =>
  settings.put(NAME, sealText(appKey, NAME, JSON.stringify(provider)))

const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost'])

/** Whether tokens and secrets may travel there: TLS, or this very machine. */
export function isConfidential(address: string): boolean {
  const url = URL.parse(address)
  return url !== null && !url.username && !url.password && (url.protocol === 'https:' || (url.protocol === 'http:' && LOOPBACK.has(url.hostname)))
}

/** Where the provider tells that somebody has signed out there. */
export const LOGOUT_PATH = '/login/provider/logout'
export const logoutAddress = ({ publicUrl }: Pick<ProviderSettings, 'publicUrl'>): string => `${new URL(publicUrl).origin}${LOGOUT_PATH}`

export const callbackAddress = ({ publicUrl }: Pick<ProviderSettings, 'publicUrl'>): string => `${new URL(publicUrl).origin}/login/provider/callback`
