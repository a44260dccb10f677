import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { findSession } from '#adapters/web/server/accounts/session_tokens'
import type { SessionRow } from '#engine/runtime/ports/account_stores'

const MINUTE = 60_000

/** One session, opened at 0, and what is done to it. */
function oneSession() {
  const row: SessionRow = {
    id: createHash('sha256').update('token').digest('hex'), userId: 'ann', kind: 'cookie', values: {}, createdAtMs: 0, lastSeenAtMs: 0, expiresAtMs: 12 * 60 * MINUTE, providerAccount: null, providerSession: null,
  }
  let [isThere, nowMs] = [true, 0]
  const sessions = {
    find: async (id: string) => (isThere && id === row.id ? { ...row } : null),
    touch: async (_id: string, atMs: number) => void (row.lastSeenAtMs = atMs),
    remove: async () => void (isThere = false),
  }
  const services = { accounts: { sessions }, clock: () => nowMs } as unknown as Parameters<typeof findSession>[0]
  return { services, at: (minutes: number) => void (nowMs = minutes * MINUTE) }
}

test.group('a session', () => {
  test('that is used lives on; left alone for half an hour it ends, whatever its page asks by itself', async ({ assert }) => {
    const { services, at } = oneSession()
    at(20)
    assert.isNotNull(await findSession(services, 'token'))
    for (let minutes = 21; minutes <= 50; minutes += 1) {
      at(minutes)
      assert.isNotNull(await findSession(services, 'token', false))
    }
    at(51)
    assert.isNull(await findSession(services, 'token', false))
    assert.isNull(await findSession(services, 'token'))
  })
})
