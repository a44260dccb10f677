import type { ProviderLogoutStore } from '#engine/runtime/ports/account_stores'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { insertRows } from '../write_rows.js'

/** A token of a day ago is refused by its age: nothing can come again that has to be remembered longer. */
const KEPT_MS = 24 * 3_600_000

export const providerLogoutStore = (dialect: Dialect): ProviderLogoutStore => ({
  async carryOut({ id, account, session, issuedAtMs }, nowMs) {
    // Noted in a commit of its own, before it looks for sessions: a login just under way looks for the note after its session stands, so one of the two sees the other.
    const isNew = await noted(dialect, async (connection) => {
      await connection.run('delete from provider_logouts where received_at_ms < ?', [nowMs - KEPT_MS])
      await insertRows(connection, 'provider_logouts', [{ id, account, session, issuedAtMs, receivedAtMs: nowMs }])
      await connection.flush()
    })
    const ended = await dialect.transaction(async (connection) => {
      const [note] = await connection.all('select received_at_ms from provider_logouts where id = ?', [id])
      const [condition, values] = named(account, session)
      const rows = await connection.all(`select id, user_id from sessions where ${condition} and created_at_ms <= ?`, [...values, Number(note?.received_at_ms ?? nowMs)])
      for (const row of rows) await connection.run('delete from sessions where id = ?', [String(row.id)])
      return rows.map((row) => ({ id: String(row.id), userId: String(row.user_id) }))
    })
    return { isNew, ended }
  },
  names: ({ account, session, issuedAtMs }) =>
    dialect.read(async (connection) => {
      const bySession = session === null ? [] : await connection.all('select id from provider_logouts where session = ? and (account is null or account = ?) limit 1', [session, account])
      if (bySession.length > 0) return true
      // a login whose session the provider does not name is named by every logout of its account
      const ofAccount = session === null ? 'account = ?' : 'account = ? and session is null'
      return (await connection.all(`select id from provider_logouts where ${ofAccount} and issued_at_ms >= ? limit 1`, [account, issuedAtMs])).length > 0
    }),
})

/** Sessions that a logout names; one whose provider's session is unknown goes with its account. */
function named(account: string | null, session: string | null): [string, string[]] {
  if (session === null) return ['provider_account = ?', [account!]]
  if (account === null) return ['provider_session = ?', [session]]
  return ['provider_account = ? and (provider_session = ? or provider_session is null)', [account, session]]
}

/** False when it had been noted before. */
async function noted(dialect: Dialect, write: (connection: SqlConnection) => Promise<void>): Promise<boolean> {
  try {
    await dialect.transaction(write)
    return true
  } catch (error) {
    if (dialect.isDuplicate(error)) return false
    throw error
  }
}
