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
