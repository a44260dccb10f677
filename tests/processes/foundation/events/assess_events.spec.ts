import { test } from '@japa/runner'
import { assessEvents, scoreOf, type CountedCell } from '#processes/foundation/events/assess_events'
import { assessWhistles } from '#processes/foundation/events/assess_whistles'
import { addCounts, METRICS, NO_EVENTS, rateEvents, type EventCounts } from '#processes/foundation/events/rate_events'

test.group('rates of 考核', () => {
  test('nothing to divide by is null; shares are counted over what is due', ({ assert }) => {
    assert.deepEqual(new Set(Object.values(rateEvents(NO_EVENTS))), new Set([null]))
    const rates = rateEvents({ ...NO_EVENTS, due: 4, closed: 3, closedInTime: 2, handled: 3, handledInTime: 2, handledOnce: 3, reworked: 1, handlingMs: 3 * 7_200_000, filed: 5, filedOfPublic: 1 })
    assert.deepInclude(rates, { closed: 0.75, closedInTime: 0.5, handledInTime: 0.5, rework: 1 / 3, handlingHours: 2, ofPublic: 0.2, dispatchedRight: null })
  })

  test('groups add up', ({ assert }) => {
    assert.deepInclude(addCounts({ ...NO_EVENTS, due: 1, handlingMs: 5 }, { ...NO_EVENTS, due: 2, filed: 1 }), { due: 3, filed: 1, handlingMs: 5 })
  })

  test('every rate is one count over another, each with its rule; a share never passes 1', ({ assert }) => {
    assert.deepEqual(Object.keys(rateEvents(NO_EVENTS)).toSorted(), [...METRICS.map(({ key }) => key), 'handlingHours'].toSorted())
    for (const { part, whole, rule } of METRICS) assert.isTrue(part in NO_EVENTS && whole in NO_EVENTS && part !== whole && rule.includes('÷'), rule)
  })
})

test.group('ranking of 考核', () => {
  const cell = (town: string, counts: Partial<EventCounts>): CountedCell => ({ town, community: '', unit: 'urban', category: 'safety', counts: { ...NO_EVENTS, ...counts } })
  const RANKING = [{ metric: 'closedInTime', weight: 60 }, { metric: 'rework', weight: 40 }] as const

  test('best score first, the same score the same rank, what has nothing to count last and without rank', ({ assert }) => {
    const { groups, total } = assessEvents(
      [
        cell('late', { due: 4, closedInTime: 1, handledOnce: 4, reworked: 2 }), cell('good', { due: 2, closedInTime: 2 }), cell('good', { due: 2, closedInTime: 2, handledOnce: 2 }),
        cell('equal', { due: 1, closedInTime: 1, handledOnce: 1 }), cell('idle', { filed: 3 }), cell('', { due: 1, filed: 1 }),
      ],
      'town', RANKING,
    )
    assert.deepEqual(groups.map(({ id, rank, score }) => [id, rank, score]), [['equal', 1, 100], ['good', 1, 100], ['late', 3, 35], ['idle', null, null]])
    assert.deepInclude(total.counts, { due: 10, filed: 4, closedInTime: 6 })
  })

  test('a rate with nothing to count leaves its weight to the others', ({ assert }) => {
    assert.equal(scoreOf(rateEvents({ ...NO_EVENTS, due: 2, closedInTime: 1 }), RANKING), 50)
    assert.isNull(scoreOf(rateEvents(NO_EVENTS), RANKING))
    assert.isNull(scoreOf(rateEvents({ ...NO_EVENTS, due: 1 }), []))
  })
})

test.group('吹哨 scores', () => {
  const called = (department: string, dueAtMs: number, arrivedAtMs: number | null, score: number | null = null) =>
    ({ department, reportTaskId: null, dueAtMs, arrivedAtMs, onTime: arrivedAtMs === null ? null : arrivedAtMs <= dueAtMs, scoreTaskId: null, score })
  const whistle = (...departments: ReturnType<typeof called>[]) =>
    ({ instanceId: 'w', eventKey: 'e', callingUnit: 'town', urgency: 'urgent', reason: '', calledAtMs: 0, endedAtMs: null, departments })

  test('who has not come by his limit counts as not in time; who still has time does not count yet', ({ assert }) => {
    const scores = assessWhistles([whistle(called('urban', 100, 90, 5), called('fire', 100, null), called('police', 900, null)), whistle(called('urban', 100, 101, 4))], 500)
    assert.deepEqual(scores.map(({ department, called: all, arrived, arrivedInTime, inTimeRate, averageScore }) => [department, all, arrived, arrivedInTime, inTimeRate, averageScore]), [
      ['urban', 2, 2, 1, 0.5, 4.5],
      ['fire', 1, 0, 0, 0, null],
    ])
  })
})
