/** A decimal number without rounding: `units` / 10^`scale`. */
export interface Decimal {
  units: bigint
  scale: number
}

const DECIMAL = /^([+-]?)(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d{1,4}))?$/
const MAX_CHARACTERS = 400
const MAX_EXPONENT = 400

/** Reads a finite number or its decimal text; null for anything else, hexadecimal, blank and huge exponents included. */
export function parseDecimal(value: unknown): Decimal | null {
  if (typeof value !== 'number' && typeof value !== 'string') return null
  if (Number.isSafeInteger(value)) return { units: BigInt(value), scale: 0 }
  const text = String(value)
  if (text.length > MAX_CHARACTERS) return null
  const match = DECIMAL.exec(text)
  if (match === null) return null
  const [, sign, whole, fraction = '', exponentText = '0'] = match
  const exponent = Number(exponentText)
  if (Math.abs(exponent) > MAX_EXPONENT) return null
  const units = BigInt(`${whole}${fraction}`) * (sign === '-' ? -1n : 1n)
  const scale = fraction.length - exponent
  return scale >= 0 ? shorten({ units, scale }) : { units: units * 10n ** BigInt(-scale), scale: 0 }
}

/** Negative, zero or positive, as a is smaller than, equal to or greater than b. */
export function compareDecimals(a: Decimal, b: Decimal): number {
  const [left, right] = align(a, b)
  return left < right ? -1 : left > right ? 1 : 0
}

/** The multiples of `step` on both sides of a value, or null where the value is a multiple itself. */
export function nearestMultiples(value: Decimal, step: Decimal): { below: string; above: string } | null {
  const [units, stepUnits] = align(value, step)
  const offset = units % stepUnits
  if (offset === 0n) return null
  const below = units - offset - (offset < 0n ? stepUnits : 0n)
  const scale = Math.max(value.scale, step.scale)
  return {
    below: decimalText(shorten({ units: below, scale })),
    above: decimalText(shorten({ units: below + stepUnits, scale })),
  }
}

export function decimalText({ units, scale }: Decimal): string {
  const digits = (units < 0n ? -units : units).toString().padStart(scale + 1, '0')
  const sign = units < 0n ? '-' : ''
  return scale === 0 ? `${sign}${digits}` : `${sign}${digits.slice(0, -scale)}.${digits.slice(-scale)}`
}

function align(a: Decimal, b: Decimal): [bigint, bigint] {
  const scale = Math.max(a.scale, b.scale)
  return [a.units * 10n ** BigInt(scale - a.scale), b.units * 10n ** BigInt(scale - b.scale)]
}

/** Without zeros at the end of the fraction, so that `scale` is the number of decimal places. */
function shorten({ units, scale }: Decimal): Decimal {
  let shorter = units
  let places = scale
  while (places > 0 && shorter % 10n === 0n) {
    shorter /= 10n
    places -= 1
  }
  return { units: shorter, scale: places }
}
