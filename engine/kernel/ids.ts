const COLON = 58
const ZERO = 48
const MAX_DIGITS = 15

/** Id of the n-th thing of an instance; 0 is the process scope, whose id is the instance's own. */
export const idText = (instanceId: string, n: number): string => (n === 0 ? instanceId : `${instanceId}:${n}`)

/** The number in an id the kernel has made: 0 for the instance's own id. */
export function idNumber(instanceId: string, id: string): number {
  if (id.length === instanceId.length) return 0
  let value = 0
  for (let i = instanceId.length + 1; i < id.length; i++) value = value * 10 + id.charCodeAt(i) - ZERO
  return value
}

/** The number in an id from outside, or null when it is no id of this instance. */
export function readId(instanceId: string, id: string): number | null {
  const start = instanceId.length + 1
  const digits = id.length - start
  if (digits < 1 || digits > MAX_DIGITS || id.charCodeAt(start - 1) !== COLON || !id.startsWith(instanceId)) return null
  let value = 0
  for (let i = start; i < id.length; i++) {
    const digit = id.charCodeAt(i) - ZERO
    if (digit < 0 || digit > 9) return null
    value = value * 10 + digit
  }
  return value > 0 && id.charCodeAt(start) !== ZERO ? value : null
}

/** Longest id of a called instance; a deep chain of calls would otherwise outgrow every column. */
const MAX_CALLED_ID = 120

/**
 * Id of the instance that the n-th thing of an instance calls: the caller's with the number; where that gets too long, the first
 * instance's with a digest (106 bits) of the whole chain.
 */
export function calledId(instanceId: string, n: number): string {
  const whole = `${instanceId}:${n}`
  if (whole.length <= MAX_CALLED_ID) return whole
  const colon = whole.indexOf(':')
  const root = whole.slice(0, Math.min(colon < 0 ? whole.length : colon, MAX_CALLED_ID / 2))
  return `${root}:${digest(whole, 0x9e3779b9)}${digest(whole, 0x85ebca6b)}`
}

/** cyrb53 (public domain): 53 bits of a text as base 36. */
function digest(text: string, seed: number): string {
  let high = 0xdeadbeef ^ seed
  let low = 0x41c6ce57 ^ seed
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i)
    high = Math.imul(high ^ code, 2654435761)
    low = Math.imul(low ^ code, 1597334677)
  }
  high = Math.imul(high ^ (high >>> 16), 2246822507) ^ Math.imul(low ^ (low >>> 13), 3266489909)
  low = Math.imul(low ^ (low >>> 16), 2246822507) ^ Math.imul(high ^ (high >>> 13), 3266489909)
  return (4294967296 * (2097151 & low) + (high >>> 0)).toString(36)
}
