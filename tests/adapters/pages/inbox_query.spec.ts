import { test } from '@japa/runner'
import * as fc from 'fast-check'
import { apiQuery, FILTER_LIGHTS, inboxAddress, parseInboxQuery, VIEWS, type InboxQuery } from '#adapters/web/pages/inbox/inbox_query'

const queries: fc.Arbitrary<InboxQuery> = fc.record({
  view: fc.constantFrom(...VIEWS),
  q: fc.string({ maxLength: 40 }),
  light: fc.constantFrom(...FILTER_LIGHTS, '' as const),
  definitionKey: fc.string({ maxLength: 20 }),
  dueBefore: fc.constantFrom('', '2026-11-22', '2027-02-28'),
  sort: fc.constantFrom('dueAt', 'createdAt', 'priority'),
})

test.group('pages: what the inbox shows lives in its address', () => {
  test('an address reads back to the query it was made from', ({ assert }) => {
    fc.assert(fc.property(queries, (query) => assert.deepEqual(parseInboxQuery(inboxAddress(query)), query)))
  })

  test('the plain inbox has the plain address', ({ assert }) => {
    assert.equal(inboxAddress(parseInboxQuery('/')), '/')
  })

  test('what an address may not say is left out', ({ assert }) => {
    const query = parseInboxQuery('/?view=everything&light=pink&dueBefore=soon&sort=title')
    assert.deepInclude(query, { view: 'todo', light: '', dueBefore: '', sort: 'dueAt' })
  })

  test('a date means the end of that day in the county', ({ assert }) => {
    assert.equal(apiQuery(parseInboxQuery('/?dueBefore=2026-11-22')).dueBefore, '2026-11-22T23:59:59.999+08:00')
  })
})
