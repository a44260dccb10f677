import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { apiQuery, directionOf, FILTER_LIGHTS, inboxAddress, parseInboxQuery, VIEWS, type InboxQuery } from '#adapters/web/pages/inbox/inbox_query'

const queries: fc.Arbitrary<InboxQuery> = fc.record({
  view: fc.constantFrom(...VIEWS),
  q: fc.string({ maxLength: 40 }),
  light: fc.constantFrom(...FILTER_LIGHTS, '' as const),
  definitionKey: fc.string({ maxLength: 20 }),
  dueBefore: fc.constantFrom('', '2026-11-22', '2027-02-28', 'today', 'week'),
  sort: fc.constantFrom('dueAt', 'createdAt', 'priority', 'title', '-name', '-dueAt'),
})

test.group('pages: what the inbox shows lives in its address', () => {
  test('an address reads back to the query it was made from', ({ assert }) => {
    fc.assert(fc.property(queries, (query) => assert.deepEqual(parseInboxQuery(inboxAddress(query)), query)))
  })

  test('the plain inbox has the plain address', ({ assert }) => {
    assert.equal(inboxAddress(parseInboxQuery('/')), '/')
  })

  test('what an address may not say is left out', ({ assert }) => {
    const query = parseInboxQuery('/?view=everything&light=pink&dueBefore=soon&sort=--title')
    assert.deepInclude(query, { view: 'todo', light: '', dueBefore: '', sort: 'dueAt' })
  })

  test('a date means the end of that day in the county', ({ assert }) => {
    assert.equal(apiQuery(parseInboxQuery('/?dueBefore=2026-11-22')).dueBefore, '2026-11-22T23:59:59.999+08:00')
  })

  test('a saved view that says today means another day tomorrow', ({ assert }) => {
    const asked = apiQuery(parseInboxQuery('/?dueBefore=week')).dueBefore!
    const daysAhead = (Date.parse(asked) - Date.now()) / 86_400_000
    assert.isTrue(daysAhead > 6.9 && daysAhead < 8.1, asked)
  })

  test('what is done comes by its end, however it was sorted before', ({ assert }) => {
    for (const sort of ['dueAt', '-dueAt']) assert.equal(apiQuery(parseInboxQuery(`/?view=done&sort=${sort}`)).sort, 'createdAt')
    assert.equal(apiQuery(parseInboxQuery('/?view=done&sort=-title')).sort, '-title')
  })

  for (const [sort, direction] of [['dueAt', 'ascending'], ['-dueAt', 'descending'], ['createdAt', 'descending'], ['-createdAt', 'ascending'], ['title', 'ascending'], ['-name', 'descending']] as const) {
    test(`${sort} runs ${direction}`, ({ assert }) => assert.equal(directionOf(sort), direction))
  }
})
