const CHINESE_DIGITS = '〇一二三四五六七八九'

/** 1 → 一, 12 → 十二, 20 → 二十, 105 → 一百〇五; for 0 to 999; larger numbers stay in digits. */
export function chineseNumber(number: number): string {
  if (number === 0 || number > 999) return number === 0 ? '〇' : String(number)
  const hundreds = Math.floor(number / 100)
  const tens = Math.floor((number % 100) / 10)
  const units = number % 10
  const digit = (value: number) => CHINESE_DIGITS[value] ?? ''
  let text = hundreds > 0 ? `${digit(hundreds)}百` : ''
  if (tens > 0) text += tens === 1 && hundreds === 0 ? '十' : `${digit(tens)}十`
  else if (hundreds > 0 && units > 0) text += '〇'
  return units > 0 ? text + digit(units) : text
}
