import { test } from '@japa/runner'
import { gatherReads } from '#storage/queries/gather_reads'

const double = (asked: number[][]) =>
  gatherReads<number, number>(async (keys) => {
    asked.push([...keys])
    return keys.map((key) => key * 2)
  })

test.group('reads that are asked for together', () => {
  test('leave as one, and each gets its own answer', async ({ assert }) => {
    const asked: number[][] = []
    const read = double(asked)
    const later = async (key: number) => {
      await Promise.resolve()
      return read(key)
    }
    assert.deepEqual(await Promise.all([read(1), later(2), read(3)]), [2, 4, 6])
    assert.deepEqual(asked, [[1, 3, 2]])
    assert.equal(await read(4), 8)
    assert.lengthOf(asked, 2)
  })

  test('are cut where a statement would grow too long', async ({ assert }) => {
    const asked: number[][] = []
    const keys = Array.from({ length: 1_200 }, (_, key) => key)
    assert.deepEqual(await Promise.all(keys.map(double(asked))), keys.map((key) => key * 2))
    assert.deepEqual(asked.map(({ length }) => length), [500, 500, 200])
  })

  test('fail together, and the next ones are asked anew', async ({ assert }) => {
    let isBroken = true
    const read = gatherReads<number, number>(async (keys) => {
      if (isBroken) throw new Error('gone')
      return keys
    })
    const answers = await Promise.allSettled([read(1), read(2)])
    assert.deepEqual(answers.map(({ status }) => status), ['rejected', 'rejected'])
    isBroken = false
    assert.equal(await read(3), 3)
  })
})
