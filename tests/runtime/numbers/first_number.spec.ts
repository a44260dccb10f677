import { test } from '@japa/runner'
import type { CommandStore } from '#engine/runtime/ports/command_store'
import { openStorage, type Storage } from '#storage/open_storage'
import { createTestDatabase, type TestDatabase } from '../support/test_database.js'

const REGISTER = { table: 'counters', key: '受理/admin_service/2026' }

/** Resolves when as many have come as were awaited. */
const meetingOf = (awaited: number): (() => Promise<void>) => {
  let come = 0
  let open = (): void => undefined
  const all = new Promise<void>((resolve) => (open = resolve))
  return async () => {
    if ((come += 1) >= awaited) open()
    await all
  }
}

test.group('the first number of a register', (group) => {
  let database: TestDatabase
  const nodes: Storage[] = []
  group.setup(async () => {
    database = await createTestDatabase()
    nodes.push(await openStorage(database.config))
    await nodes[0].migrate()
    // a second process is refused on SQLite: there the two are two transactions of one
    nodes.push(database.name === 'mysql' ? await openStorage(database.config) : nodes[0])
  })
  group.teardown(async () => {
    for (const node of new Set(nodes)) await node.close()
    await database.drop()
  })

  /** Takes a number as the bus does: again while the database says that another was quicker. */
  const takeNumber = async (store: CommandStore, bothHaveRead: () => Promise<void>): Promise<number> => {
    for (let attempt = 0; ; attempt += 1) {
      try {
        return await store.transaction(async (transaction) => {
          const row = (await transaction.lockBusinessRows([REGISTER])).get(`counters/${REGISTER.key}`)
          if (attempt === 0) await bothHaveRead()
          const value = Number(row?.value ?? 0) + 1
          await transaction.write([], [{ ...REGISTER, operation: 'put', row: { value } }])
          return value
        })
      } catch (error) {
        if (attempt >= 3 || !(store.isDuplicate(error) || store.isTransient(error))) throw error
      }
    }
  }

  test('two nodes that both find no counter yet take 1 and 2, not 1 twice', async ({ assert }) => {
    // on SQLite the second transaction begins when the first has ended: nobody to wait for
    const bothHaveRead = meetingOf(database.name === 'mysql' ? 2 : 1)
    const taken = await Promise.all(nodes.map((node) => takeNumber(node.engine.commands, bothHaveRead)))
    assert.sameMembers(taken, [1, 2])
    assert.deepEqual(await nodes[0].engine.businessRows.find(REGISTER.table, REGISTER.key), { value: 2 })
  }).timeout(60_000)
})
