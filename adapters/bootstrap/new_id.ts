import { randomBytes } from 'node:crypto'

/** Crockford's base 32: no letter can be mistaken for a digit. */
const DIGITS = '0123456789abcdefghjkmnpqrstvwxyz'

/** Ids that sort by the millisecond they were made in: ten digits of time, sixteen of chance (the layout of ULID). */
export const createIdMaker =
  (clock: () => number): (() => string) =>
  () => {
    let time = clock()
    let text = ''
    for (let position = 0; position < 10; position++) {
      text = DIGITS[time % 32] + text
      time = Math.floor(time / 32)
    }
    for (const byte of randomBytes(16)) text += DIGITS[byte & 31]
    return text
  }

/** Time of the id, a count that only rises in this process, and chance: sorts by time, and within one process by the order of making. */
export const createRisingIds = (newId: () => string): (() => string) => {
  let last = ''
  let count = 0
  return () => {
    const id = newId()
    // a clock that was set back makes no smaller ids
    if (id.slice(0, 10) > last) last = id.slice(0, 10)
    count = (count + 1) % 32 ** 6
    return `${last}${count.toString(32).padStart(6, '0')}${id.slice(16)}`
  }
}
