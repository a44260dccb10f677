import { randomBytes } from 'node:crypto'
import type { ScalarRow, TableWrites } from '#engine/runtime/ports/command_store'
import type { Dialect, SqlConnection } from '#storage/dialects/dialect'
import { hotTableNamed } from '#storage/schema/hot_tables'

const MEASURED_MS = 2_000
const TOKENS = JSON.stringify({ filler: 'x'.repeat(400) })
const DATA = JSON.stringify({ filler: 'x'.repeat(150) })
const JOURNAL = JSON.stringify({ filler: 'x'.repeat(700) })
const HASH = 'ab'.repeat(32)

let counter = 0
const newId = (): string => `p${(counter += 1).toString(36).padStart(7, '0')}${randomBytes(3).toString('hex')}`

interface Case {
  id: string
  taskId: string
  revision: number
}

const instanceRow = (id: string): ScalarRow => ({
  id, definitionId: 'probe:1', packageId: 'probe@1', definitionKey: 'probe', status: 'active', revision: 1, stateVersion: 1, startedAtMs: 1, headHash: HASH,
  tokens: TOKENS, data: DATA,
})

const taskRow = (id: string, instanceId: string): ScalarRow => ({
  id, instanceId, definitionId: 'probe:1', definitionKey: 'probe', packageId: 'probe@1', elementId: 'task', elementInstanceId: id, name: 'task', state: 'open',
  candidates: '["role:clerk"]', outcomes: '[]', priority: 50, createdAtMs: 1, revision: 1,
})

const candidateRow = (taskId: string): ScalarRow => ({ principal: 'role:clerk', taskId, createdAtMs: 1, priority: 50 })

const none = { inserts: [], puts: [], updates: [], deletes: [] }

/** The rows of one completion each: journal, instance, the task closed and the one made, its candidate gone and the new one's come. */
const completions = (cases: readonly Case[]): TableWrites[] => {
  const closed = cases.map(({ taskId }) => taskId)
  for (const one of cases) {
    one.taskId = newId()
    one.revision += 1
  }
  return [
    { ...none, table: 'journal', inserts: cases.map(({ id, revision }) => ({ instanceId: id, seq: revision, atMs: 1, actor: '{}', command: JOURNAL, events: JOURNAL, prevHash: HASH, hash: HASH })) },
    { ...none, table: 'instances', updates: [{ by: ['id'], rows: cases.map(({ id, revision }) => ({ id, revision, headHash: HASH, tokens: TOKENS, data: DATA })) }] },
    {
      ...none, table: 'tasks', inserts: cases.map(({ id, taskId }) => taskRow(taskId, id)),
      updates: [{ by: ['id'], rows: closed.map((id) => ({ id, state: 'completed', completedAtMs: 2, completedBy: 'li', revision: 2 })) }],
    },
    { ...none, table: 'task_candidates', inserts: cases.map(({ taskId }) => candidateRow(taskId)), deletes: [closed.map((taskId) => ({ taskId }))] },
  ]
}

const write = (connection: SqlConnection, writes: readonly TableWrites[]): Promise<void> =>
  connection.writeTables(writes.map((table) => ({ table: hotTableNamed(table.table), writes: table })))

/**
 * What the database does with the rows of a completion and nothing else: no reading, no locking, no kernel, no form, no hash; the same
 * tables and indexes, the same number of completions in a durable transaction. Completions per second.
 */
export const probeDatabase = async (dialect: Dialect, perGroup: number): Promise<number> => {
  const size = Math.max(1, Math.round(perGroup))
  const cases = Array.from({ length: size }, (): Case => ({ id: newId(), taskId: newId(), revision: 1 }))
  await dialect.transaction((connection) =>
    write(connection, [
      { ...none, table: 'instances', inserts: cases.map(({ id }) => instanceRow(id)) },
      { ...none, table: 'tasks', inserts: cases.map(({ id, taskId }) => taskRow(taskId, id)) },
    ]),
  )
  let groups = 0
  const from = performance.now()
  while (performance.now() - from < MEASURED_MS) {
    await dialect.transaction((connection) => write(connection, completions(cases)))
    groups += 1
  }
  return (groups * size) / ((performance.now() - from) / 1000)
}
