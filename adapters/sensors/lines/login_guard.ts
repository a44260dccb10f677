/** Somebody who named a device or platform and did not have its secret. */
export interface RefusedLogin {
  /** Of the line. */
  line: string
  /** Name of a device or platform as it was given, at most 200 characters. */
  name: string
  address: string
  atMs: number
  /** True: there were so many from this address that the others of this minute are refused and not written down one by one. */
  isLast: boolean
}

/** Keeps one address from guessing, and from filling the security audit. */
export interface LoginGuard {
  /** False: wrong so often within this minute that it is not even looked at. */
  mayTry(name: string, address: string): boolean
  wrong(name: string, address: string): void
}

/** Wrong secrets of one name from one address in a minute; then it waits for the next minute. */
const MOST_WRONG = 10
/** Of all names from one address; then every name has one try, so that a device with the right secret still comes in beside one that is set up wrongly. */
const MOST_OF_ADDRESS = 60
const MINUTE_MS = 60_000
const MOST_REMEMBERED = 10_000
const LONGEST_NAME = 200

export function createLoginGuard(line: string, clock: () => number, refused: (login: RefusedLogin) => void): LoginGuard {
  let minute = 0
  const byName = new Map<string, number>()
  const byAddress = new Map<string, number>()
  const keyOf = (name: string, address: string): string => `${address} ${name}`
  const turnMinute = (): void => {
    const now = Math.floor(clock() / MINUTE_MS)
    if (now !== minute || byName.size > MOST_REMEMBERED) byName.clear()
    if (now !== minute || byAddress.size > MOST_REMEMBERED) byAddress.clear()
    minute = now
  }
  return {
    mayTry(name, address) {
      turnMinute()
      const most = (byAddress.get(address) ?? 0) >= MOST_OF_ADDRESS ? 1 : MOST_WRONG
      return (byName.get(keyOf(name, address)) ?? 0) < most
    },
    wrong(name, address) {
      turnMinute()
      const count = (byAddress.get(address) ?? 0) + 1
      byAddress.set(address, count)
      byName.set(keyOf(name, address), (byName.get(keyOf(name, address)) ?? 0) + 1)
      if (count <= MOST_OF_ADDRESS) refused({ line, name: name.slice(0, LONGEST_NAME), address, atMs: clock(), isLast: count === MOST_OF_ADDRESS })
    },
  }
}
