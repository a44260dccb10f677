import { test } from '@japa/runner'
import { cityBrain } from '#adapters/government/city_brain/target'
import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import { alarmFact, tellAbove, tellSoFar } from '#processes/foundation/alarms/told_above'
import { SETTINGS } from '#tests/adapters/government/sample_facts'

const AT_MS = Date.UTC(2026, 10, 22, 2)
const ALARM: AlarmRow = {
  id: 'a1', source: 'nb-iot', deviceId: 'manhole-7', deviceName: '7 号井盖', deviceKind: 'manhole', kind: 'tilt', name: '井盖倾斜', severity: 'major', state: 'active', drill: false,
  town: 'street_langli', area: null, grid: null, address: '临湘街示例 7 号', longitude: 113.08, latitude: 28.2, owner: 'urban', ruleId: 'r1', raisedAtMs: AT_MS, lastRaisedAtMs: AT_MS,
  clearedAtMs: null, occurrences: 1, values: { tilt: 22.4 }, acknowledgedAtMs: null, acknowledgedBy: null, closedAtMs: null, closedBy: null, closeReason: null, instanceId: null,
  heldBy: null, heldById: null, recurrenceOf: null, members: 0, inhibits: false, closeDueAtMs: null, toldAtMs: null,
}
const nameOf = (unit: string): string => (unit === 'street_langli' ? '㮾梨街道' : unit)
const CLEARED = { state: 'cleared', clearedAtMs: AT_MS + 60_000 } as const
const CLOSED = { closedAtMs: AT_MS + 90_000, closedBy: 'li' } as const
const RAISED_ABOVE = { above: { id: 'a1', state: 'raised' } } as const
const CLEARED_ABOVE = { above: { id: 'a1', state: 'cleared' } } as const

test.group('what is to be told above of an alarm', () => {
  for (const [what, change, told] of [
    ['a new one', {}, 'a1/raised'],
    ['one that was told', RAISED_ABOVE, null],
    ['one that is cleared', { ...RAISED_ABOVE, ...CLEARED }, 'a1/cleared'],
    ['one that was told as cleared', { ...CLEARED_ABOVE, ...CLEARED }, null],
    ['one that is closed while it stands', { ...RAISED_ABOVE, ...CLOSED }, 'a1/cleared'],
    ['one that is closed after it was cleared', { ...CLEARED_ABOVE, ...CLEARED, ...CLOSED }, null],
    ['one that comes back after it was cleared: another, above', { ...CLEARED_ABOVE, occurrences: 2 }, 'a1-2/raised'],
    ['that other one, cleared', { above: { id: 'a1-2', state: 'raised' }, occurrences: 5, ...CLEARED }, 'a1-2/cleared'],
    ['one raised again while it stands', { ...RAISED_ABOVE, occurrences: 3 }, null],
    ['a drill', { drill: true }, null],
    ['a drill that is over', { drill: true, ...RAISED_ABOVE, ...CLEARED }, null],
    ['a silenced one', { heldBy: 'silence' }, null],
    ['a member of a group', { heldBy: 'group', heldById: 'g1' }, null],
    ['one that became a member after it was told, cleared', { heldBy: 'group', heldById: 'g1', ...RAISED_ABOVE, ...CLEARED }, 'a1/cleared'],
    ['one that is over and was never told', CLEARED, null],
  ] as const satisfies readonly (readonly [string, Partial<AlarmRow>, string | null])[]) {
    test(`${what}: ${told ?? 'nothing'}`, ({ assert }) => {
      const { alarm, news } = tellAbove({ ...ALARM, ...change })
      assert.equal(news && alarmFact(news, nameOf).id, told)
      assert.isNull(tellAbove(alarm).news, 'once')
    })
  }

  test('of what nobody above has heard, what is over by now is told as raised and as cleared', ({ assert }) => {
    const ids = (change: Partial<AlarmRow>) => tellSoFar({ ...ALARM, ...change }).news.map((news) => alarmFact(news, nameOf).id)
    assert.deepEqual([ids({}), ids(CLEARED), ids(RAISED_ABOVE), ids({ ...RAISED_ABOVE, ...CLEARED }), ids({ drill: true }), ids({ heldBy: 'silence', ...CLEARED })],
      [['a1/raised'], ['a1/raised', 'a1/cleared'], [], ['a1/cleared'], [], []])
  })

  test('one that stands for places of several towns names the county', ({ assert }) => {
    const { news } = tellAbove({ ...ALARM, source: 'grouping', town: '', address: '', area: '浏阳河流域' })
    assert.deepInclude(alarmFact(news!, nameOf).fact.content, { town: '长沙县', address: '浏阳河流域' })
  })

  test('the city brain takes what is told; closed without being cleared, it is over when it was closed', ({ assert }) => {
    const bodyOf = (change: Partial<AlarmRow>) => {
      const mapped = cityBrain.mappings.v1!(alarmFact(tellAbove({ ...ALARM, ...change }).news!, nameOf).fact, SETTINGS, { nowMs: AT_MS, messageId: 'm' })
      return mapped.ok ? (JSON.parse(mapped.message.body) as { data: object }).data : { reason: mapped.reason }
    }
    assert.deepInclude(bodyOf({}), { alarmNo: 'a1', state: '1', townName: '㮾梨街道', reading: 'tilt=22.4', severity: '2', raisedAt: '2026-11-22 10:00:00' })
    assert.deepInclude(bodyOf({ ...RAISED_ABOVE, ...CLEARED }), { alarmNo: 'a1', state: '2', clearedAt: '2026-11-22 10:01:00' })
    assert.deepInclude(bodyOf({ ...RAISED_ABOVE, ...CLOSED }), { alarmNo: 'a1', state: '2', clearedAt: '2026-11-22 10:01:30' })
  })
})
