import { test } from '@japa/runner'
import { advanceByMessage, advanceByTime, type AlarmChange } from '#processes/foundation/alarms/advance_device'
import type { Device } from '#processes/foundation/alarms/device'
import type { DeviceMessage, ReadingValue } from '#processes/foundation/alarms/message'
import { createRuleBook } from '#processes/foundation/alarms/prepare_rule'
import type { AlarmRule, Condition, RuleLevel } from '#processes/foundation/alarms/rule'
import type { DeviceState } from '#processes/foundation/alarms/rule_state'

const SECOND = 1_000
const MINUTE = 60_000
const START = Date.UTC(2026, 2, 2, 1)

const device: Device = {
  source: 'nb', deviceId: 'A1', kind: 'manhole', name: '1号', address: '', town: '', grid: null, longitude: null, latitude: null, owner: 'urban', parent: null, area: null,
  offlineAfterMs: 10 * MINUTE, enabled: true, drill: false,
}
const rule = (levels: readonly RuleLevel[]): AlarmRule => ({ id: 'r', name: 'r', kind: 'k', enabled: true, deviceKinds: [], devices: [], levels, business: null, inhibitsChildren: false, reopenMs: 0 })
const threshold = (value: string, above: number | null, below: number | null, margin = 0): Condition => ({ type: 'threshold', value, above, below, margin, averageMs: null })
const HIGH = threshold('v', 10, null)

/** `[second, what is sent]`; null = nothing, time alone. */
type Step = readonly [second: number, sent: Record<string, ReadingValue> | { alarm: 'raised' | 'cleared'; kind?: string } | null]

/** Plays the steps; answers `second:type` of each change, severities where they differ from warning. State goes through JSON each time, as it is stored. */
function play(levels: readonly RuleLevel[], steps: readonly Step[]): string[] {
  const rules = createRuleBook([rule(levels)]).rulesFor(device)
  let state: DeviceState | null = null
  const told: string[] = []
  for (const [second, sent] of steps) {
    const nowMs = START + second * SECOND
    const { state: after, changes }: { state: DeviceState; changes: readonly AlarmChange[] } =
      sent === null ? advanceByTime(rules, device, state!, nowMs) : advanceByMessage(rules, device, state, messageOf(sent, nowMs), nowMs)
    state = JSON.parse(JSON.stringify(after)) as DeviceState
    for (const { type, kind, severity } of changes) if (kind === 'k' && type !== 'still') told.push(`${second}:${type}${severity === 'warning' ? '' : ` ${severity}`}`)
  }
  return told
}

function messageOf(sent: Exclude<Step[1], null>, eventAtMs: number): DeviceMessage {
  const own = 'alarm' in sent && typeof sent.alarm === 'string' ? { kind: (sent as { kind?: string }).kind ?? 'trapped', severity: null, state: sent.alarm as 'raised' | 'cleared', startedAtMs: null } : null
  return { source: 'nb', deviceId: 'A1', messageId: null, eventAtMs, values: own === null ? (sent as Record<string, ReadingValue>) : {}, alarm: own, position: null, drill: false, raw: '' }
}

const v = (value: number) => ({ v: value })
const warning = (when: Condition): RuleLevel[] => [{ severity: 'warning', when }]

