import { test } from '@japa/runner'
import type { Page } from '#engine/runtime/ports/paging'
import { monthsUpTo } from '#processes/foundation/board/assemble_board'
import type { BoardFilter, BoardScope } from '#processes/foundation/board/board_store'
import type { CardRow } from '#processes/foundation/supervision/card'
import type { CardFilter } from '#processes/foundation/supervision/card_queries'
import { openStorage, type Storage } from '#storage/open_storage'
import { boardQueries } from '#storage/queries/board_queries'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'
import { readPlans, wasteful } from '../support/read_plans.js'

const NOW_MS = Date.parse('2026-11-23T09:00:00+08:00')
const DAY_MS = 86_400_000
const DEPARTMENTS = ['market', 'fire', 'urban'] as const
const STAGES = [['handling', '承办中'], ['deciding', '待决定']] as const

interface Item {
  key: string
  caseKey: string
  code: string
  department: string
  business: string
  status: string
  statusText: string
  verdict: 'running' | 'on_time' | 'overdue' | null
  result: 'granted' | 'refused' | 'forwarded' | 'cancelled' | null
  decidedMonth: string | null
  promisedDueAtMs: number | null
  amberAtMs: number | null
  stageSinceMs: number
}

/** Two hundred items in every state, by a rule of counting, not by chance. */
const ITEMS: readonly Item[] = Array.from({ length: 200 }, (_, n) => {
  const verdict = ([null, 'running', 'running', 'on_time', 'overdue'] as const)[n % 5]!
  const isDecided = verdict === 'on_time' || verdict === 'overdue'
  const [status, statusText] = STAGES[n % 2]!
  return {
    key: `c${n % 40}/i${n}`, caseKey: `c${n % 40}`, code: `i${n}`, department: DEPARTMENTS[n % 3]!, business: n % 7 === 0 ? 'newborn' : 'restaurant', status, statusText, verdict,
    result: isDecided ? (n % 11 === 0 ? 'cancelled' : n % 7 === 1 ? 'forwarded' : 'granted') : null, decidedMonth: isDecided ? `2026-${String(9 + (n % 3)).padStart(2, '0')}` : null,
    promisedDueAtMs: verdict === null || n % 13 === 0 ? null : NOW_MS + ((n % 9) - 4) * DAY_MS, amberAtMs: verdict === null ? null : NOW_MS + ((n % 9) - 6) * DAY_MS, stageSinceMs: NOW_MS - n * 1000,
  }
})

