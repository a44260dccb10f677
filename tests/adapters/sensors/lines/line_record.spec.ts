import { test } from '@japa/runner'
import { handOver } from '#adapters/sensors/lines/hand_over'
import { lineMetrics } from '#adapters/sensors/lines/line_metrics'
import { createLineRecord } from '#adapters/sensors/lines/line_record'
import { tellOnce } from '#adapters/sensors/lines/tell_once'
import type { Refusal } from '#processes/foundation/alarms/refusals'
import { createTestTools } from '../line_tools.js'

test.group('what every line has', () => {
  test('a record counts by outcome and tells of each refusal', ({ assert }) => {
    const told: Refusal[] = []
    const record = createLineRecord((refusal) => void told.push(refusal))
    record.count([{ kind: 'accepted' }, { kind: 'duplicate' }, { kind: 'rejected', code: 'E_DEVICE_UNKNOWN', message: '设备没有登记。' }], 'nb/A1', 'x'.repeat(1_000), 5)
    for (let n = 0; n < 150; n++) record.refuse({ atMs: n, device: 'nb/A1', code: 'E_LINE_CRC', message: '校验码不符。', raw: '' })
    assert.deepEqual(record.figures(), { connections: 0, accepted: 1, duplicates: 1, refused: { E_DEVICE_UNKNOWN: 1, E_LINE_CRC: 150 }, lastAtMs: 5 })
    assert.lengthOf(told, 151)
    assert.deepEqual([told[0]?.device, told[0]?.raw.length, told.at(-1)?.atMs], ['nb/A1', 1_000, 149])
    const line = { name: 'mqtt', record, start: async () => undefined, stop: async () => undefined }
    assert.include(lineMetrics([line]), 'xingliu_sensor_line_messages_total{line="mqtt",outcome="E_LINE_CRC"} 150')
    assert.equal(lineMetrics([]), '')
  })

  test('handing over waits while the intake is full, and ends unacknowledged when the line does', async ({ assert }) => {
    const { intake } = createTestTools()
    const message = { source: 'nb', deviceId: 'A1', messageId: 'm', eventAtMs: null, values: {}, alarm: null, position: null, drill: false, raw: '' }
    intake.setFull(true)
    const abort = new AbortController()
    const waiting = handOver(intake, [message], 1, abort.signal)
    abort.abort()
    await assert.rejects(() => waiting)
    const second = handOver(intake, [message], 1, new AbortController().signal)
    intake.setFull(false)
    assert.deepEqual(await second, [{ kind: 'accepted' }])
  })

  test('the same fault is told once, and again after it was over', ({ assert }) => {
    const { errors, onError } = createTestTools()
    const ended = new AbortController()
    const fault = tellOnce({ onError }, 'mqtt', ended.signal)
    for (const text of ['away', 'away', 'other', 'away']) fault.tell(new Error(text))
    fault.over()
    fault.tell(new Error('away'))
    ended.abort()
    fault.tell(new Error('more'))
    assert.deepEqual(errors, ['away', 'other', 'away', 'away'])
  })
})
