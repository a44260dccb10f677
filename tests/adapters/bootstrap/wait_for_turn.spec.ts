import { test } from '@japa/runner'
import { waitForTurn } from '#adapters/bootstrap/wait_for_turn'
import { busOverloaded, busStopped } from '#engine/runtime/errors'

test.group('the demo waits for its turn', () => {
  test('what the bus was too busy for is asked for again until it is done', async ({ assert }) => {
    let tries = 0
    const answer = await waitForTurn(async () => {
      tries += 1
      if (tries < 3) throw busOverloaded(7)
      return 'done'
    })
    assert.deepEqual([answer, tries], ['done', 3])
  })

  test('any other failure is told at once', async ({ assert }) => {
    let tries = 0
    await assert.rejects(() => waitForTurn(async () => {
      tries += 1
      throw busStopped()
    }), busStopped().message)
    assert.equal(tries, 1)
  })
})