test.group('board: counts and lists', (group) => {
  let database: TestDatabase
  let storage: Storage
  group.setup(async () => {
    database = await createTestDatabase()
    storage = await openStorage(database.config)
    await storage.migrate()
    for (let n = 0; n < 40; n += 1) await storage.engine.businessRows.put('case_records', `c${n}`, { title: `办件${n}`, applicant: `申请人${n}` })
    for (const { key, ...row } of ITEMS) await storage.engine.businessRows.put('case_items', key, row)
    for (let n = 0; n < 30; n += 1) {
      await storage.engine.businessRows.put('case_stages', `s${n}`, { itemKey: ITEMS[n]!.key, department: DEPARTMENTS[n % 3], business: 'restaurant', stage: 'handling', stageText: '承办中', leftMonth: n % 2 ? '2026-11' : '2026-10', seconds: n * 100 })
    }
    return async () => {
      await storage.close()
      await database.drop()
    }
  })

  const isOf = (scope: BoardScope) => (item: Item) => scope === 'all' || scope.includes(item.department)
  const isDecided = (item: Item) => (item.verdict === 'on_time' || item.verdict === 'overdue') && item.result !== 'cancelled'
  const isRed = (item: Item) => item.verdict === 'running' && item.promisedDueAtMs !== null && item.promisedDueAtMs < NOW_MS
  const isAmber = (item: Item) => item.verdict === 'running' && !isRed(item) && item.promisedDueAtMs !== null && item.amberAtMs! < NOW_MS
  const SCOPES: readonly BoardScope[] = ['all', ['market'], ['fire', 'urban'], []]

  test('finished items by month, department, business and verdict, those passed on above among them; what was cancelled counts nowhere', async ({ assert }) => {
    for (const scope of SCOPES) {
      const found = await storage.board.decided(scope, ['2026-10', '2026-11'])
      const expected = new Map<string, [number, number]>()
      for (const item of ITEMS.filter((one) => isOf(scope)(one) && isDecided(one) && one.decidedMonth! >= '2026-10')) {
        const key = [item.decidedMonth, item.department, item.business, item.verdict].join()
        const [all, forwarded] = expected.get(key) ?? [0, 0]
        expected.set(key, [all + 1, forwarded + (item.result === 'forwarded' ? 1 : 0)])
      }
      assert.deepEqual(new Map(found.map((one) => [[one.month, one.department, one.business, one.verdict].join(), [one.count, one.forwarded]])), expected)
    }
  })

  test('a database of before gets the indexes of the board, once; what was longer than a column may be is cut', async ({ assert }) => {
    const year = ['2026-09', '2026-10', '2026-11']
    const before = [await storage.board.decided('all', year), await storage.board.running('all', NOW_MS)]
    const { dialect } = storage.database
    const isMysql = dialect.name === 'mysql'
    const run = (sql: string) => dialect.transaction((connection) => connection.run(sql, []))
    for (const index of ['case_items_by_decided_month', 'case_items_by_verdict']) await run(`drop index ${index}${isMysql ? ' on case_items' : ''}`)
    if (isMysql) {
      await run('alter table case_items modify verdict varchar(191), modify decided_month varchar(191), modify status_text varchar(191)')
      await run(`update case_items set status_text = concat(status_text, repeat('长', 80)) where status_text is not null`)
      await run(`update case_items set status_text = left(status_text, 100)`)
    }
    await storage.migrate()
    await storage.migrate()
    const [decided, running] = [await storage.board.decided('all', year), await storage.board.running('all', NOW_MS)]
    assert.deepEqual(decided, before[0])
    assert.equal(running.reduce((sum, { count }) => sum + count, 0), ITEMS.filter(({ verdict }) => verdict === 'running').length)
    if (isMysql) {
      assert.isTrue(running.every(({ stageText }) => stageText.length === 64 && stageText.endsWith('长')))
      for (const [status, text] of STAGES) await dialect.transaction((connection) => connection.run('update case_items set status_text = ? where status = ?', [text, status]))
    }
    assert.deepEqual(await storage.board.running('all', NOW_MS), before[1])
  })

  test('every number is counted from an index alone, in its order', async ({ assert }) => {
    const { dialect } = storage.database
    const steps = await readPlans(dialect, async (recording) => {
      const board = boardQueries(recording)
      for (const scope of ['all', ['market']] as const) {
        await board.decided(scope, monthsUpTo('2026-11', 12))
        await board.running(scope, NOW_MS)
        await board.stages(scope, '2026-11')
        await board.cards(scope, monthsUpTo('2026-11', 12))
      }
    })
    assert.deepEqual(wasteful(dialect, steps), [])
    assert.lengthOf(new Set(steps.map(({ statement }) => statement)), 8)
  })

  test('running items by stage with their lights', async ({ assert }) => {
    const found = await storage.board.running('all', NOW_MS)
    const open = ITEMS.filter((item) => item.verdict === 'running')
    assert.deepEqual(
      [found.reduce((sum, one) => sum + one.count, 0), found.reduce((sum, one) => sum + one.overdue, 0), found.reduce((sum, one) => sum + one.amber, 0)],
      [open.length, open.filter(isRed).length, open.filter(isAmber).length],
    )
    for (const one of found) {
      const same = open.filter((item) => item.department === one.department && item.business === one.business && item.status === one.stage)
      assert.deepEqual([one.count, one.overdue, one.oldestSinceMs], [same.length, same.filter(isRed).length, Math.min(...same.map((item) => item.stageSinceMs))])
    }
  })

  test('stages left in a month', async ({ assert }) => {
    const found = await storage.board.stages(['fire'], '2026-11')
    const seconds = Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 3 === 1 && n % 2 === 1).map((n) => n * 100)
    assert.deepEqual(found, [{ department: 'fire', stage: 'handling', stageText: '承办中', items: seconds.length, stays: seconds.length, totalSeconds: seconds.reduce((a, b) => a + b, 0), longestSeconds: Math.max(...seconds) }])
  })

  test('cards by month, department and colour, with how many were corrected', async ({ assert }) => {
    const cards = Array.from({ length: 24 }, (_, n) => ({
      id: `k${n}`, caseKey: `c${n}`, department: DEPARTMENTS[n % 3]!, colour: n % 4 ? 'yellow' : 'red', state: n % 5 ? 'open' : 'corrected', month: n % 2 ? '2026-11' : '2026-10', issuedAtMs: NOW_MS,
    }))
    for (const card of cards) await storage.engine.businessRows.put('supervision_cards', card.id, card)
    for (const scope of SCOPES) {
      const found = await storage.board.cards(scope, ['2026-11'])
      const expected = cards.filter(({ month, department }) => month === '2026-11' && (scope === 'all' || scope.includes(department)))
      assert.equal(found.reduce((sum, { count }) => sum + count, 0), expected.length)
      for (const { department, colour, count, corrected } of found) {
        const same = expected.filter((card) => card.department === department && card.colour === colour)
        assert.deepEqual([count, corrected], [same.length, same.filter(({ state }) => state === 'corrected').length])
      }
    }
  })

  test('cards page by page, each once, with the counts of all that the filters leave', async ({ assert }) => {
    const states = ['open', 'supervised', 'answered', 'closed', 'corrected'] as const
    const cards = Array.from({ length: 60 }, (_, n) => ({
      id: `p${n}`, key: `p${n}`, caseKey: `c${n}`, caseNumber: `4301-${1000 + n}`, department: DEPARTMENTS[n % 3]!, watched: n % 2 ? 'promised' : 'silence', colour: n % 4 ? 'yellow' : 'red', state: states[n % 5]!,
      month: '2026-08', issuedAtMs: NOW_MS - Math.floor(n / 7) * DAY_MS, supervisionInstanceId: n % 5 === 0 || n % 10 === 4 ? null : `s${n}`,
    }))
    for (const card of cards) await storage.engine.businessRows.put('supervision_cards', card.key, card)
    const looks = [
      ['all', {}, () => true], [['fire'], { colour: 'red' }, (card) => card.department === 'fire' && card.colour === 'red'], [['fire'], { department: 'market' }, () => false],
      ['all', { state: 'corrected' }, (card) => card.state === 'corrected'], ['all', { watched: 'silence', caseNumber: '-105' }, (card) => card.watched === 'silence' && card.caseNumber.includes('-105')],
      ['all', { caseNumber: '%' }, () => false],
    ] satisfies [BoardScope, CardFilter, (card: (typeof cards)[number]) => boolean][]
    for (const [scope, filter, fits] of looks) {
      const wanted = { ...filter, month: '2026-08' }
      const expected = cards.filter(fits)
      const keys: string[] = []
      for (let after: string | null = null; ;) {
        const page: Page<CardRow> = await storage.cards.list(scope, wanted, { limit: 7, after })
        keys.push(...page.data.map(({ key }) => key))
        if ((after = page.next) === null) break
      }
      const newestFirst = expected.toSorted((one, other) => other.issuedAtMs - one.issuedAtMs || (one.key < other.key ? 1 : -1))
      assert.deepEqual(keys, newestFirst.map(({ key }) => key), JSON.stringify([scope, filter]))
      const count = (holds: (card: (typeof cards)[number]) => boolean) => expected.filter(holds).length
      assert.deepEqual(await storage.cards.counts(scope, wanted), {
        yellow: count(({ colour }) => colour === 'yellow'), red: count(({ colour }) => colour === 'red'), supervised: count(({ supervisionInstanceId }) => supervisionInstanceId !== null),
        unanswered: count(({ state }) => state === 'supervised'),
      })
    }
    const { next } = await storage.cards.list('all', {}, { limit: 7 })
    await assert.rejects(() => storage.cards.list('all', { colour: 'red' }, { limit: 7, after: next }))
  })

  const FILTERS: readonly (readonly [BoardFilter, (item: Item) => boolean])[] = [
    [{ verdict: 'running' }, (item) => item.verdict === 'running'],
    [{ verdict: 'decided', month: '2026-11' }, (item) => isDecided(item) && item.decidedMonth === '2026-11'],
    [{ verdict: 'overdue', department: 'fire' }, (item) => isDecided(item) && item.verdict === 'overdue' && item.department === 'fire'],
    [{ verdict: 'forwarded', month: '2026-11' }, (item) => item.result === 'forwarded' && item.decidedMonth === '2026-11'],
    [{ light: 'red', stage: 'handling' }, (item) => isRed(item) && item.status === 'handling'],
    [{ light: 'amber' }, isAmber],
    [{ leftStage: 'handling', month: '2026-10' }, (item) => Number(item.code.slice(1)) < 30 && Number(item.code.slice(1)) % 2 === 0],
    [{ business: 'newborn', verdict: 'on_time' }, (item) => isDecided(item) && item.verdict === 'on_time' && item.business === 'newborn'],
  ]
  test('the list behind a number has as many lines as the number says, page by page, each once', async ({ assert }) => {
    for (const scope of SCOPES) {
      for (const [filter, fits] of FILTERS) {
        const keys: string[] = []
        for (let after: string | null = null; ;) {
          const page = await storage.board.items(scope, filter, { nowMs: NOW_MS, after, limit: 7 })
          keys.push(...page.map(({ item }) => `${item.caseKey}/${item.code}`))
          if (page.length < 7) break
          after = keys.at(-1)!
        }
        assert.deepEqual(keys.toSorted(), ITEMS.filter((item) => isOf(scope)(item) && fits(item)).map(({ key }) => key).toSorted(), JSON.stringify([scope, filter]))
      }
    }
    const [first] = await storage.board.items('all', {}, { nowMs: NOW_MS, after: null, limit: 1 })
    assert.deepEqual([first!.title, first!.applicant], ['办件0', '申请人0'])
  })
})
