import { test } from '@japa/runner'
import * as fc from 'fast-check'
import type { Participant } from '#engine/runtime/participant'
import { LI, publish, rejectionOf } from '../support/commands.js'
import { ONE_TASK } from '../support/models.js'
import { openTestEngine, type TestEngine } from '../support/test_engine.js'

/** Refused by the database itself in this spec. */
const POISON = 9_000_000_000

/** Puts a row that the database refuses where a command asks for it. */
const poison: Participant = {
  name: 'poison',
  reads: () => [],
  react({ events, state }) {
    const [first] = events
    if (first.type !== 'InstanceStarted') return { kind: 'accepted', changes: [] }
    if (first.variables.refuse) return { kind: 'rejected', rejection: { code: 'FORBIDDEN', message: '不可以' } }
    const value = first.variables.poison ? POISON : 1
    return { kind: 'accepted', changes: [{ table: 'counters', key: `poison/${state.instanceId}`, operation: 'put', row: { value } }] }
  },
}

test.group('a row that the database refuses', (group) => {
  let running: TestEngine
  group.setup(async () => {
    running = await openTestEngine({ options: { participants: [poison], bus: { groupSize: 100, groupMs: 10_000 } } })
    await publish(running.engine, { one: ONE_TASK })
    await running.storage.database.dialect.transaction(async (connection) => {
      await connection.run(
        running.database.name === 'sqlite'
          ? `create trigger refuse_poison before insert on counters when new.value = ${POISON} begin select raise(abort, 'poisoned row'); end`
          : `alter table counters add constraint refuse_poison check (value <> ${POISON})`,
      )
    })
  })
  group.teardown(() => running.close())

  test('only the culprit gets the error, wherever it stands in a group of 1 to 100', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 100 }), fc.nat(), async (size, seed) => {
        const culprit = seed % size
        const answers = await Promise.allSettled(
          Array.from({ length: size }, (_, index) =>
            running.engine.start({ definitionKey: 'one', actor: LI, variables: index === culprit ? { poison: true } : {} }),
          ),
        )
        for (const [index, answer] of answers.entries()) {
          if (index === culprit) assert.equal(answer.status, 'rejected')
          else assert.isTrue(answer.status === 'fulfilled' && answer.value.ok)
        }
      }),
      { numRuns: 12 },
    )
  }).timeout(120_000)

  test('every position of a small group', async ({ assert }) => {
    for (let culprit = 0; culprit < 8; culprit += 1) {
      const answers = await Promise.allSettled(
        Array.from({ length: 8 }, (_, index) => running.engine.start({ definitionKey: 'one', actor: LI, variables: { poison: index === culprit } })),
      )
      assert.deepEqual(answers.map(({ status }) => status), Array.from({ length: 8 }, (_, index) => (index === culprit ? 'rejected' : 'fulfilled')))
    }
  })

  test("a participant's rejection rejects its command alone", async ({ assert }) => {
    const answers = await Promise.all([
      running.engine.start({ definitionKey: 'one', actor: LI }),
      running.engine.start({ definitionKey: 'one', actor: LI, variables: { refuse: true } }),
      running.engine.start({ definitionKey: 'one', actor: LI }),
    ])
    assert.deepEqual(answers.map(rejectionOf), ['accepted', 'FORBIDDEN', 'accepted'])
  })
})
