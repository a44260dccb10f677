/** Id of the n-th thing of an instance; 0 is the process scope, whose id is the instance's own. */
export const idText = (instanceId: string, n: number): string => (n === 0 ? instanceId : `${instanceId}:${n}`)

/** The number in an id the kernel has made: 0 for the instance's own id. */
export function idNumber(instanceId: string, id: string): number {
  if (id.length === instanceId.length) return 0
  let value = 0
  for (let i = instanceId.length + 1; i < id.length; i++) value = value * 10 + id.charCodeAt(i) - 48
  return value
}

/** The number in an id from outside, or null when it is no id of this instance. */
export function readId(instanceId: string, id: string): number | null {
  if (!id.startsWith(`${instanceId}:`)) return null
  const digits = id.slice(instanceId.length + 1)
  return /^[1-9]\d{0,14}$/.test(digits) ? Number(digits) : null
}
