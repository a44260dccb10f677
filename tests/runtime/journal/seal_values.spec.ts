import { test } from '@japa/runner'
import type { Event } from '#engine/kernel/events'
import { createSealer, unsealRecord } from '#engine/runtime/journal/seal_values'

const PERSONAL = new Set(['idNumber'])
/** Invented; its check digit is wrong. */
const SECRET = '430121199001010000'
const values = { idNumber: SECRET, area: 80 }

const EVENTS = [
  { type: 'InstanceStarted', instanceId: 'i', definitionId: 'd', processId: 'p', businessKey: null, title: null, starter: 'li', caller: null, variables: values, atMs: 1 },
  { type: 'VariablesMerged', scopeId: 'i', values },
  { type: 'JobCreated', jobId: 'j', elementId: 'e', elementInstanceId: 'i:1', kind: 'external', topic: 't', input: values, retries: 3, retryCycle: null, atMs: 1 },
  { type: 'CommandDeferred', command: { type: 'CompleteCall', elementInstanceId: 'i:1', result: { kind: 'completed', variables: values } } },
] as unknown as Event[]

test.group('Sealing personal values', () => {
  for (const event of EVENTS) {
    test(`${event.type} keeps only the digest, and is whole again with its value`, ({ assert }) => {
      const { sealRecord, taken } = createSealer(PERSONAL)
      const sealed = sealRecord(event)
      assert.notInclude(JSON.stringify(sealed), SECRET)
      assert.include(JSON.stringify(sealed), '"area":80')
      assert.deepEqual(unsealRecord(sealed, new Map(taken.map(({ position, value }) => [position, value]))), event)
    })
  }

  const TELLING = [
    { type: 'StartInstance', instanceId: 'i', title: '覃走查的小馆', variables: {} },
    { type: 'IncidentRaised', incidentId: 'i:2', elementId: 'e', code: 'EXPRESSION_ERROR', message: `“${SECRET}”不是数字` },
    { type: 'CompleteCall', elementInstanceId: 'i:1', result: { kind: 'failed', code: 'X', message: `没有 ${SECRET}` } },
  ] as unknown as Event[]
  for (const record of TELLING) {
    test(`${record.type}: what it tells in words is sealed where there are personal data, and only there`, ({ assert }) => {
      const { sealRecord, taken } = createSealer(PERSONAL)
      const sealed = sealRecord(record)
      assert.notMatch(JSON.stringify(sealed), new RegExp(`${SECRET}|覃走查`))
      assert.deepEqual(unsealRecord(sealed, new Map(taken.map(({ position, value }) => [position, value]))), record)
      assert.strictEqual(createSealer(new Set()).sealRecord(record), record)
    })
  }

  test('a title told twice by one command is kept once', ({ assert }) => {
    const { sealRecord, taken } = createSealer(PERSONAL)
    for (const type of ['StartInstance', 'InstanceStarted']) sealRecord({ type, title: '覃走查的小馆' })
    assert.lengthOf(taken, 1)
  })
})
