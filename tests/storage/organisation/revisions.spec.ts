import { setImmediate as soon } from 'node:timers/promises'
import { test } from '@japa/runner'
import { createSharedLook } from '#engine/runtime/workers/shared_look'
import type { Dialect } from '#storage/dialects/dialect'
import { readRevision } from '#storage/organisation/revisions'

test.group('revisions of what is kept in memory', () => {
  /** Only what reading revisions needs. */
  const counting = () => {
    const world = { statements: 0, revisions: new Map([['devices', 3], ['silences', 7]]), isDown: false }
    const connection = {
      all: async () => {
        world.statements += 1
        if (world.isDown) throw new Error('away')
        return [...world.revisions].map(([name, revision]) => ({ name, revision }))
      },
    }
    return { world, dialect: { read: (work: (given: typeof connection) => unknown) => work(connection) } as unknown as Dialect }
  }

  test('all who ask at the same moment share one statement; who asks later sees what was written before', async ({ assert }) => {
    const { world, dialect } = counting()
    assert.deepEqual(await Promise.all(['devices', 'silences', 'nothing'].map((name) => readRevision(dialect, name))), [3, 7, 0])
    assert.equal(world.statements, 1)
    const before = readRevision(dialect, 'devices')
    await soon()
    world.revisions.set('devices', 4)
    assert.deepEqual([await before, await readRevision(dialect, 'devices')], [3, 4])
    world.isDown = true
    await assert.rejects(() => readRevision(dialect, 'devices'))
    world.isDown = false
    assert.equal(await readRevision(dialect, 'devices'), 4)
  })

  test('looks are taken together, one that fails or takes long disturbs no other, one that was taken away is not taken', async ({ assert }) => {
    const { world, dialect } = counting()
    const looks = createSharedLook(10)
    const counts = { slow: 0, failing: 0, gone: 0 }
    looks.add(() => new Promise(() => (counts.slow += 1)))
    looks.add(async () => {
      counts.failing += 1
      throw new Error('away')
    })
    looks.add(async () => counts.gone++)()
    let rounds = 0
    for (const name of ['devices', 'silences', 'alarm rules', 'organisation', 'calendar']) looks.add(async () => void (await readRevision(dialect, name), (rounds += 1)))
    while (rounds < 15) await soon()
    looks.stop()
    assert.equal(world.statements, rounds / 5)
    assert.equal(counts.slow, 1)
    assert.isAtLeast(counts.failing, 2)
    assert.equal(counts.gone, 0)
  })
})
