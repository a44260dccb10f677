import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { compareDecimals, decimalText, nearestMultiples, parseDecimal } from '#forms/validation/decimal'

const cents = fc.integer({ min: -1e12, max: 1e12 })
const asText = (units: number): string => `${units < 0 ? '-' : ''}${Math.floor(Math.abs(units) / 100)}.${String(Math.abs(units) % 100).padStart(2, '0')}`

test.group('decimals', () => {
  for (const [value, text, places] of [[0.1, '0.1', 1], [1e21, '1000000000000000000000', 0], ['1e-3', '0.001', 3], ['-0.50', '-0.5', 1], ['12.00', '12', 0], [-0, '0', 0], ['0.0000', '0', 0], [5e-324, null, 324]] as const) {
    test(`${String(value)} is read exactly`, ({ assert }) => {
      const decimal = parseDecimal(value)!
      assert.equal(decimal.scale, places)
      if (text !== null) assert.equal(decimalText(decimal), text)
    })
  }

  for (const value of ['', ' 1', '1 ', '0x10', '1e999999', 'NaN', 'Infinity', Infinity, NaN, null, undefined, {}, [1], '1'.repeat(500), '٣']) {
    test(`${String(value).slice(0, 12)} is no number`, ({ assert }) => assert.isNull(parseDecimal(value)))
  }

  test('order is that of the figures', ({ assert }) => {
    fc.assert(fc.property(cents, cents, (a, b) => assert.equal(compareDecimals(parseDecimal(asText(a))!, parseDecimal(asText(b))!), Math.sign(a - b))), { seed: 2 })
  })

  test('the nearest multiples lie on both sides, one step apart', ({ assert }) => {
    fc.assert(
      fc.property(cents, fc.integer({ min: 1, max: 500 }), (value, step) => {
        const nearest = nearestMultiples(parseDecimal(asText(value))!, parseDecimal(asText(step))!)
        if (value % step === 0) return assert.isNull(nearest)
        const [below, above] = [nearest!.below, nearest!.above].map((text) => Math.round(Number(text) * 100))
        assert.deepEqual([below! < value, above! > value, above! - below!, below! % step === 0], [true, true, step, true])
      }),
      { seed: 2 },
    )
  })

  test('long figures keep every digit', ({ assert }) => {
    assert.equal(compareDecimals(parseDecimal('12345678901234567890.1')!, parseDecimal('12345678901234567890.2')!), -1)
  })
})
