import { test } from '@japa/runner'
import { armedTimers, hasEarlierTimers, historyText } from '#adapters/web/server/presentation/history_text'
import type { Event } from '#engine/kernel/events'
import type { ExecutableProcess } from '#engine/model/executable_process'

const process = { elements: new Map([['remind', { id: 'remind', type: 'boundaryEvent', name: '提醒' }], ['bare', { id: 'bare', type: 'boundaryEvent', name: '' }]]) } as unknown as ExecutableProcess
const armed = (timerId: string, elementId: string): Event =>
  ({ type: 'TimerArmed', timerId, elementId, elementInstanceId: 'i:1', kind: 'span', dueAtMs: 1, repetitionsLeft: 0 })
const disarmed = (timerId: string, cause: 'fired' | 'cancelled' | 'suspended' = 'fired'): Event => ({ type: 'TimerDisarmed', timerId, cause })

test.group('The timeline of timers', () => {
  const timers = armedTimers([armed('i:2', 'remind'), armed('i:3', 'bare'), disarmed('i:2')])
  const textOf = (event: Event) => historyText(event, process, {} as never, timers)

  test('a timer that fires is told by the name of its element, armed earlier in the same history', ({ assert }) => {
    assert.equal(textOf(disarmed('i:2')), '定时“提醒”到期')
    assert.equal(textOf(disarmed('i:3')), '定时“bare”到期')
  })

  test('timers that are armed, taken back, stopped or not known are nothing for people', ({ assert }) => {
    assert.deepEqual([armed('i:2', 'remind'), disarmed('i:2', 'cancelled'), disarmed('i:2', 'suspended'), disarmed('i:9')].map(textOf), [null, null, null, null])
  })

  test('earlier history is needed only for timers that fire without having been armed here', ({ assert }) => {
    assert.isTrue(hasEarlierTimers([disarmed('i:2'), armed('i:3', 'bare')]))
    assert.isFalse(hasEarlierTimers([armed('i:2', 'remind'), disarmed('i:2')]))
    assert.isFalse(hasEarlierTimers([disarmed('i:2', 'cancelled')]))
  })
})
