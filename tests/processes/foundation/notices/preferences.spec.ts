import { test } from '@japa/runner'
import { DEFAULT_PREFERENCES, goesOutBy, sendableFrom } from '#processes/foundation/notices/preferences'
import { pauseAfter } from '#processes/foundation/notices/send'
import { readTemplates, withoutNumbers } from '#processes/foundation/notices/templates'

const at = (text: string): number => Date.parse(`2026-11-23T${text}:00+08:00`)
const NIGHT = { quiet: { fromMinute: 22 * 60, toMinute: 7 * 60 } }

test.group('how people are told', () => {
  const HOURS = [
    { title: 'by day it is gathered for two minutes', kind: 'task', now: '10:00', from: '10:02' },
    { title: 'in the evening it waits for the morning', kind: 'task', now: '22:30', from: '31:00' },
    { title: 'after midnight as well', kind: 'task', now: '03:00', from: '07:00' },
    { title: 'just before the quiet hours it falls into them', kind: 'task', now: '21:59', from: '31:00' },
    { title: 'at their end it goes', kind: 'task', now: '07:00', from: '07:02' },
    { title: 'what is urgent goes at any hour', kind: 'urged', now: '03:00', from: '03:00' },
  ] as const
  for (const { title, kind, now, from } of HOURS) {
    test(title, ({ assert }) => {
      const [hour, minute] = from.split(':').map(Number)
      assert.equal(sendableFrom(kind, NIGHT, at(now)), at('00:00') + (hour! * 60 + minute!) * 60_000)
    })
  }

  test('a limit that ended with its day waits for the morning, by day and without quiet hours it does not', ({ assert }) => {
    assert.equal(sendableFrom('overdue', NIGHT, at('00:00'), true), at('07:00'))
    assert.equal(sendableFrom('overdue', NIGHT, at('10:00'), true), at('10:00'))
    assert.equal(sendableFrom('overdue', { quiet: null }, at('00:00'), true), at('00:00'))
  })

  test('quiet hours within one day, and none', ({ assert }) => {
    assert.equal(sendableFrom('task', { quiet: { fromMinute: 12 * 60, toMinute: 14 * 60 } }, at('12:30')), at('14:00'))
    assert.equal(sendableFrom('task', { quiet: null }, at('03:00')), at('03:02'))
  })

  test('a drill never goes out, a muted kind neither; short messages are for what is urgent', ({ assert }) => {
    const wants = { ...DEFAULT_PREFERENCES, sms: true, muted: ['copy' as const] }
    assert.isTrue(goesOutBy('mail', 'task', wants, false))
    assert.isFalse(goesOutBy('mail', 'task', wants, true))
    assert.isFalse(goesOutBy('sms', 'urged', wants, true))
    assert.isFalse(goesOutBy('mail', 'copy', wants, false))
    assert.isFalse(goesOutBy('sms', 'task', wants, false))
    assert.isTrue(goesOutBy('sms', 'overdue', wants, false))
  })

  test('pauses grow to six hours', ({ assert }) => {
    assert.deepEqual([1, 2, 3, 8].map((attempts) => pauseAfter(attempts, 0.5) / 60_000), [1, 4, 16, 360])
  })

  test('identity and phone numbers do not leave the house, case numbers do', ({ assert }) => {
    assert.equal(withoutNumbers('张三 430121199013320031 的申请，电话 13800000001'), '张三 *** 的申请，电话 ***')
    assert.equal(withoutNumbers('430121001202611230000010'), '430121001202611230000010')
    assert.equal(withoutNumbers('证号43012119901332003X。'), '证号***。')
  })

  test('texts are read entry by entry; what is none is told', ({ assert }) => {
    const { templates, faults } = readTemplates({ task: { title: '件', line: '{{title}}' }, nothing: { title: 'a', line: 'b' }, urged: { title: '' } })
    assert.deepEqual(templates, { task: { title: '件', line: '{{title}}' } })
    assert.lengthOf(faults, 2)
  })
})
