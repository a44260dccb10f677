import { test } from '@japa/runner'
import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { beginClocks, calendarOf, inDays, inUnitOf, limitsInDays, limitsOfItem } from '#processes/foundation/case/case_clocks'
import { recountClocks } from '#processes/foundation/case/calendar_change'
import type { County } from '#processes/foundation/case/business'
import type { ItemDeclaration } from '#processes/foundation/manifest/manifest'

const at = (text: string): number => Date.parse(`2026-11-${text}:00+08:00`)
const ITEM = { promisedDays: 1, promisedHours: 4, legalDays: 5 } as ItemDeclaration
const MORNINGS = [{ fromMinute: 9 * 60, toMinute: 11 * 60 }]

/** A station below the bureau of police, which has hours of its own or none. */
function county(officeHours: typeof MORNINGS | null): Pick<County, 'calendar' | 'directory'> {
  const units: Record<string, { parentId: string | null; officeHours: typeof MORNINGS | null }> = { station: { parentId: 'police', officeHours: null }, police: { parentId: null, officeHours } }
  return { calendar: createCalendar(OFFICIAL_YEARS), directory: { department: (id: string) => units[id] ?? null } as unknown as County['directory'] }
}
const begun = (hours: typeof MORNINGS | null, unit: string, startMs: number) => beginClocks(limitsOfItem(ITEM), startMs, { calendar: calendarOf(county(hours), unit) })

test.group('clocks of items promised in 工作时', () => {
  const CASES: readonly (readonly [what: string, hours: typeof MORNINGS | null, unit: string, from: string, due: string])[] = [
    ['the county’s hours where the unit has none', null, 'police', '24T15:00', '25T09:00'],
    ['the unit’s own', MORNINGS, 'police', '24T15:00', '26T11:00'],
    ['those of the unit above', MORNINGS, 'station', '24T10:00', '26T10:00'],
    ['over a weekend', null, 'police', '27T17:00', '30T11:00'],
  ]
  for (const [what, hours, unit, from, due] of CASES) {
    test(`four hours run inside ${what}`, ({ assert }) => {
      const { promised, legal } = begun(hours, unit, at(from))
      assert.equal(promised.dueAtMs, at(due))
      assert.deepEqual(legal, beginClocks(limitsInDays({ promised: 1, legal: 5 }), at(from), county(null)).legal, 'the legal limit in days knows no office hours')
    })
  }

  test('another office hours move the open clock in hours alone; the verdict of an ended one stays', ({ assert }) => {
    const clocks = begun(null, 'police', at('24T15:00'))
    const moved = recountClocks(clocks, calendarOf(county(MORNINGS), 'police'))
    assert.deepEqual([moved.promised!.dueAtMs, moved.legal!.dueAtMs], [at('26T11:00'), clocks.legal.dueAtMs])
    const ended = { promised: { ...clocks.promised, verdict: 'on_time' as const }, legal: null }
    assert.equal(recountClocks(ended, calendarOf(county(MORNINGS), 'police')), ended)
  })

  test('an extension in days is eight hours a day for it, and counts as whole days for the case', ({ assert }) => {
    const { promised, legal } = begun(null, 'police', at('24T15:00'))
    assert.deepEqual([inUnitOf(promised, 2), inUnitOf(legal, 2), inDays(promised, 16), inDays(promised, 17), inDays(legal, 3)], [16, 2, 2, 3, 3])
  })
})
