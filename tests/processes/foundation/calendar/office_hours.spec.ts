import { test } from '@japa/runner'
import { faultOf } from '#processes/foundation/calendar/office_hours'

test.group('office hours', () => {
  const CASES: readonly (readonly [name: string, hours: readonly (readonly [number, number])[], fault: string | null])[] = [
    ['morning and afternoon', [[480, 720], [840, 1080]], null],
    ['round the clock', [[0, 1440]], null],
    ['two that touch', [[480, 720], [720, 1080]], null],
    ['none at all', [], '至少'],
    ['an end before its beginning', [[720, 480]], '第 1 段'],
    ['of no length', [[480, 480]], '第 1 段'],
    ['two that overlap', [[480, 720], [719, 1080]], '第 2 段'],
    ['out of order', [[840, 1080], [480, 720]], '第 2 段'],
    ['past midnight', [[480, 1441]], '第 1 段'],
  ]
  for (const [name, hours, fault] of CASES) {
    test(name, ({ assert }) => {
      const found = faultOf(hours.map(([fromMinute, toMinute]) => ({ fromMinute, toMinute })))
      if (fault === null) assert.isNull(found)
      else assert.include(found, fault)
    })
  }
})
