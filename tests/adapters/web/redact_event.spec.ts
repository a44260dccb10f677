import { test } from '@japa/runner'
import { redactEvent } from '#adapters/web/server/access/redact_event'
import type { Event } from '#engine/kernel/events'

const SECRET = '机密'
const withoutSecretField = { level: 'full' as const, filter: (values: Readonly<Record<string, unknown>>) => Object.fromEntries(Object.entries(values).filter(([name]) => name !== 'secret')) }
const structureOnly = { level: 'structure' as const, filter: () => ({}) }

const values = { secret: SECRET, open: 1 }
const EVENTS = [
  { type: 'InstanceStarted', instanceId: 'i', definitionId: 'd', processId: 'p', businessKey: null, title: '标题', starter: 'li', caller: null, variables: values, atMs: 1 },
  { type: 'VariablesMerged', scopeId: 'i', values },
  { type: 'JobCreated', jobId: 'j', elementId: 'e', elementInstanceId: 'i:1', kind: 'external', topic: 't', input: values, retries: 3, retryCycle: null, atMs: 1 },
  { type: 'CommandDeferred', command: { type: 'SetVariables', variables: values } },
  { type: 'CommandDeferred', command: { type: 'CompleteTask', taskId: 't', by: 'li', outcome: null, opinion: null, data: values } },
  { type: 'CommandDeferred', command: { type: 'CompleteCall', elementInstanceId: 'i:1', result: { kind: 'completed', variables: values } } },
  { type: 'MessageThrown', elementId: 'e', name: 'n', correlationKey: null, variables: values },
] as unknown as Event[]

test.group('Redacting an event', () => {
  for (const event of EVENTS) {
    const inner = 'command' in event ? ` with ${(event.command as { type: string }).type}` : ''
    test(`${event.type}${inner} keeps what may be read and nothing else`, ({ assert }) => {
      const shown = JSON.stringify(redactEvent(event, withoutSecretField))
      assert.notInclude(shown, SECRET)
      assert.include(shown, '"open":1')
      assert.notInclude(JSON.stringify(redactEvent(event, structureOnly)), '"open"')
    })
  }

  test("the rows that a multi-instance body still has to hand out are nobody's to read here", ({ assert }) => {
    const started = { type: 'MultiInstanceStarted', elementInstanceId: 'i:1', elementId: 'e', total: 2, items: [{ secret: SECRET }] } as Event
    for (const visible of [withoutSecretField, structureOnly]) assert.notInclude(JSON.stringify(redactEvent(started, visible)), SECRET)
  })

  test('an operator reads neither titles nor opinions', ({ assert }) => {
    const closed = { type: 'TaskClosed', taskId: 't', elementId: 'e', elementInstanceId: 'i:1', cause: 'completed', reason: null, by: 'li', outcome: 'agree', opinion: SECRET, atMs: 1 } as Event
    assert.notInclude(JSON.stringify([EVENTS[0]!, closed].map((event) => redactEvent(event, structureOnly))), SECRET)
    assert.equal(redactEvent(closed, structureOnly).outcome, 'agree')
  })
})
