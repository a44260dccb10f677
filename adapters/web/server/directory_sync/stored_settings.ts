import type { SyncSettings } from '#adapters/directory_sync/sync_settings'
import type { SettingStore } from '#engine/runtime/ports/account_stores'
import { openText, sealText } from '../accounts/sealed_text.js'

const NAME = 'directory-sync'

/** Null while nobody has set one up. A seal that cannot be opened (another key) counts as none. */
export async function readSyncSettings(settings: SettingStore, appKey: string): Promise<SyncSettings | null> {
  const sealed = await settings.get(NAME)
  const text = sealed === null ? null : openText(appKey, NAME, sealed)
  return text === null ? null : (JSON.parse(text) as SyncSettings)
}

export const saveSyncSettings = (settings: SettingStore, appKey: string, directory: SyncSettings): Promise<void> =>
  settings.put(NAME, sealText(appKey, NAME, JSON.stringify(directory)))
