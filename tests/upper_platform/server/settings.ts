import { PLATFORMS } from '../interface/datasets.js'
import type { PlatformName } from '../interface/field.js'
import { ALGORITHMS, type Algorithm } from '../signing/signing.js'
import type { Behaviour } from './behaviour.js'

/** How one platform is run; the operator changes it while it runs. */
export interface PlatformSettings {
  algorithms: readonly Algorithm[]
  encryption: 'any' | 'SM4-CBC'
  receipt: 'sync' | 'queued'
  /** Until the verdict of a queued one is known: least and most, chosen by message id. */
  delayMs: readonly [number, number]
  confirms: boolean
  confirmDelayMs: readonly [number, number]
  /** Whether it calls the county with receipts, and how often with each. */
  callbacks: boolean
  copies: number
  /** The later receipt of a message goes out first. */
  isShuffled: boolean
  /** How the platform signs what it sends. */
  signsWith: Algorithm
  encrypts: boolean
  perSecond: number | null
  isDown: boolean
}

export interface Settings {
  platforms: Record<PlatformName, PlatformSettings>
  /** Where the county takes what the platforms send, without a slash at the end. */
  countyBase: string | null
  /** Versions taken no longer, `province/completion/1.0`. */
  endedVersions: string[]
  behaviour: Behaviour
  retry: { times: number; afterMs: number }
}

const settingsOf = (name: PlatformName): PlatformSettings => ({
  algorithms: name === 'good-review' ? ['SM2'] : ALGORITHMS, encryption: 'any',
  receipt: PLATFORMS[name].receipt, delayMs: [300, 1_500], confirms: PLATFORMS[name].confirms, confirmDelayMs: [1_000, 3_000],
  callbacks: false, copies: 1, isShuffled: false, signsWith: 'HMAC-SHA256', encrypts: false, perSecond: null, isDown: false,
})

export const defaultSettings = (): Settings => ({
  platforms: Object.fromEntries((Object.keys(PLATFORMS) as PlatformName[]).map((name) => [name, settingsOf(name)])) as Record<PlatformName, PlatformSettings>,
  countyBase: null, endedVersions: [], behaviour: { rules: [], mix: null }, retry: { times: 3, afterMs: 1_000 },
})

export const isPlatform = (name: string): name is PlatformName => Object.hasOwn(PLATFORMS, name)
