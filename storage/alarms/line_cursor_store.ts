import type { LineCursorStore } from '#processes/foundation/alarms/line_cursor_store'
import type { Dialect } from '../dialects/dialect.js'
import { putRows } from '../write_rows.js'

export const lineCursorStore = (dialect: Dialect): LineCursorStore => ({
  load: (line) =>
    dialect.read(async (connection) => {
      const [row] = await connection.all('select position from line_cursors where line = ?', [line])
      return row ? String(row.position) : null
    }),
  save: (line, cursor, nowMs) => dialect.transaction((connection) => putRows(connection, 'line_cursors', [{ line, position: cursor, savedAtMs: nowMs }])),
})
