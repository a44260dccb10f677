import { test } from '@japa/runner'
import { yearGrid } from '#adapters/web/pages/organisation/year_grid'

test.group('pages: the year on the wall', () => {
  test('{year} has {days} days, each once and in order').with([{ year: 2026, days: 365 }, { year: 2028, days: 366 }]).run(({ assert }, { year, days }) => {
    const cells = yearGrid(year).flatMap((month) => month.weeks.flat()).filter((cell) => cell !== null)
    assert.lengthOf(cells, days)
    assert.deepEqual(cells.map((cell) => cell.date), cells.map((cell) => cell.date).sort())
  })

  test('weeks begin on Monday and weekends are known', ({ assert }) => {
    const november = yearGrid(2026)[10]!
    // 22 November 2026 is a Sunday.
    assert.equal(november.weeks[3]![6]!.date, '2026-11-22')
    assert.isTrue(november.weeks[3]![6]!.isWeekend)
    assert.isFalse(november.weeks[3]![4]!.isWeekend)
  })
})
