import { monthsUpTo } from '#processes/foundation/board/assemble_board'
import { BUSINESS_TABLES } from '#processes/foundation/business_tables'
import { DAY_MS, HOUR_MS, monthOf } from '#processes/foundation/calendar/local_time'
import { openStorage } from '#storage/open_storage'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { fillTable, LIST_GOAL_MS, PAGE_GOAL_MS, timeReadings, type Reading } from './register_rows.js'
import type { BenchRow } from './row.js'

const CASES = Number(process.env.BENCH_CASES ?? 100_000)
const NOW_MS = Date.parse('2026-11-23T09:00:00+08:00')
const SPAN_MS = 400 * DAY_MS
const DEPARTMENTS = 30
const STAGES = ['handling', 'reviewing', 'deciding'] as const

/** One item a case; one in forty runs, one in twelve was late. */
function* items(): Iterable<[string, Record<string, unknown>]> {
  for (let n = 0; n < CASES; n += 1) {
    const decidedAtMs = NOW_MS - SPAN_MS + Math.floor((SPAN_MS * n) / CASES)
    const isRunning = n % 40 === 0
    yield [`c${n}/item`, {
      caseKey: `c${n}`, code: 'item', number: `43${String(n).padStart(10, '0')}`, name: '食品经营许可', department: `d${n % DEPARTMENTS}`, business: n % 3 ? 'restaurant' : 'newborn',
      status: STAGES[n % 3], statusText: '承办中', verdict: isRunning ? 'running' : n % 12 === 0 ? 'overdue' : 'on_time', result: isRunning ? null : 'granted',
      decidedMonth: isRunning ? null : monthOf(decidedAtMs), decidedAtMs: isRunning ? null : decidedAtMs, promisedDueAtMs: isRunning ? NOW_MS + ((n % 9) - 2) * DAY_MS : decidedAtMs,
      amberAtMs: isRunning ? NOW_MS + ((n % 9) - 3) * DAY_MS : null, stageSinceMs: NOW_MS - (n % 90) * HOUR_MS,
    }]
  }
}

function* stages(): Iterable<[string, Record<string, unknown>]> {
  for (let n = 0; n < CASES; n += 1) {
    const leftMonth = monthOf(NOW_MS - SPAN_MS + Math.floor((SPAN_MS * n) / CASES))
    for (const stage of STAGES) yield [`c${n}/item/1/${stage}`, { itemKey: `c${n}/item`, department: `d${n % DEPARTMENTS}`, business: 'restaurant', stage, stageText: '承办中', leftMonth, seconds: 3600 + (n % 5000) }]
  }
}

function* cards(): Iterable<[string, Record<string, unknown>]> {
  for (let n = 0; n < CASES / 20; n += 1) {
    const month = monthOf(NOW_MS - SPAN_MS + Math.floor((SPAN_MS * n) / (CASES / 20)))
    yield [`c${n}/rung`, { id: `c${n}.rung`, caseKey: `c${n}`, department: `d${n % DEPARTMENTS}`, business: 'restaurant', watched: 'promised', colour: n % 6 ? 'yellow' : 'red', state: n % 4 ? 'open' : 'corrected', month, issuedAtMs: NOW_MS }]
  }
}

function* cases(): Iterable<[string, Record<string, unknown>]> {
  for (let n = 0; n < CASES; n += 1) yield [`c${n}`, { number: `43${n}`, business: 'restaurant', applicant: `申请人${n}`, title: `办件 ${n}`, status: 'accepted' }]
}

/** The registers of that many cases. */
export async function fillForBoard(dialect: Parameters<typeof fillTable>[0]): Promise<void> {
  const made = { case_records: cases, case_items: items, case_stages: stages, supervision_cards: cards }
  for (const [name, rows] of Object.entries(made)) await fillTable(dialect, BUSINESS_TABLES.find((table) => table.name === name)!, rows())
}

/** What the supervisors' board reads over a hundred thousand cases: the slowest of a hundred readings but one. */
export const benchBoard = async (input: { databaseUrl?: string } = {}): Promise<BenchRow[]> => {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  const storage = await openStorage(database.config)
  try {
    await storage.migrate()
    await fillForBoard(storage.database.dialect)
    const { board, cards } = storage
    const [month, page] = ['2026-11', { nowMs: NOW_MS, after: null, limit: 51 }]
    const year = monthsUpTo(month, 12)
    const whole = (scope: 'all' | readonly string[]) => () =>
      Promise.all([board.decided(scope, year), board.running(scope, NOW_MS), board.stages(scope, month), board.cards(scope, year)])
    const decided = (await board.decided('all', year)).reduce((sum, { count }) => sum + count, 0)
    if (decided < CASES / 2) throw new Error(`Expected most of ${CASES} items to be decided within the year, but ${decided} are.`)
    const readings: Reading[] = [
      ['the board, whole county', PAGE_GOAL_MS, whole('all')],
      ['the board of one department', PAGE_GOAL_MS, whole(['d7'])],
      ['items behind a number', LIST_GOAL_MS, () => board.items('all', { department: 'd7', verdict: 'overdue', month }, page)],
      ['items that run', LIST_GOAL_MS, () => board.items('all', { verdict: 'running' }, page)],
      ['items overdue now', LIST_GOAL_MS, () => board.items('all', { light: 'red' }, page)],
      ['items that left a stage', LIST_GOAL_MS, () => board.items('all', { leftStage: 'reviewing', month, department: 'd7' }, page)],
      ['cards and their counts', LIST_GOAL_MS, () => Promise.all([cards.list('all', {}, { limit: 50 }), cards.counts('all', {})])],
    ]
    return await timeReadings(readings, (name) => `${CASES.toLocaleString('en-US')} cases: ${name} (${database.name})`)
  } finally {
    await storage.close()
    await database.drop()
  }
}
