import { test } from '@japa/runner'
import fc from 'fast-check'
import { findDuplicates, textSimilarity, type ComparedEvent } from '#processes/foundation/events/find_duplicates'
import { cellOf, cellsAround, metresBetween } from '#processes/foundation/events/places'

const NOW = Date.parse('2026-11-23T09:00:00+08:00')
const DAY = 86_400_000
const RULE = { radiusMetres: 50, closedWithinDays: 7, similarity: 0.2 }

const event = (instanceId: string, more: Partial<ComparedEvent> = {}): ComparedEvent => ({
  instanceId, category: 'environment', subtype: 'HJ05', longitude: 113.08, latitude: 28.245, address: '开元路', description: '有人焚烧落叶，浓烟很大', mergedInto: null,
  closedAtMs: null, reportedAtMs: NOW, ...more,
})
const found = (others: readonly ComparedEvent[], mine = event('mine')) => findDuplicates(mine, others, RULE, NOW).map((one) => one.event.instanceId)

test.group('reports of the same thing', () => {
  test('is proposed or not', ({ assert }) => {
    const cases: [string, Partial<ComparedEvent>, boolean][] = [
      ['same place, same kind', {}, true],
      ['40 m away', { latitude: 28.245 + 40 / 111_195 }, true],
      ['60 m away', { latitude: 28.245 + 60 / 111_195 }, false],
      ['closed six days ago', { closedAtMs: NOW - 6 * DAY }, true],
      ['closed eight days ago', { closedAtMs: NOW - 8 * DAY }, false],
      ['merged away', { mergedInto: 'other' }, false],
      ['another 大类', { category: 'safety', subtype: 'AQ04' }, false],
      ['another 小类, alike in words', { subtype: 'HJ01' }, true],
      ['another 小类, other words', { subtype: 'HJ01', address: '广场', description: '垃圾桶满了' }, false],
      ['without a position', { longitude: null, latitude: null }, false],
    ]
    for (const [what, more, expected] of cases) assert.equal(found([event('other', more)]).length === 1, expected, what)
    assert.deepEqual(found([event('mine')]), [], 'itself')
    assert.deepEqual(found([event('other')], event('mine', { longitude: null })), [])
  })

  test('likeliest first: kind, then words, then distance', ({ assert }) => {
    const others = [event('words', { subtype: 'HJ01' }), event('far', { latitude: 28.2453 }), event('near')]
    assert.deepEqual(found(others), ['near', 'far', 'words'])
  })

  test('likeness of words lies between 0 and 1, is the same both ways, and 1 only for the same pairs', ({ assert }) => {
    assert.equal(textSimilarity('路口有垃圾', '路口，有垃圾！'), 1)
    assert.equal(textSimilarity('甲乙丙', '丁戊己'), 0)
    assert.equal(textSimilarity('', ''), 0)
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => {
      const likeness = textSimilarity(a, b)
      return likeness >= 0 && likeness <= 1 && likeness === textSimilarity(b, a)
    }))
  })

  test('whatever lies within 500 m lies in the nine cells around', () => {
    fc.assert(fc.property(fc.double({ min: 112.6, max: 113.9, noNaN: true }), fc.double({ min: 27.9, max: 28.8, noNaN: true }), fc.double({ min: -0.004, max: 0.004, noNaN: true }), fc.double({ min: -0.004, max: 0.004, noNaN: true }), (x, y, dx, dy) =>
      metresBetween({ longitude: x, latitude: y }, { longitude: x + dx, latitude: y + dy }) > 490 || cellsAround({ longitude: x, latitude: y }).includes(cellOf(x + dx, y + dy)!)))
  })
})
