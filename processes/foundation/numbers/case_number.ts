/** 430121, 长沙县. */
export const DIVISION = '430121'

/**
 * 办件编号: division 6 + department 3 + `yyyyMMdd` + sequence 6 + check digit. The sequence may have gaps; beyond 999,999 a day it
 * grows longer. Example: `430121001202611220000017`.
 */
export function caseNumber(departmentCode: string, day: string, sequence: number): string {
  const body = `${DIVISION}${departmentCode}${day}${String(sequence).padStart(6, '0')}`
  return `${body}${checkDigit(body)}`
}

/** Number of a child 办件: `<parent>-01`. */
export function childNumber(parent: string, position: number): string {
  return `${parent}-${String(position).padStart(2, '0')}`
}

/** Whether a number was read or typed without a slip. */
export function isCaseNumber(text: string): boolean {
  const match = /^(\d{23,})(\d)(-\d{2,})?$/.exec(text)
  return match !== null && checkDigit(match[1]!) === match[2]
}

/** ISO/IEC 7064 MOD 11,10: finds every single wrong digit and nearly all swapped neighbours. */
function checkDigit(digits: string): string {
  let product = 10
  for (const digit of digits) {
    const sum = (Number(digit) + product) % 10
    product = ((sum === 0 ? 10 : sum) * 2) % 11
  }
  return String((11 - product) % 10)
}
