import type { TaskTimes } from '#engine/runtime/ports/operations_queries'
import type { Dialect, SqlValue } from '../dialects/dialect.js'

/** Instances read in one statement: a few milliseconds, so that nobody waits for the whole. */
const SLICE = 500

/** Whole seconds up to two minutes, minutes up to two hours, half hours up to two days, half days beyond: by lower bound, in seconds. */
const SECONDS = '((t.completed_at_ms - t.created_at_ms) / 1000)'
const steps = (divide: (expression: string, by: number) => string): string =>
  `case when t.state <> 'completed' then -1 when ${SECONDS} < 120 then ${divide(SECONDS, 1)} when ${SECONDS} < 7200 then ${divide(SECONDS, 60)} * 60`
  + ` when ${SECONDS} < 172800 then ${divide(SECONDS, 1800)} * 1800 else ${divide(SECONDS, 43200)} * 43200 end`

/** How far a step reaches beyond its lower bound. */
const widthOf = (seconds: number): number => (seconds < 120 ? 0 : seconds < 7_200 ? 60 : seconds < 172_800 ? 1_800 : 43_200)

type Place = readonly [startedAtMs: number, id: string]

/** Times of people's tasks over all instances of a version that began in a period, the archive's among them; read slice by slice. */
export const readTaskTimes = async (
  dialect: Dialect, { definitionId, definitionKey, fromMs, beforeMs }: { definitionId: string; definitionKey: string; fromMs: number; beforeMs: number },
): Promise<TaskTimes> => {
  const found = new Map<string, { waiting: number; bySeconds: Map<number, number> }>()
  let instances = 0
  const step = steps((expression, by) => (dialect.name === 'mysql' ? `(${expression} div ${by})` : `(cast(${expression} as integer) / ${by})`))
  for (const archive of ['', 'archived_']) {
    for (let after: Place | null = [fromMs, '']; after !== null; ) {
      const range = 'definition_key = ? and (started_at_ms > ? or (started_at_ms = ? and id > ?)) and started_at_ms < ?'
      const values: SqlValue[] = [definitionKey, after[0], after[0], after[1], beforeMs]
      const slice = `select id, definition_id, started_at_ms from ${archive}instances where ${range} order by started_at_ms, id limit ${SLICE}`
      const [counted, times] = await dialect.read(async (connection) => [
        await connection.all(`select count(*) as n, sum(case when definition_id = ? then 1 else 0 end) as own from (${slice}) s`, [definitionId, ...values]),
        await connection.all(
          `select t.element_id, t.state, ${step} as seconds, count(*) as n from (${slice}) s join ${archive}tasks t on t.instance_id = s.id`
          + ` where s.definition_id = ? and t.parent_task_id is null and t.state <> 'cancelled' group by t.element_id, t.state, seconds`, [...values, definitionId],
        ),
      ])
      instances += Number(counted[0]?.own ?? 0)
      for (const row of times) add(found, String(row.element_id), row.state === 'completed' ? Number(row.seconds) : null, Number(row.n))
      after = Number(counted[0]?.n ?? 0) < SLICE ? null : await lastOf(dialect, slice, values)
      // a slice keeps the process for itself on SQLite: others have their turn in between
      await new Promise((resolve) => setImmediate(resolve))
    }
  }
  return { instances, elements: [...found].map(([elementId, { waiting, bySeconds }]) => ({ elementId, waiting, durations: durations(bySeconds) })) }
}

async function lastOf(dialect: Dialect, slice: string, values: readonly SqlValue[]): Promise<Place> {
  const [row] = await dialect.read((connection) => connection.all(`select id, started_at_ms from (${slice}) s order by started_at_ms desc, id desc limit 1`, values))
  return [Number(row!.started_at_ms), String(row!.id)]
}

function add(found: Map<string, { waiting: number; bySeconds: Map<number, number> }>, elementId: string, seconds: number | null, count: number): void {
  let times = found.get(elementId)
  if (!times) found.set(elementId, (times = { waiting: 0, bySeconds: new Map() }))
  if (seconds === null) times.waiting += count
  else times.bySeconds.set(seconds, (times.bySeconds.get(seconds) ?? 0) + count)
}

/** The middle of each step, shortest first. */
const durations = (bySeconds: ReadonlyMap<number, number>) =>
  [...bySeconds].sort(([a], [b]) => a - b).map(([seconds, count]) => ({ seconds: seconds + widthOf(seconds) / 2, count }))
