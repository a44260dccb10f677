import type { TaskFilter, TaskSort } from '#engine/runtime/ports/task_queries'
import { createIdMaker } from '#adapters/bootstrap/new_id'
import type { StorageConfig } from '#storage/open_database'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'
import { publishRow } from './fill.js'
import { caseOf, completeTask, startCase, stepTaskId } from './row_process.js'

/** What one database costs; ms. */
export interface Costs {
  start: number[]
  /** Of a case started a moment ago. */
  completion: number[]
  /** Of the case that the inbox shows first: years old, and nothing of it in memory. */
  oldestCompletion: number[]
}

const NUMBERED_FROM = 5_000_000

/** The engine over a database, by the real clock and the product's own ids. */
export async function openMeasured(database: { config: StorageConfig; name: 'sqlite' | 'mysql'; drop(): Promise<void> }): Promise<TestEngine> {
  const test = await openTestEngine({ database, options: { clock: Date.now, newId: createIdMaker(Date.now) } })
  await publishRow(test)
  return test
}

async function timed(took: number[], work: () => Promise<unknown>): Promise<void> {
  const before = performance.now()
  await work()
  took.push(performance.now() - before)
}

const claimable = (): TaskFilter => ({ view: 'claimable', viewer: { userId: 'li', principals: ['user:li', 'role:clerk'] }, nowMs: Date.now() })

/** So many starts, completions of what was started, and completions of the oldest open tasks, each alone. */
export async function playRound({ engine }: TestEngine, samples: number, costs: Costs, round: number): Promise<void> {
  const started: string[] = []
  for (let n = 0; n < samples; n += 1) {
    const one = caseOf(NUMBERED_FROM + round * samples + n, '', 0)
    await timed(costs.start, async () => started.push(await startCase(engine, one)))
  }
  for (const [n, instanceId] of started.entries()) {
    await timed(costs.completion, () => completeTask(engine, instanceId, stepTaskId(instanceId, 1), `clerk${n}`))
  }
  const oldest = await engine.tasks.list(claimable(), 'dueAt', { limit: samples, after: null })
  for (const task of oldest.data) await timed(costs.oldestCompletion, () => completeTask(engine, task.instanceId, task.id, 'li'))
}

/** Lists that a clerk opens: two hundred times each, ms. */
export async function timeLists({ engine }: TestEngine): Promise<Record<string, number[]>> {
  const clerk = { userId: 'clerk7', principals: ['user:clerk7', 'role:clerk'] }
  const lists: Record<string, [TaskFilter, TaskSort]> = {
    'inbox page (claimable)': [claimable(), 'dueAt'],
    'inbox page, newest first': [claimable(), 'createdAt'],
    'inbox page, own tasks': [{ ...claimable(), view: 'todo', viewer: clerk }, 'dueAt'],
    'page of what is done': [{ ...claimable(), view: 'done', viewer: clerk }, 'createdAt'],
    'inbox page searched by a number': [{ ...claimable(), q: '第5000007号' }, 'dueAt'],
    'inbox page searched by a common word': [{ ...claimable(), q: '取水许可' }, 'dueAt'],
  }
  const times: Record<string, number[]> = {}
  for (const [name, [filter, sort]] of Object.entries(lists)) {
    const took: number[] = (times[name] = [])
    let after: string | null = null
    for (let n = 0; n < 200; n += 1) {
      await timed(took, async () => void (after = (await engine.tasks.list(filter, sort, { limit: 50, after: n % 2 === 0 ? null : after })).next))
    }
  }
  const badge: number[] = (times['badge of the inbox'] = [])
  for (let n = 0; n < 200; n += 1) await timed(badge, () => engine.tasks.count(claimable()))
  return times
}
