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
