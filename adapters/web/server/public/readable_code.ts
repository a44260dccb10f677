import { createHash, createHmac, randomInt, timingSafeEqual } from 'node:crypto'
import { derivedKey } from './derived_key.js'

/** Digits and capitals that cannot be mistaken for one another when read out or copied by hand. */
export const READABLE = '23456789ABCDEFGHJKMNPQRTUVWXY'

/** A random code in groups of four: `7KQ2-M9XA-…`; each character is worth 4.8 bits. */
export function randomCode(length: number): string {
  const characters = Array.from({ length }, () => READABLE[randomInt(READABLE.length)]!).join('')
  return characters.match(/.{1,4}/g)!.join('-')
}

/** A code as people type it: without regard to case, blanks and dashes. */
export const plainCode = (typed: string): string => typed.normalize('NFKC').toUpperCase().replace(/[\s\-–—]/g, '')

export const codeHash = (typed: string): string => createHash('sha256').update(plainCode(typed)).digest('hex')

const PASSWORD_LENGTH = 8

/**
 * 查询密码 of a case: a keyed function of it and of how often it was issued again, 38 bits, stored nowhere but on the printed receipt. The
 * database alone gives none away, and guesses meet captcha and lock (`inquire.ts`).
 */
export function inquiryPassword(appKey: string, caseKey: string, issues = 0): string {
  const digest = createHmac('sha256', derivedKey(appKey, 'inquiry-password')).update(issues === 0 ? caseKey : `${caseKey} ${issues}`).digest()
  let rest = digest.readBigUInt64BE()
  return Array.from({ length: PASSWORD_LENGTH }, () => {
    const character = READABLE[Number(rest % BigInt(READABLE.length))]!
    rest /= BigInt(READABLE.length)
    return character
  }).join('')
}

/** Whether two codes are the same, in a time that says nothing. */
export function isSameCode(typed: string, expected: string): boolean {
  const [one, other] = [typed, expected].map((code) => createHash('sha256').update(plainCode(code)).digest())
  return timingSafeEqual(one!, other!)
}
