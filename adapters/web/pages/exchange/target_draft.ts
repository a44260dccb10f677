import type { Target } from '../api/types.js'

/** A target as the dialog holds it. */
export interface EditedTarget {
  id: string
  kind: string
  name: string
  url: string
  appId: string
  algorithm: Target['algorithm']
  encryptBody: boolean
  /** Empty = as before. */
  secret: string
  bodyKey: string
  concurrency: number
  perSecond: number | undefined
  timeoutMs: number
  from: string
  to: string
  isForAll: boolean
  businesses: string[]
  /** JSON texts. */
  codes: string
  options: string
  enabled: boolean
  note: string
}

/** What the dialog begins with: the target as it stands, or the usual for a new one. */
export function draftOf(target: Target | null): EditedTarget {
  const text = (value: unknown): string => JSON.stringify(value, null, 2)
  if (target === null) {
    return {
      id: '', kind: '', name: '', url: '', appId: '', algorithm: 'SM3-HMAC', encryptBody: false, secret: '', bodyKey: '', concurrency: 4, perSecond: undefined, timeoutMs: 10_000, from: '', to: '',
      isForAll: true, businesses: [], codes: '{}', options: '{}', enabled: true, note: '',
    }
  }
  const { id, kind, name, url, appId, algorithm, encryptBody, concurrency, perSecond, timeoutMs, window, businesses, codes, options, enabled } = target
  return {
    id, kind, name, url, appId, algorithm, encryptBody, secret: '', bodyKey: '', concurrency, perSecond: perSecond ?? undefined, timeoutMs, from: window?.from ?? '', to: window?.to ?? '',
    isForAll: businesses === null, businesses: [...(businesses ?? [])], codes: text(codes), options: text(options), enabled, note: '',
  }
}

/** The object a JSON text stands for; null when it is none. */
export function jsonOf(text: string): Record<string, unknown> | null {
  try {
    const value: unknown = JSON.parse(text.trim() === '' ? '{}' : text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : null
  } catch {
    return null
  }
}
