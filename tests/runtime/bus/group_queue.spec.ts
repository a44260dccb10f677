import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { createGroupQueue } from '#engine/runtime/bus/group_queue'
import type { WorkItem } from '#engine/runtime/bus/work_item'

const itemOf = (instanceId: string, queuedAtMs = 0): WorkItem => ({
  envelope: { instanceId, command: { type: 'ClaimTask', taskId: 't', by: 'li' }, actor: { kind: 'system' } },
  source: null, queuedAtMs, resolve: () => undefined, reject: () => undefined,
})

const queueOf = (atOnce: number, count: number, groupSize = 256) => {
  const queue = createGroupQueue({ groupSize, atOnce })
  for (let n = 0; n < count; n += 1) queue.add(itemOf(`i${n}`, n))
  return queue
}

test.group('queue of groups', () => {
  test('one after the other: all that waits, up to the size of a group', ({ assert }) => {
    const queue = queueOf(1, 300)
    const first = queue.take()!
    assert.lengthOf(first, 256)
    assert.isNull(queue.take())
    queue.done(first)
    assert.lengthOf(queue.take()!, 44)
  })

  for (const { waiting, groups } of [{ waiting: 1, groups: [1] }, { waiting: 15, groups: [15] }, { waiting: 64, groups: [32, 32] }, { waiting: 1_000, groups: [256, 256] }]) {
    test(`two at once: ${waiting} that wait for an idle bus become groups of ${groups.join(' and ')}`, ({ assert }) => {
      const queue = queueOf(2, waiting)
      const taken: number[] = []
      for (let group = queue.take(); group !== null; group = queue.take()) taken.push(group.length)
      assert.deepEqual(taken, groups)
    })
  }

  test('a few beside many wait until the many are written', ({ assert }) => {
    const queue = queueOf(2, 14)
    const many = queue.take()!
    for (const id of ['a', 'b', 'c']) queue.add(itemOf(id))
    assert.isNull(queue.take())
    queue.add(itemOf('d'))
    assert.lengthOf(queue.take()!, 4)
    queue.done(many)
  })

  test('no instance is in two groups, and its commands keep their order, whatever comes and ends when', ({ assert }) => {
    const move = fc.oneof(fc.record({ add: fc.nat({ max: 5 }) }), fc.constant('take' as const), fc.record({ done: fc.nat() }))
    fc.assert(
      fc.property(fc.array(move, { maxLength: 120 }), fc.integer({ min: 1, max: 3 }), (moves, atOnce) => {
        const queue = createGroupQueue({ groupSize: 4, atOnce })
        const underWay: (readonly WorkItem[])[] = []
        const done = new Map<string, number[]>()
        let added = 0
        const end = (group: readonly WorkItem[]): void => {
          // the last one had no time: it goes back
          const back = group.length > 2 ? group.slice(-1) : []
          for (const { envelope, queuedAtMs } of group.slice(0, group.length - back.length)) done.set(envelope.instanceId, [...(done.get(envelope.instanceId) ?? []), queuedAtMs])
          queue.putBack(back)
          queue.done(group)
        }
        const take = (): void => {
          const group = queue.take()
          if (group === null) return
          const elsewhere = new Set(underWay.flat().map(({ envelope }) => envelope.instanceId))
          assert.isTrue(group.every(({ envelope }) => !elsewhere.has(envelope.instanceId)))
          underWay.push(group)
          assert.isAtMost(underWay.length, atOnce)
        }
        for (const one of moves) {
          if (one === 'take') take()
          else if ('add' in one) queue.add(itemOf(`i${one.add}`, (added += 1)))
          else if (underWay.length) end(underWay.splice(one.done % underWay.length, 1)[0] as readonly WorkItem[])
        }
        while (!queue.isIdle()) {
          while (underWay.length) end(underWay.shift() as readonly WorkItem[])
          take()
        }
        assert.equal([...done.values()].flat().length, added)
        for (const order of done.values()) assert.deepEqual(order, [...order].sort((a, b) => a - b))
      }),
      { numRuns: 100 },
    )
  })
})
