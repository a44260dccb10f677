import { test } from '@japa/runner'
import * as fc from 'fast-check'

import { dependantsOf, longestWay, predecessorsOf } from '#processes/foundation/manifest/item_order'

interface Item {
  code: string
  after: string[]
  days: number
}

const item = (code: string, days: number, ...after: string[]): Item => ({ code, after, days })
const daysOf = ({ days }: Item) => days

/** 出生证 → 户口 → 医保 → 社保卡 in a row, 预防接种证 beside them. */
const BIRTH = [item('birth', 1), item('household', 2, 'birth'), item('insurance', 1, 'household'), item('card', 3, 'insurance'), item('vaccination', 5)]

test.group('items that wait for one another', () => {
  for (const { title, chosen, days } of [
    { title: 'in a row the days add up', chosen: ['birth', 'household', 'insurance', 'card'], days: 7 },
    { title: 'what goes beside takes nothing where it is shorter', chosen: ['birth', 'household', 'insurance', 'card', 'vaccination'], days: 7 },
    { title: 'the longer of two ways counts, not their sum', chosen: ['birth', 'household', 'vaccination'], days: 5 },
    { title: 'a predecessor that was not chosen does not count', chosen: ['household', 'insurance'], days: 3 },
    { title: 'nothing chosen takes nothing', chosen: [], days: 0 },
  ]) {
    test(title, ({ assert }) => assert.equal(longestWay(BIRTH.filter(({ code }) => chosen.includes(code)), daysOf), days))
  }

  test('predecessors are the chosen ones; dependants reach through others', ({ assert }) => {
    assert.deepEqual(predecessorsOf(BIRTH[2]!, BIRTH).map(({ code }) => code), ['household'])
    assert.deepEqual(predecessorsOf(BIRTH[2]!, [BIRTH[0]!, BIRTH[2]!]), [])
    assert.deepEqual(dependantsOf('birth', BIRTH).map(({ code }) => code), ['household', 'insurance', 'card'])
    assert.deepEqual(dependantsOf('vaccination', BIRTH), [])
  })

  test('the longest way lies between the longest item and the sum, and is one of the ways', ({ assert }) => {
    const orders = fc.array(fc.record({ days: fc.integer({ min: 0, max: 30 }), after: fc.array(fc.nat(11)) }), { minLength: 1, maxLength: 12 })
    fc.assert(
      fc.property(orders, (drawn) => {
        // only earlier ones are waited for, so that nothing goes round
        const items = drawn.map(({ days, after }, index) => item(String(index), days, ...after.filter((before) => before < index).map(String)))
        const way = longestWay(items, daysOf)
        assert.isAtLeast(way, Math.max(...items.map(daysOf)))
        assert.isAtMost(way, items.reduce((sum, { days }) => sum + days, 0))
        for (const one of items) assert.isFalse(dependantsOf(one.code, items).includes(one))
      }),
      { numRuns: 200 },
    )
  })

  test('a circle is found, and ends', ({ assert }) => {
    const circle = [item('a', 1, 'b'), item('b', 1, 'a')]
    assert.deepEqual(dependantsOf('a', circle).map(({ code }) => code), ['a', 'b'])
    assert.isAtMost(longestWay(circle, daysOf), 2)
  })
})
