import { maskIdNumber } from '#processes/foundation/documents/mask'
import { inCharset } from './charset.js'
import { formatted, misfit, type Format, type FormatContext, type Formatted } from './formatted.js'

/** Control characters: no screen shows them and XML may not hold them. */
const INVISIBLE = /(?![\n\t])\p{Control}/gu
/** GB 11643—1999: 17 digits and a digit or X. */
const ID_NUMBER = /(?<!\d)\d{17}[\dXx](?!\d)/g
/** Shorter texts are one line. */
const ONE_LINE = 100

/** Words of at most `limit` characters (`an..50` of GB/T 39046—2020: letters, digits and hanzi count one each). Numbers of identity cards that a clerk wrote into them are masked; over-long is refused: no document of the platforms allows cutting. */
export const text = (limit: number): Format => (value, context) => fitted(String(value).replace(ID_NUMBER, maskIdNumber), limit, context)

/** A code that may have hanzi in it, or a name of something: as it is. */
export const verbatim = (limit: number): Format => (value, context) => fitted(String(value), limit, context)

/** Personal data, as it is: for fields alone that the document marks 个人信息. */
export const personal = verbatim

/** A number or name by which machines know something: letters, digits and signs without blanks, never cut or masked. */
export const identifier = (limit: number): Format => (value) => {
  const plain = String(value).trim()
  if (!/^[\x21-\x7e]+$/.test(plain)) return misfit('只能有字母、数字和符号')
  return plain.length <= limit ? formatted(plain) : tooLong(limit, plain.length)
}

/** 统一社会信用代码 (GB 32100—2015): 18 digits and capitals without I, O, S, V and Z. */
export const creditCode: Format = (value) => {
  const plain = String(value).trim()
  return /^[0-9A-HJ-NP-RT-UW-Y]{18}$/.test(plain) ? formatted(plain) : misfit('不是 18 位统一社会信用代码')
}

/** A mobile number, or area code and number with a hyphen. */
export const phone: Format = (value) => {
  const plain = String(value).replace(/\s/g, '')
  const landline = /^(0\d{2,3})-?(\d{7,8})$/.exec(plain)
  if (landline) return formatted(`${landline[1]}-${landline[2]}`)
  return /^1\d{10}$/.test(plain) ? formatted(plain) : misfit('不是 11 位手机号，也不是“区号-固定电话”')
}

/** A whole number from `least` to `most`. */
export const count = (least: number, most: number): Format => (value) => {
  const number = Number(value)
  return Number.isInteger(number) && number >= least && number <= most ? formatted(String(number)) : misfit(`应为 ${least} 至 ${most} 的整数`)
}

/** Degrees with at most six decimals, some 0.1 m. */
export const degrees = (least: number, most: number): Format => (value) => {
  const number = Number(value)
  return number >= least && number <= most ? formatted(String(Math.round(number * 1e6) / 1e6)) : misfit(`应在 ${least} 至 ${most} 度之间`)
}

function fitted(value: string, limit: number, context: FormatContext): Formatted {
  const plain = value.replace(/\r\n?/g, '\n').replace(INVISIBLE, '').replace(limit > ONE_LINE ? /\t/g : /[\n\t]/g, ' ').trim()
  const encoded = inCharset(plain, context)
  if ('missing' in encoded) return misfit(`含有对方字符集（${context.charset}）没有的字“${encoded.missing.join('')}”`)
  const { length } = [...encoded.text]
  return length <= limit ? formatted(encoded.text) : tooLong(limit, length)
}

const tooLong = (limit: number, length: number): Formatted => misfit(`超过 ${limit} 个字（现有 ${length} 个）`)
