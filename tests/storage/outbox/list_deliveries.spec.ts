import { test } from '@japa/runner'
import type { DeliveryStatus } from '#processes/foundation/deliveries/delivery'
import type { DeliveryFilter } from '#processes/foundation/deliveries/ports'
import { openStorage, type Storage } from '#storage/open_storage'
import { insertRows } from '#storage/write_rows'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'

/** More than are looked up one by one. */
const MANY_DEAD = 2_040
const STATUSES: readonly DeliveryStatus[] = ['confirmed', 'rejected', 'waiting']

/** `city` is fine but for some it refused, `province` was away for days. */
const ROWS = Array.from({ length: MANY_DEAD + 90 }, (_, n) => ({
  id: `d${String(n).padStart(5, '0')}`, target: n < MANY_DEAD ? 'province' : 'city', orderKey: `k${n}`, seq: 1, edition: 0, kind: n % 4 === 0 ? 'acceptance' : 'process', schemaVersion: 1, mappingVersion: 'm1',
  caseKey: `c${n % 50}`, number: `4301${n}`, business: null, fact: '{}', message: null, status: n < MANY_DEAD ? ('dead' as const) : STATUSES[n % 3]!, attempts: 1, nextAttemptAtMs: 0, leaseOwner: null, leaseUntilMs: null,
  fence: 0, code: null, reason: null, upperId: null, receipt: null, history: null, createdAtMs: 1_000 + (n % 700), sentAtMs: null, settledAtMs: null,
}))

test.group('list of deliveries', (group) => {
  let database: TestDatabase
  let storage: Storage
  group.setup(async () => {
    database = await createTestDatabase()
    storage = await openStorage(database.config)
    await storage.migrate()
    await storage.database.dialect.transaction((connection) => insertRows(connection, 'deliveries', ROWS))
    return async () => {
      await storage.close()
      await database.drop()
    }
  })

  const LOOKS: readonly (readonly [string, DeliveryFilter, (row: (typeof ROWS)[number]) => boolean])[] = [
    ['few that stand still', { statuses: ['rejected'] }, ({ status }) => status === 'rejected'],
    ['few of one target and kind', { target: 'city', statuses: ['rejected', 'dead'], kinds: ['acceptance'] }, ({ target, status, kind }) => target === 'city' && status === 'rejected' && kind === 'acceptance'],
    ['very many that stand still', { statuses: ['rejected', 'dead'], kinds: ['acceptance'] }, ({ status, kind }) => (status === 'rejected' || status === 'dead') && kind === 'acceptance'],
    ['those of a case', { caseKey: 'c7', statuses: ['dead'] }, ({ caseKey, status }) => caseKey === 'c7' && status === 'dead'],
    ['what is on its way', { statuses: ['waiting'] }, ({ status }) => status === 'waiting'],
    ['none', { target: 'nowhere', statuses: ['dead'] }, () => false],
  ]

  LOOKS.forEach(([name, filter, fits]) =>
    test(`${name}: newest first, page by page, each once`, async ({ assert }) => {
      const ids: string[] = []
      for (let after: string | null = null; ;) {
        const page: Awaited<ReturnType<Storage['outbox']['deliveries']['list']>> = await storage.outbox.deliveries.list(filter, after, 190)
        ids.push(...page.deliveries.map(({ id }) => id))
        if ((after = page.next) === null) break
      }
      const expected = ROWS.filter(fits).toSorted((one, other) => other.createdAtMs - one.createdAtMs || (one.id < other.id ? 1 : -1))
      assert.deepEqual(ids, expected.map(({ id }) => id))
    }),
  )
})