const CASES: readonly { title: string; levels: readonly RuleLevel[]; steps: readonly Step[]; told: readonly string[] }[] = [
  { title: 'over the limit, and back', levels: warning(HIGH), steps: [[0, v(10)], [1, v(10.1)], [2, v(11)], [3, v(10)]], told: ['1:raised', '3:cleared'] },
  { title: 'hysteresis: cleared only inside the margin', levels: warning(threshold('v', 10, null, 2)), steps: [[0, v(11)], [1, v(9)], [2, v(8)], [3, v(9)], [4, v(11)]], told: ['0:raised', '2:cleared', '4:raised'] },
  { title: 'outside of both limits (pH 6 to 9)', levels: warning(threshold('v', 9, 6)), steps: [[0, v(7)], [1, v(5.9)], [2, v(9.1)], [3, v(9)]], told: ['1:raised', '3:cleared'] },
  { title: 'a message without the value changes nothing', levels: warning(HIGH), steps: [[0, v(11)], [1, { battery: 3 }], [2, v(1)]], told: ['0:raised', '2:cleared'] },
  { title: 'text is no number, and a name of every object is no value', levels: warning(HIGH), steps: [[0, { v: '11' }], [1, {}]], told: [] },
  { title: 'a word or a flag', levels: warning({ type: 'equals', value: 'status', is: 'open' }), steps: [[0, { status: 'shut' }], [1, { status: 'open' }], [2, { v: 1 }], [3, { status: 'shut' }]], told: ['1:raised', '3:cleared'] },
  { title: 'steps of severity, the worst that is true', levels: [{ severity: 'critical', when: threshold('v', 50, null) }, { severity: 'minor', when: threshold('v', 20, null) }], steps: [[0, v(25)], [1, v(60)], [2, v(30)], [3, v(1)]], told: ['0:raised minor', '1:severity critical', '2:severity minor', '3:cleared minor'] },
  { title: 'lasting: a break begins it anew', levels: warning({ type: 'lasting', forMs: 30 * SECOND, of: HIGH }), steps: [[0, v(11)], [20, v(1)], [21, v(11)], [50, v(11)], [51, v(11)], [52, v(1)]], told: ['51:raised', '52:cleared'] },
  { title: 'lasting: raised by time alone', levels: warning({ type: 'lasting', forMs: 30 * SECOND, of: HIGH }), steps: [[0, v(11)], [29, null], [30, null], [31, null]], told: ['30:raised'] },
  { title: 'repeated: so many readings within the window; over when they are too old', levels: warning({ type: 'repeated', times: 3, withinMs: MINUTE, of: HIGH }), steps: [[0, v(11)], [30, v(11)], [70, v(11)], [80, v(11)], [91, null], [130, null]], told: ['80:raised', '91:cleared'] },
  { title: 'repeated: a message about something else does not count', levels: warning({ type: 'repeated', times: 2, withinMs: MINUTE, of: HIGH }), steps: [[0, v(11)], [1, { w: 1 }], [2, { w: 2 }]], told: [] },
  { title: 'change: a fall within the window, not a slow one', levels: warning({ type: 'change', value: 'v', direction: 'fall', by: 5, withinMs: 5 * MINUTE }), steps: [[0, v(20)], [400, v(16)], [800, v(12)], [900, v(7)], [910, v(7)], [1300, v(7)]], told: ['900:raised', '1300:cleared'] },
  { title: 'change: a rise is no fall; either way is', levels: warning({ type: 'change', value: 'v', direction: 'either', by: 5, withinMs: 5 * MINUTE }), steps: [[0, v(1)], [10, v(7)]], told: ['10:raised'] },
  { title: 'offline by the register, back with anything', levels: warning({ type: 'offline', afterMs: null }), steps: [[0, v(1)], [599, null], [600, null], [601, { w: 1 }]], told: ['600:raised', '601:cleared'] },
  { title: 'own alarm: again while it stands, with or without a kind asked for', levels: warning({ type: 'own_alarm', kinds: ['trapped'] }), steps: [[0, { alarm: 'raised', kind: 'door' }], [1, { alarm: 'raised' }], [2, { alarm: 'raised' }], [3, { alarm: 'cleared', kind: 'door' }], [4, { alarm: 'cleared' }]], told: ['1:raised', '2:again', '4:cleared'] },
  { title: 'all of several values, told by different messages', levels: warning({ type: 'all', of: [HIGH, threshold('w', null, 5)] }), steps: [[0, v(11)], [1, { w: 4 }], [2, v(11)], [3, { w: 6 }]], told: ['1:raised', '3:cleared'] },
  { title: 'any of several, nested in a duration', levels: warning({ type: 'lasting', forMs: 10 * SECOND, of: { type: 'any', of: [HIGH, threshold('w', 10, null)] } }), steps: [[0, v(11)], [5, { w: 11 }], [6, v(1)], [10, { w: 12 }], [11, { w: 1 }]], told: ['10:raised', '11:cleared'] },
]

