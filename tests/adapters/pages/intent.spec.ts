import { test } from '@japa/runner'
import { createIntents } from '#adapters/web/pages/api/intent'

test.group('pages: one key per intent', () => {
  test('pressing again with the same content keeps the key; other content gets a new one', ({ assert }) => {
    let made = 0
    const intents = createIntents(() => `key ${(made += 1)}`)
    const first = intents.keyFor('complete', { outcome: 'agree' })
    assert.equal(intents.keyFor('complete', { outcome: 'agree' }), first)
    assert.notEqual(intents.keyFor('complete', { outcome: 'refuse' }), first)
  })

  test('two acts never share a key', ({ assert }) => {
    const intents = createIntents()
    assert.notEqual(intents.keyFor('claim', 1), intents.keyFor('release', 1))
  })
})
