import { test } from '@japa/runner'
import fc from 'fast-check'
import { calledId, idNumber, idText, readId } from '#engine/kernel/ids'

test.group('kernel | ids', () => {
  test('a number goes into an id and comes back', ({ assert }) => {
    fc.assert(fc.property(fc.string({ minLength: 1 }), fc.integer({ min: 0, max: 1_000_000_000 }), (instanceId, n) => {
      assert.equal(idNumber(instanceId, idText(instanceId, n)), n)
      if (n > 0) assert.equal(readId(instanceId, idText(instanceId, n)), n)
    }))
  })

  test('an id of another instance, or no id at all, is none', ({ assert }) => {
    for (const id of ['', 'i1', 'i1:', 'i1:0', 'i1:01', 'i1:x', 'i1:1x', 'i2:1', 'i11:1', 'i1:-1', 'i1:9999999999999999999']) assert.isNull(readId('i1', id), id)
  })

  test('called ids stay short and different, however deep the chain', ({ assert }) => {
    const seen = new Set<string>()
    for (let branch = 1; branch <= 50; branch++) {
      let id = '0195f2c0-8a7e-7d13-9f1e-000000000001'
      for (let depth = 0; depth < 100; depth++) {
        id = calledId(id, branch)
        assert.isAtMost(id.length, 120)
        assert.isFalse(seen.has(id))
        seen.add(id)
      }
    }
  })
})
