import type { WorkStore } from '#engine/runtime/ports/work_store'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { putRows } from '../write_rows.js'

export const noteFailedCommand = (dialect: Dialect): WorkStore['noteFailedCommand'] => ({ sourceInstanceId, sourceSeq, position }, error, next) =>
  dialect.transaction(async (connection) => {
    const [before] = await connection.all(
      `select attempts from failed_commands where source_instance_id = ? and source_seq = ? and position = ?${dialect.forUpdate}`,
      [sourceInstanceId, sourceSeq, position],
    )
    const attempts = Number(before?.attempts ?? 0) + 1
    const failed = { sourceInstanceId, sourceSeq, position, attempts, retryAtMs: next(attempts), error }
    await putRows(connection, 'failed_commands', [failed])
    return failed
  })

export const releaseParkedCommands = (dialect: Dialect): WorkStore['releaseParkedCommands'] => () =>
  dialect.transaction((connection) => connection.run('delete from failed_commands where retry_at_ms is null'))

/** Commands that went well at a later try need no note any more. */
export const forgetTakenCommands = (connection: SqlConnection): Promise<number> =>
  connection.run(
    'delete from failed_commands where not exists (select 1 from instance_commands c where c.source_instance_id = failed_commands.source_instance_id' +
      ' and c.source_seq = failed_commands.source_seq and c.position = failed_commands.position)',
  )
