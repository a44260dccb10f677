import type { AssessmentEdition, AssessmentEditions } from '#processes/foundation/events/assessment_editions'
import type { AssessmentSheet } from '#processes/foundation/events/assessment_sheet'
import type { Dialect } from '../dialects/dialect.js'
import { insertRows } from '../write_rows.js'

/** Closed months. That an edition is made once is the key's doing: the second of two who close at once is refused by the database. */
export const assessmentEditions = (dialect: Dialect): AssessmentEditions => ({
  ofMonth: (month) =>
    dialect.read(async (connection) =>
      (await connection.all('select month, edition, closed_at_ms, closed_by, reason, sha256 from assessment_editions where month = ? order by edition', [month])).map((row) => ({
        month: String(row.month), edition: Number(row.edition), closedAtMs: Number(row.closed_at_ms), closedBy: String(row.closed_by),
        reason: row.reason === null ? null : String(row.reason), sha256: String(row.sha256),
      }))),

  sheet: (month, edition) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select sheet from assessment_editions where month = ? and edition = ?', [month, edition])
      return row ? (JSON.parse(String(row.sheet)) as AssessmentSheet) : null
    }),

  add: async (edition: AssessmentEdition, sheet) => {
    try {
      await dialect.transaction((connection) => insertRows(connection, 'assessment_editions', [{ ...edition, sheet }]))
      return true
    } catch (error) {
      if (dialect.isDuplicate(error)) return false
      throw error
    }
  },
})
