import { test } from '@japa/runner'
import { loginOfSession } from '#adapters/web/server/accounts/authenticate'
import { findSession, openSession, prolongWall, WALL } from '#adapters/web/server/accounts/session_tokens'
import type { WebServices } from '#adapters/web/server/web_services'
import type { SessionRow } from '#engine/runtime/ports/account_stores'

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS

function desk(role: string) {
  const rows = new Map<string, SessionRow>()
  const at = { ms: 0, roles: [role] }
  const sessions = {
    find: async (id: string) => rows.get(id) ?? null,
    put: async (row: SessionRow) => void rows.set(row.id, row),
    touch: async (id: string, lastSeenAtMs: number) => void rows.set(id, { ...rows.get(id)!, lastSeenAtMs }),
    prolong: async (id: string, expiresAtMs: number) => void rows.set(id, { ...rows.get(id)!, expiresAtMs }),
    remove: async (id: string) => void rows.delete(id),
  }
  const organisation = {
    directory: () => ({ person: () => ({ id: 'screen', active: true }), principalsOf: () => [] }),
    snapshot: () => ({ grants: at.roles.map((one) => ({ userId: 'screen', role: one, departmentId: 'center' })) }),
  }
  return { at, services: { accounts: { sessions }, clock: () => at.ms, organisation } as unknown as WebServices }
}

test.group('session of a wall', () => {
  test('goes on while it is looked at, over a cut of hours, until thirty days after the password', async ({ assert }) => {
    const { at, services } = desk('display')
    const { token } = await openSession(services, 'screen', 'cookie', false, { values: WALL })
    let lastAliveMs = 0
    for (; at.ms < 40 * DAY_MS; at.ms += 5 * HOUR_MS) {
      const row = await findSession(services, token)
      const login = row && loginOfSession(services, row)
      if (!login) break
      lastAliveMs = at.ms
      await prolongWall(services, login)
    }
    assert.isTrue(lastAliveMs > 29 * DAY_MS && lastAliveMs < 30 * DAY_MS, String(lastAliveMs / DAY_MS))
  })

  test('that nobody looks at ends after twelve hours', async ({ assert }) => {
    const { at, services } = desk('display')
    const { token } = await openSession(services, 'screen', 'cookie', false, { values: WALL })
    at.ms = 12 * HOUR_MS
    assert.isNull(await findSession(services, token))
  })

  test('is worth nothing once the account may do more', async ({ assert }) => {
    const { at, services } = desk('display')
    const { row } = await openSession(services, 'screen', 'cookie', false, { values: WALL })
    assert.isNotNull(loginOfSession(services, row))
    at.roles = ['display', 'duty_chief']
    assert.isNull(loginOfSession(services, row))
  })

  test('is no other session: a desk that watches the screen ends as ever', async ({ assert }) => {
    const { at, services } = desk('duty_chief')
    const { token, row } = await openSession(services, 'screen', 'cookie', false)
    at.ms = 7 * HOUR_MS
    await prolongWall(services, { sessionId: row.id, expiresAtMs: row.expiresAtMs })
    assert.equal((await services.accounts.sessions.find(row.id))!.expiresAtMs, 12 * HOUR_MS)
    assert.isNull(await findSession(services, token))
  })
})
