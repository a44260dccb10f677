import type { InquiryCodeStore } from '#processes/foundation/public/ports'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { insertRows, updateRows } from '../write_rows.js'

/** Two windows that issue the first one again at one instant meet at its key. */
const RETRIES = 8

/** Cases whose 查询密码 was issued again; the others have no row. */
export const inquiryCodeStore = (dialect: Dialect): InquiryCodeStore => {
  const issuesOf = async (connection: SqlConnection, caseKey: string, lock: string): Promise<number> => {
    const [row] = await connection.all(`select issues from inquiry_codes where case_key = ?${lock}`, [caseKey])
    return row ? Number(row.issues) : 0
  }
  return {
    issues: (caseKey) => dialect.read((connection) => issuesOf(connection, caseKey, '')),
    async issueAgain(caseKey, by, nowMs) {
      for (let attempt = 0; ; attempt += 1) {
        try {
          return await dialect.transaction(async (connection) => {
            const before = await issuesOf(connection, caseKey, dialect.forUpdate)
            const row = { caseKey, issues: before + 1, issuedBy: by, issuedAtMs: nowMs }
            await (before === 0 ? insertRows(connection, 'inquiry_codes', [row]) : updateRows(connection, 'inquiry_codes', ['caseKey'], row))
            return before + 1
          })
        } catch (error) {
          if (attempt >= RETRIES || !(dialect.isDuplicate(error) || dialect.isTransient(error))) throw error
        }
      }
    },
  }
}
