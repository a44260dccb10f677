import type { UserId } from '#engine/model/principal'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'

/** Who has saved a draft of these tasks, by task; a task nobody has is not in it. */
export const peopleWithDraft = async (connection: SqlConnection, dialect: Dialect, taskIds: readonly string[]): Promise<Map<string, readonly UserId[]>> => {
  const found = new Map<string, UserId[]>()
  const rows = await connection.all(`select d.task_id, d.user_id from ${dialect.idList} join drafts d on d.task_id = k.id`, [JSON.stringify(taskIds)])
  for (const row of rows) found.set(String(row.task_id), [...(found.get(String(row.task_id)) ?? []), String(row.user_id)])
  return found
}
