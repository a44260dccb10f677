import type { SettingStore } from '#engine/runtime/ports/account_stores'
import { openText, sealText } from '../sealed_text.js'
import type { ProviderSettings } from './provider_settings.js'

/** Settings of the identity provider that wait for a second person. */
export interface ProviderProposal {
  /** New with each change, so that what is confirmed is what was shown. */
  id: string
  proposedBy: string
  proposedAtMs: number
  settings: ProviderSettings
}

const NAME = 'identity-proposal'

/** Null while nothing waits. */
export async function readProposal(settings: SettingStore, appKey: string): Promise<ProviderProposal | null> {
  const sealed = await settings.get(NAME)
  const text = sealed === null ? null : openText(appKey, NAME, sealed)
  return text === null ? null : (JSON.parse(text) as ProviderProposal | null)
}

export const saveProposal = (settings: SettingStore, appKey: string, proposal: ProviderProposal | null): Promise<void> =>
  settings.put(NAME, sealText(appKey, NAME, JSON.stringify(proposal)))

/** What decides who is let in as whom; the name on the button does not. */
const TRUSTED = ['issuer', 'clientId', 'clientSecret', 'claim', 'matches', 'publicUrl'] as const

/** Whether these settings would let in whom those in force do not: whoever writes them alone could be anybody. Closing the door needs nobody else. */
export const needsSecondPerson = (before: ProviderSettings | null, after: ProviderSettings): boolean =>
  after.enabled && (before?.enabled !== true || TRUSTED.some((name) => before[name] !== after[name]))
