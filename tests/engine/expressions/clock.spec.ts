import { test } from '@japa/runner'
import { compileFeel } from '#engine/expressions/compile_feel'
import { evaluated, feel } from './evaluating.js'

test.group('dates and times', () => {
  test('now() and today() read the given instant in Changsha, not the machine', ({ assert }) => {
    const midnight = Date.parse('2025-12-31T16:00:00Z')
    const at = (source: string, ms: number) => evaluated(compileFeel(source), {}, ms)
    assert.propertyVal(at('today()', midnight), 'value', '2026-01-01')
    assert.propertyVal(at('today()', midnight - 1), 'value', '2025-12-31')
    assert.propertyVal(at('now()', midnight - 1), 'value', '2025-12-31T23:59:59.999+08:00')
    assert.propertyVal(at('now() - date and time("2026-01-01T00:00:00") = duration("PT0S")', midnight), 'value', true)
  })

  test('the text of an instant is read by every other program as that instant', ({ assert }) => {
    assert.equal(Date.parse(String(feel('now()'))), Date.parse('2026-03-02T09:30:00Z'))
  })

  const cases: readonly (readonly [source: string, value: unknown])[] = [
    ['@"2024-01-31" + @"P1M"', '2024-02-29'],
    ['@"2026-03-01" - @"2026-02-01"', 'P28D'],
    ['@"2026-03-01" - @"P1D"', '2026-02-28'],
    ['@"23:30:00" + @"PT1H"', '00:30:00'],
    ['@"P1D" + @"PT24H" = @"P2D"', true],
    ['@"P1M" + @"P1D"', null],
    ['@"2026-03-01" + @"2026-03-01"', null],
    ['@"P1Y" / @"P1M"', 12],
    ['@"PT1H" / 4', 'PT15M'],
    ['@"2026-03-29T02:30:00@Europe/Paris" = @"2026-03-29T03:30:00@Europe/Paris"', true],
    ['@"2026-03-01T10:00:00+08:00".time offset', 'PT8H'],
    ['@"2026-03-01".weekday', 7],
    ['@"0099-01-01" < @"1900-01-01"', true],
    ['@"2026-03-01" = @"2026-03-01T00:00:00"', null],
    ['today() in [@"2026-01-01"..@"2026-12-31"]', true],
    ['date(due) < today()', true],
    ['date(broken) < today()', null],
    ['@"9999-12-31" + @"P270000Y"', null],
    ['date("2026-03-01").iso', null],
  ]
  for (const [source, value] of cases) {
    test(`${source} is ${JSON.stringify(value)}`, ({ assert }) => {
      assert.deepEqual(feel(source, { due: '2026-03-01', broken: '昨天' }), value)
    })
  }
})
