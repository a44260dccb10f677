import iconv from 'iconv-lite'
import type { Charset, FormatContext } from './formatted.js'

/** What everybody means by as he likes; GB 18030—2022 moved some of it elsewhere. */
const PRIVATE_USE = /[\ue000-\uf8ff]/

/** Half of a surrogate pair: no character at all. */
const HALF_CHARACTER = /\p{Surrogate}/u

/** Whether a charset has a character: GB 18030—2022 all of Unicode, GBK 21,003 hanzi, GB 2312 its 7,445 in the rows from A1. */
export function holdsCharacter(charset: Charset, character: string): boolean {
  if (HALF_CHARACTER.test(character)) return false
  if (charset === 'UTF-8' || character.codePointAt(0)! < 0x80) return true
  if (PRIVATE_USE.test(character)) return false
  if (charset === 'GB18030') return true
  // The library's `gb2312` is GBK as well.
  const [lead = 0, trail = 0, ...more] = iconv.encode(character, 'gbk')
  if (trail === 0 || more.length > 0) return false
  // 80 of the last row had no character of Unicode in GBK 1.0, 䶮 among them: many systems still have not got them.
  if (charset === 'GBK') return lead < 0xfe || trail >= 0xa1
  return lead >= 0xa1 && lead <= 0xf7 && trail >= 0xa1
}

/** The text in the charset's characters, or those it has not: 㮾梨 or 王𠮷 must never turn into `?`. */
export function inCharset(text: string, { charset, rareCharacters }: Pick<FormatContext, 'charset' | 'rareCharacters'>): { text: string } | { missing: readonly string[] } {
  if (charset === 'UTF-8' && !HALF_CHARACTER.test(text)) return { text }
  const missing = [...new Set([...text].filter((character) => !holdsCharacter(charset, character)))]
  if (missing.length === 0) return { text }
  if (rareCharacters === 'refuse' || HALF_CHARACTER.test(text)) return { missing }
  return { text: [...text].map((character) => (holdsCharacter(charset, character) ? character : codePointNote(character))).join('') }
}

/** `{U+20BB7}`: says which character stood here, and can be turned back. */
const codePointNote = (character: string): string => `{U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}}`

/** The bytes of a text whose characters were checked. */
export const encodeText = (text: string, charset: Charset): Buffer => (charset === 'UTF-8' ? Buffer.from(text, 'utf8') : iconv.encode(text, charset === 'GB18030' ? 'gb18030' : 'gbk'))
