import { test } from '@japa/runner'
import { countyText, parseCountyText } from '#adapters/web/pages/form/county_time'

test.group('pages: dates and times of a form are county time', () => {
  test('{subtype} {format}: {value}')
    .with([
      { subtype: 'date', format: undefined, typed: { date: '2026-11-22', time: '' }, value: '2026-11-22' },
      { subtype: 'time', format: 'utc_offset', typed: { date: '', time: '09:30' }, value: '09:30+08:00' },
      { subtype: 'time', format: 'utc_normalized', typed: { date: '', time: '09:30' }, value: '01:30Z' },
      { subtype: 'time', format: 'utc_normalized', typed: { date: '', time: '05:00' }, value: '21:00Z' },
      { subtype: 'time', format: 'no_timezone', typed: { date: '', time: '09:30' }, value: '09:30' },
      { subtype: 'datetime', format: 'utc_offset', typed: { date: '2026-11-22', time: '09:30' }, value: '2026-11-22T09:30+08:00' },
      { subtype: 'datetime', format: 'utc_normalized', typed: { date: '2026-11-22', time: '05:00' }, value: '2026-11-21T21:00Z' },
      { subtype: 'datetime', format: 'no_timezone', typed: { date: '2026-11-22', time: '09:30' }, value: '2026-11-22T09:30' },
    ] as const)
    .run(({ assert }, { subtype, format, typed, value }) => {
      assert.equal(countyText(typed, subtype, format), value)
      assert.deepEqual(parseCountyText(value, subtype), typed)
    })

  test('a missing part is no value', ({ assert }) => {
    assert.isNull(countyText({ date: '2026-11-22', time: '' }, 'datetime'))
    assert.isNull(countyText({ date: '', time: '09:30' }, 'datetime'))
    assert.isNull(countyText({ date: '', time: '' }, 'date'))
  })

  test('what is no date or time shows as nothing', ({ assert }) => {
    for (const value of [null, undefined, 7, '', 'soon', {}]) assert.deepEqual(parseCountyText(value, 'time'), { date: '', time: '' })
  })
})
