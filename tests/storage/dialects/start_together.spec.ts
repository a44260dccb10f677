import { test } from '@japa/runner'
import { openStorage } from '#storage/open_storage'
import { createTestDatabase } from '#tests/runtime/support/test_database'

test('processes that start together on an empty database: one makes the schema, the other waits for it (or is refused on SQLite)', async ({ assert, cleanup }) => {
  const database = await createTestDatabase()
  cleanup(() => database.drop())
  const starts = await Promise.allSettled(
    [1, 2].map(async () => {
      const storage = await openStorage(database.config)
      cleanup(() => storage.close())
      await storage.migrate()
      return storage.engine.businessRows.list('counters', [])
    }),
  )
  const refused = starts.flatMap((start) => (start.status === 'rejected' ? [(start.reason as { code: string }).code] : []))
  assert.deepEqual(refused, database.name === 'mysql' ? [] : ['E_STORAGE_IN_USE'])
  for (const start of starts) if (start.status === 'fulfilled') assert.deepEqual(start.value, [])
}).timeout(120_000)
