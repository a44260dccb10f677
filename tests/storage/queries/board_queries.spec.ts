import { test } from '@japa/runner'
import type { BoardFilter, BoardScope } from '#processes/foundation/board/board_store'
import { openStorage, type Storage } from '#storage/open_storage'
import { createTestDatabase, type TestDatabase } from '#tests/runtime/support/test_database'

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
      const found = await storage.board.decided(scope, { from: '2026-10', to: '2026-11' })
      const expected = new Map<string, [number, number]>()
      for (const item of ITEMS.filter((one) => isOf(scope)(one) && isDecided(one) && one.decidedMonth! >= '2026-10')) {
        const key = [item.decidedMonth, item.department, item.business, item.verdict].join()
        const [all, forwarded] = expected.get(key) ?? [0, 0]
        expected.set(key, [all + 1, forwarded + (item.result === 'forwarded' ? 1 : 0)])
      }
      assert.deepEqual(new Map(found.map((one) => [[one.month, one.department, one.business, one.verdict].join(), [one.count, one.forwarded]])), expected)
    }
  })

  test('a database of before gets the index of what was decided, once, and it answers alone', async ({ assert }) => {
    const year = { from: '2026-01', to: '2026-12' }
    const before = await storage.board.decided('all', year)
    const { dialect } = storage.database
    const isMysql = dialect.name === 'mysql'
    await dialect.transaction((connection) => connection.run(`drop index case_items_by_decided_month${isMysql ? ' on case_items' : ''}`, []))
    if (isMysql) await dialect.transaction((connection) => connection.run('alter table case_items modify verdict varchar(191), modify result varchar(191), modify decided_month varchar(191)', []))
    await storage.migrate()
    await storage.migrate()
    assert.deepEqual(await storage.board.decided('all', year), before)
    const by = 'decided_month, verdict, result, business, department'
    const plan = await dialect.read((connection) => connection.all(`explain ${isMysql ? '' : 'query plan '}select ${by}, count(*) from case_items where decided_month >= '2026-01' group by ${by}`, []))
    assert.match(JSON.stringify(plan), isMysql ? /case_items_by_decided_month.*Using index/ : /COVERING INDEX case_items_by_decided_month/)
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
    const found = await storage.board.stages(['fire'], { from: '2026-11', to: '2026-11' })
    const seconds = Array.from({ length: 30 }, (_, n) => n).filter((n) => n % 3 === 1 && n % 2 === 1).map((n) => n * 100)
    assert.deepEqual(found, [{ department: 'fire', stage: 'handling', stageText: '承办中', items: seconds.length, stays: seconds.length, totalSeconds: seconds.reduce((a, b) => a + b, 0), longestSeconds: Math.max(...seconds) }])
  })

  test('cards by month, department and colour, with how many were corrected', async ({ assert }) => {
    const cards = Array.from({ length: 24 }, (_, n) => ({
      id: `k${n}`, caseKey: `c${n}`, department: DEPARTMENTS[n % 3]!, colour: n % 4 ? 'yellow' : 'red', state: n % 5 ? 'open' : 'corrected', month: n % 2 ? '2026-11' : '2026-10', issuedAtMs: NOW_MS,
    }))
    for (const card of cards) await storage.engine.businessRows.put('supervision_cards', card.id, card)
    for (const scope of SCOPES) {
      const found = await storage.board.cards(scope, { from: '2026-11', to: '2026-11' })
      const expected = cards.filter(({ month, department }) => month === '2026-11' && (scope === 'all' || scope.includes(department)))
      assert.equal(found.reduce((sum, { count }) => sum + count, 0), expected.length)
      for (const { department, colour, count, corrected } of found) {
        const same = expected.filter((card) => card.department === department && card.colour === colour)
        assert.deepEqual([count, corrected], [same.length, same.filter(({ state }) => state === 'corrected').length])
      }
    }
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
