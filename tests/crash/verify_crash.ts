/** Checks a database against the ledger; imports nothing of the product. */
import { openOutside, type OutsideDatabase } from '#tests/storage/outside_database'
import { verifyJournal } from '#tests/storage/verify_journal'
import type { LedgerLine } from './ledger.js'

const startsInOrder = async (database: OutsideDatabase, lines: readonly LedgerLine[]): Promise<string[]> => {
  const rows = await database.all(`select id, business_key from instances where business_key like 'crash-%'`)
  const ids = new Map<string, string[]>()
  for (const row of rows) ids.set(String(row.business_key), [...(ids.get(String(row.business_key)) ?? []), String(row.id)])
  const starts = lines.filter(({ operation }) => operation === 'start')
  const sent = new Set(starts.map(({ key }) => key))
  return [
    ...starts.flatMap(({ kind, key, instanceId }) =>
      kind === 'acknowledged' && !ids.get(key)?.includes(instanceId!) ? [`lost: the start ${key} was acknowledged as ${instanceId}`] : [],
    ),
    ...[...ids].flatMap(([key, found]) => (found.length > 1 ? [`twice: ${key} was started ${found.length} times`] : [])),
    ...[...ids.keys()].flatMap((key) => (sent.has(key) ? [] : [`from nowhere: ${key} was never sent`])),
  ]
}

const completionsInOrder = async (database: OutsideDatabase, lines: readonly LedgerLine[]): Promise<string[]> => {
  const completed = new Map<string, number>()
  for (const row of await database.all('select command from journal')) {
    const command = JSON.parse(String(row.command)) as { type: string; taskId?: string }
    if (command.type === 'CompleteTask') completed.set(command.taskId!, (completed.get(command.taskId!) ?? 0) + 1)
  }
  const states = new Map((await database.all('select id, state from tasks')).map((row) => [String(row.id), String(row.state)]))
  const completions = lines.filter(({ operation }) => operation === 'complete')
  const sent = new Set(completions.map(({ taskId }) => taskId!))
  const acknowledged = new Map<string, Set<string>>()
  for (const { kind, taskId, key } of completions) {
    if (kind === 'acknowledged') acknowledged.set(taskId!, (acknowledged.get(taskId!) ?? new Set()).add(key))
  }
  return [
    ...[...acknowledged].flatMap(([taskId, keys]) =>
      keys.size > (completed.get(taskId) ?? 0) ? [`lost: task ${taskId} was acknowledged as completed ${keys.size} times, the journal knows ${completed.get(taskId) ?? 0}`] : [],
    ),
    ...completions.flatMap(({ kind, taskId, key }) => {
      if (kind !== 'acknowledged') return []
      return !completed.has(taskId!) || states.get(taskId!) === 'completed' ? [] : [`lost: the task of ${key} is ${states.get(taskId!) ?? 'gone'}`]
    }),
    ...[...completed].flatMap(([taskId, times]) => (times > 1 ? [`twice: task ${taskId} was completed ${times} times`] : [])),
    ...[...completed.keys()].flatMap((taskId) => (sent.has(taskId) ? [] : [`from nowhere: nobody completed task ${taskId}`])),
  ]
}

const rowsInOrder = async (database: OutsideDatabase): Promise<string[]> => {
  const counts: readonly [string, string][] = [
    ['open tasks of instances that ended', `select count(*) as n from tasks t join instances i on i.id = t.instance_id where t.state = 'open' and i.status <> 'active'`],
    ['tasks without their instance', 'select count(*) as n from tasks t left join instances i on i.id = t.instance_id where i.id is null'],
    ['running cases without an open task', `select count(*) as n from instances i where i.definition_key = 'crash_case' and i.status = 'active' and not exists (select 1 from tasks t where t.instance_id = i.id and t.state = 'open')`],
    ['commands for other instances left behind', 'select count(*) as n from instance_commands'],
    ['candidates of closed tasks', `select count(*) as n from task_candidates c join tasks t on t.id = c.task_id where t.state <> 'open'`],
  ]
  const found: string[] = []
  for (const [what, sql] of counts) {
    const n = Number((await database.all(sql))[0].n)
    if (n > 0) found.push(`${n} ${what}`)
  }
  return found
}

/** Everything that should not be, one line each. */
export const verifyCrash = async (where: string, lines: readonly LedgerLine[]): Promise<string[]> => {
  const database = await openOutside(where)
  try {
    return [
      ...(await startsInOrder(database, lines)),
      ...(await completionsInOrder(database, lines)),
      ...(await rowsInOrder(database)),
      ...(await verifyJournal(database)),
    ]
  } finally {
    await database.close()
  }
}
