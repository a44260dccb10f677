import { test } from '@japa/runner'
import fc from 'fast-check'
import { clusterPoints } from '#adapters/web/pages/events/map_clusters'
import { placeLabels, textWidth, type PlacedLabel } from '#adapters/web/pages/events/map_labels'

const BOUNDS = { width: 600, height: 1000 }

const cover = (one: PlacedLabel, other: PlacedLabel): boolean =>
  Math.abs(one.atX - other.atX) < (one.width + other.width) / 2 && Math.abs(one.atY - other.atY) < (one.height + other.height) / 2

const isOutside = ({ atX, atY, width, height }: PlacedLabel): boolean =>
  atX - width / 2 < 0 || atX + width / 2 > BOUNDS.width || atY - height / 2 < 0 || atY + height / 2 > BOUNDS.height

test.group('labels of the map', () => {
  const label = fc.record({ x: fc.integer({ min: 60, max: 540 }), y: fc.integer({ min: 30, max: 970 }), width: fc.integer({ min: 40, max: 110 }), height: fc.integer({ min: 23, max: 48 }) })

  test('eighteen labels never cover one another nor leave the map, wherever their towns lie', () => {
    fc.assert(
      fc.property(fc.array(label, { minLength: 1, maxLength: 18 }), (list) => {
        const placed = placeLabels(list.map((one, index) => ({ ...one, id: `t${index}` })), BOUNDS)
        return placed.length === list.length && placed.every((one, index) => !isOutside(one) && !placed.slice(0, index).some((other) => cover(one, other)))
      }),
      { numRuns: 150 },
    )
  })

  test('five towns at one place: one keeps it, the others stand aside with a line to it', ({ assert }) => {
    const placed = placeLabels(Array.from({ length: 5 }, (_, index) => ({ id: `t${index}`, x: 300, y: 500, width: 100, height: 46 })), BOUNDS)
    assert.equal(placed.filter(({ leader }) => leader === null).length, 1)
    for (const { leader, atX, atY, width, height } of placed) {
      if (leader === null) continue
      assert.deepEqual([leader.x1, leader.y1], [300, 500])
      assert.isTrue(Math.abs(leader.x2 - atX) <= width / 2 && Math.abs(leader.y2 - atY) <= height / 2, 'the line ends at its label')
    }
  })

  test('a hanzi is as wide as it is high, figures are narrower', ({ assert }) => {
    assert.equal(textWidth('星沙街道', 20), 80)
    assert.isBelow(textWidth('1234', 20), 80)
  })
})

test.group('clusters of the map', () => {
  const LIGHTS = ['green', 'amber', 'red', 'none'] as const
  const point = fc.record({ x: fc.integer({ min: 0, max: 600 }), y: fc.integer({ min: 0, max: 1000 }), light: fc.constantFrom(...LIGHTS) })

  test('no point is lost, each mark takes the worst light, and a finer grid never has fewer marks', () => {
    fc.assert(
      fc.property(fc.array(point, { maxLength: 200 }), (list) => {
        const points = list.map((one, index) => ({ ...one, id: String(index), title: '' }))
        const [coarse, fine] = [clusterPoints(points, 64), clusterPoints(points, 32)]
        const isWorst = coarse.every(({ light, key }) => {
          const own = points.filter(({ x, y }) => `${Math.floor(x / 64)}/${Math.floor(y / 64)}` === key).map((one) => one.light)
          return light === (['red', 'amber', 'green', 'none'] as const).find((worst) => own.includes(worst))
        })
        return isWorst && coarse.reduce((sum, { count }) => sum + count, 0) === points.length && fine.length >= coarse.length
      }),
    )
  })

  test('one alone is itself', ({ assert }) => {
    const [cluster] = clusterPoints([{ id: 'e1', title: '暴露垃圾', light: 'red', x: 10, y: 20 }], 30)
    assert.deepInclude(cluster!, { count: 1, x: 10, y: 20, light: 'red' })
    assert.equal(cluster!.only?.id, 'e1')
  })
})
