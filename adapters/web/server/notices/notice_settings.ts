import { NO_CHANNELS, type ChannelSettings } from '#adapters/notifications/channel_settings'
import type { SettingStore } from '#engine/runtime/ports/account_stores'
import { templatesIn, type NoticeTemplates } from '#processes/foundation/notices/templates'
import { openText, sealText } from '../accounts/sealed_text.js'

const CHANNELS = 'notice-channels'
const TEMPLATES = 'notice-templates'

/** The ways out, with their secrets; sealed in the database. A seal of another installation counts as none. */
export async function readChannels(settings: SettingStore, appKey: string): Promise<ChannelSettings> {
  const sealed = await settings.get(CHANNELS)
  const text = sealed === null ? null : openText(appKey, CHANNELS, sealed)
  return text === null ? NO_CHANNELS : (JSON.parse(text) as ChannelSettings)
}

export const saveChannels = (settings: SettingStore, appKey: string, channels: ChannelSettings): Promise<void> =>
  settings.put(CHANNELS, sealText(appKey, CHANNELS, JSON.stringify(channels)))

/** What the administrator says instead of the house's own texts. */
export const readOwnTemplates = async (settings: SettingStore): Promise<NoticeTemplates> => templatesIn((await settings.get(TEMPLATES)) ?? '{}')

export const saveOwnTemplates = (settings: SettingStore, templates: NoticeTemplates): Promise<void> => settings.put(TEMPLATES, JSON.stringify(templates))
