import { FeelDuration } from 'feelin'
import { negated, temporalOrder } from '../values/temporal.js'
import { builtin, type Builtins } from './signature.js'

type Rounding = (n: number) => number

/** Rounds at a number of decimal places; beyond what a double holds, the number stays as it is. */
function roundedAt(n: number, scale: number, round: Rounding): number {
  const factor = 10 ** scale
  const result = round(n * factor) / factor
  return Number.isNaN(result) ? n : result
}

function halfEven(n: number): number {
  const floor = Math.floor(n)
  if (n - floor !== 0.5) return Math.round(n)
  return floor % 2 === 0 ? floor : floor + 1
}

const awayFromZero: Rounding = (n) => (n > 0 ? Math.ceil(n) : Math.floor(n))
const halfUp: Rounding = (n) => (Math.abs(n % 1) === 0.5 ? awayFromZero(n) : Math.round(n))
const halfDown: Rounding = (n) => (Math.abs(n % 1) === 0.5 ? Math.trunc(n) : Math.round(n))

/** Modulo with the sign of the divisor, freed of the last digits' noise; null for a divisor of zero. */
function modulo(dividend: number, divisor: number): number | null {
  const remainder = ((dividend % divisor) + divisor) % divisor
  const exact = 1e9
  return Number.isNaN(remainder) ? null : Math.round(remainder * exact) / exact
}

const scaled = (round: Rounding) =>
  builtin(['n: number', 'scale: number'], (_run, n: number, scale: number) => roundedAt(n, scale, round))

const optionallyScaled = (round: Rounding) =>
  builtin(['n: number', 'scale: number?'], (_run, n: number, scale: number | null | undefined) => {
    if (scale === null) return null
    const factor = 10 ** (scale ?? 0)
    return round(n * factor) / factor
  })

const ofNumber = (body: (n: number) => unknown) => builtin(['number: number'], (_run, n: number) => body(n))

/** DMN 1.3 §10.3.4.5 */
export const numberBuiltins: Builtins = {
  decimal: scaled(halfEven),
  floor: optionallyScaled(Math.floor),
  ceiling: optionallyScaled(Math.ceil),
  'round up': scaled(awayFromZero),
  'round down': scaled(Math.trunc),
  'round half up': scaled(halfUp),
  'round half down': scaled(halfDown),

  abs: builtin(['n: any'], (_run, n: unknown) => {
    if (typeof n === 'number') return Math.abs(n)
    if (!(n instanceof FeelDuration)) return null
    return temporalOrder(n) < 0 ? negated(n) : n
  }),

  modulo: builtin(['dividend: number', 'divisor: number'], (_run, dividend: number, divisor: number) => modulo(dividend, divisor)),
  sqrt: ofNumber((n) => (n < 0 ? null : Math.sqrt(n))),
  log: ofNumber((n) => (n <= 0 ? null : Math.log(n))),
  exp: ofNumber(Math.exp),
  odd: ofNumber((n) => Math.abs(n) % 2 === 1),
  even: ofNumber((n) => Math.abs(n) % 2 === 0),
}