test.group('alarm rules', () => {
  test('{title}').with([...CASES]).run(({ assert }, { levels, steps, told }) => {
    assert.deepEqual(play(levels, steps), [...told])
  })

  test('an hour’s mean needs three quarters of the hour, and forgets what is older', ({ assert }) => {
    const mean: Condition = { type: 'threshold', value: 'v', above: 10, below: null, margin: 0, averageMs: 60 * MINUTE }
    const minutes = (from: number, to: number, value: number): Step[] => Array.from({ length: to - from }, (_, n): Step => [(from + n) * 60, v(value)])
    // 40 minutes at 20 are no mean of an hour yet; at 45 they are. Then an hour at 5.
    assert.deepEqual(play(warning(mean), minutes(0, 40, 20)), [])
    const [raised, cleared, ...others] = play(warning(mean), [...minutes(0, 60, 20), ...minutes(60, 130, 5)])
    assert.deepEqual(others, [])
    assert.match(raised, /^2[4-6]\d\d:raised|^2400:raised/)
    assert.match(cleared, /:cleared$/)
  })

  test('an edited rule begins anew; its alarm stands until a reading says otherwise', ({ assert }) => {
    const before = createRuleBook([rule(warning(HIGH))]).rulesFor(device)
    const after = createRuleBook([rule(warning(threshold('v', 12, null)))]).rulesFor(device)
    const raised = advanceByMessage(before, device, null, messageOf(v(11), START), START)
    const edited = advanceByMessage(after, device, raised.state, messageOf({ w: 1 }, START + SECOND), START + SECOND)
    assert.deepEqual(edited.changes.filter(({ type }) => type === 'cleared'), [])
    const cleared = advanceByMessage(after, device, edited.state, messageOf(v(11), START + 2 * SECOND), START + 2 * SECOND)
    assert.deepEqual(cleared.changes.map(({ type }) => type), ['cleared'])
  })

  test('a rule that is taken away clears its alarm with the next message', ({ assert }) => {
    const raised = advanceByMessage(createRuleBook([rule(warning(HIGH))]).rulesFor(device), device, null, messageOf(v(11), START), START)
    const gone = advanceByMessage([], device, raised.state, messageOf(v(11), START + SECOND), START + SECOND)
    assert.deepEqual(gone.changes.map(({ type, kind }) => [type, kind]), [['cleared', 'k']])
    assert.deepEqual(gone.state.rules, {})
  })

  test('alarms of a device without a rule: raised, raised again, cleared; not more kinds than twenty', ({ assert }) => {
    let state: DeviceState | null = null
    const types: string[] = []
    const send = (kind: string, alarm: 'raised' | 'cleared', second: number) => {
      const advanced: { state: DeviceState; changes: readonly AlarmChange[] } = advanceByMessage([], device, state, messageOf({ alarm, kind }, START + second), START + second)
      state = advanced.state
      types.push(...advanced.changes.map(({ type }) => type))
    }
    send('a', 'raised', 0)
    send('a', 'raised', 1)
    send('a', 'cleared', 2)
    for (let n = 0; n < 100; n += 1) send(`k${n}`, 'raised', 3 + n)
    assert.deepEqual(types.slice(0, 3), ['raised', 'again', 'cleared'])
    assert.lengthOf(Object.keys(state!.own), 20)
  })

  test('what is remembered of a device stays small, however long it is heard', ({ assert }) => {
    const conditions: Condition[] = [
      HIGH, { type: 'change', value: 'v', direction: 'either', by: 1_000, withinMs: 7 * 24 * 60 * MINUTE }, { type: 'repeated', times: 20, withinMs: 60 * MINUTE, of: threshold('v', -1, null) },
      { type: 'threshold', value: 'v', above: 1_000, below: null, margin: 0, averageMs: 24 * 60 * MINUTE },
    ]
    const rules = createRuleBook([rule(warning({ type: 'any', of: conditions }))]).rulesFor(device)
    let state: DeviceState | null = null
    for (let n = 0; n < 2_000; n += 1) state = advanceByMessage(rules, device, state, messageOf(v((n * 37) % 100), START + n * 10 * SECOND), START + n * 10 * SECOND).state
    assert.isBelow(JSON.stringify(state).length, 3_000)
  })
})
