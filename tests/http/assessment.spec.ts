import { test } from '@japa/runner'
import { openOutside } from '#tests/storage/outside_database'
import { County, eventually, expectStatus, type Problem } from '#tests/walks/support/county'
import { countAgain, readPrintedLine, readWorkbook, readWords, type SheetLine } from './assessment_checker.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Line {
  group: { id: string; name: string } | null
  counts: Record<string, number>
  rates: Record<string, number | null>
}

interface Answer {
  edition: { edition: number; sha256: string; reason: string | null } | null
  editions: { edition: number }[]
  mayClose: boolean
  metrics: { key: string; part: string; whole: string; rule: string }[]
  rows: Line[]
  total: Line
  whistles: { department: { id: string }; called: number }[]
}

const NOVEMBER = '2026-11'
const TOWNS = ['street_xingsha', 'town_huanghua'] as const
const LEFT_LYING = 1

test.group('考核 sheets over HTTP', (group) => {
  let server: ServerProcess
  let county: County

  /** In November: one closed in time, one reworked, one left lying, one over the end of the month; then December. */
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-30T09:00:00+08:00' })
    county = new County(server)
    const report = async (town: string, more: Record<string, unknown> = {}) => {
      const body = { channel: 'grid', subtype: 'HJ05', level: 'normal', town, address: '示例路 1 号', longitude: 113.08, latitude: 28.245, description: '路边焚烧落叶，有浓烟。', ...more }
      return expectStatus(await (await county.as('center_duty1')).post<{ id: string }>('/events', body), 201, 'report').id
    }
    const dispatched = async (id: string, handler = 'ecology_handler') => {
      await county.complete('center_duty1', id, 'register', { outcome: 'accept' })
      await county.complete('center_chief', id, 'file', { outcome: 'file' })
      await county.complete('center_dispatcher', id, 'dispatch', { outcome: 'dispatch' })
      await county.complete(handler, id, 'sign', { outcome: 'sign' })
    }
    const handled = (id: string) => county.complete('ecology_handler', id, 'handle', { outcome: 'done', values: { handlingResult: '已扑灭。' } })
    const closed = await report('street_xingsha')
    await dispatched(closed)
    await handled(closed)
    await county.complete('street_xingsha_grid', closed, 'check', { outcome: 'fail', opinion: '不合格', values: { checkFindings: '余烬未清。' } })
    await handled(closed)
    await county.complete('street_xingsha_grid', closed, 'check', { outcome: 'pass', opinion: '合格', values: { checkFindings: '现场干净。' } })
    await county.complete('center_duty1', closed, 'conclude', { outcome: 'close', values: { answer: '已处理。' } })
    await dispatched(await report('street_xingsha'))
    await dispatched(await report('town_huanghua', { subtype: 'HJ07' }), 'urban_handler')
    await report('town_huanghua', { channel: 'hotline', channelNumber: '12345-示例-考' })
    server = await server.restart({ clock: '2026-12-01T10:00:00+08:00' })
    county = new County(server)
    // the verdicts of the hours in between fall one after the other
    await eventually('what was left lying is overdue', async () => (await read('')).total.counts.overdueOpen === LEFT_LYING)
    return () => server.stop()
  })

  const read = (query: string, username = 'center_duty1') => county.get<Answer>(username, `/events/assessment?month=${NOVEMBER}${query}`)
  const close = async (body: Record<string, unknown>, username = 'center_supervisor') =>
    (await county.as(username)).post<Problem & { edition: number }>('/events/assessment/editions', body)
  const ofAnswer = ({ metrics }: Answer, { counts }: Line): SheetLine => ({
    filed: counts.filed!, due: counts.due!, overdueOpen: counts.overdueOpen!, fractions: metrics.map(({ part, whole }) => [counts[part]!, counts[whole]!] as const),
  })

  test('page, PDF, XLSX and a count of the raw rows by other hands give the same figures', async ({ assert }) => {
    const outside = await openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
    const raw = (await outside.all('select `row` as r from event_records')).map(({ r }) => JSON.parse(String(r)) as Parameters<typeof countAgain>[0][number])
    await outside.close()
    const answer = await read('')
    const client = await county.as('center_duty1')
    const words = readWords((await client.get(`/events/assessment/sheet?month=${NOVEMBER}`)).bytes)
    const rows = readWorkbook((await client.get(`/events/assessment/workbook?month=${NOVEMBER}`)).bytes, '按街镇')
    assert.sameMembers(answer.rows.map(({ group: town }) => town!.id), [...TOWNS])
    for (const line of [...answer.rows, answer.total]) {
      const name = line.group?.name ?? '合计'
      const expected = countAgain(raw.filter(({ town }) => line.group === null || town === line.group.id), NOVEMBER)
      assert.deepEqual(ofAnswer(answer, line), expected, `${name} on the page`)
      const { percents, ...printed } = readPrintedLine(words, name)
      assert.deepEqual(printed, expected, `${name} in the PDF`)
      const shares = expected.fractions.map(([part, whole]) => (whole === 0 ? null : part / whole))
      assert.deepEqual(percents.slice(0, 8), shares.map((share) => (share === null ? '—' : `${(share * 100).toFixed(1)}%`)), `${name}: printed rates`)
      const cells = rows.find(([, cell]) => cell === name)!
      assert.deepEqual(cells.slice(2, 5), [expected.filed, expected.due, expected.overdueOpen], `${name} in the workbook`)
      assert.deepEqual(cells.slice(5, 29), shares.flatMap((share, index) => [share ?? '—', ...expected.fractions[index]!]), `${name}: rates in the workbook`)
    }
    assert.isAbove(answer.total.counts.due!, 0)
    assert.isAbove(answer.total.counts.overdueOpen!, 0)
    const text = words.map((word) => word.text).join('')
    for (const { rule } of answer.metrics) assert.include(text, rule.replaceAll(' ', ''), 'the rule is printed')
    for (const word of ['制表人', '负责人签字', '实时数', '未封账']) assert.include(text, word)
  })

  test('a month is closed by the centre’s supervisor once it is over, and again only with a reason', async ({ assert }) => {
    assert.isFalse((await read('')).mayClose)
    assert.isTrue((await read('', 'center_supervisor')).mayClose)
    assert.equal((await close({ month: NOVEMBER, edition: 1 }, 'supervisor1')).status, 403)
    assert.equal((await close({ month: NOVEMBER, edition: 1 }, 'center_duty1')).status, 403)
    assert.equal((await close({ month: '2026-12', edition: 1 })).status, 422)
    assert.equal((await close({ month: NOVEMBER, edition: 2, reason: '先做第二版' })).status, 409)
    const both = await Promise.all([close({ month: NOVEMBER, edition: 1 }), close({ month: NOVEMBER, edition: 1 })])
    assert.sameMembers(both.map(({ status }) => status), [201, 409])
    assert.equal((await close({ month: NOVEMBER, edition: 2 })).status, 422)
  })

  test('a closed month stays as it was; a correction is a numbered edition beside it', async ({ assert }) => {
    const before = await read('&edition=1')
    const [late] = (await county.get<{ data: { id: string }[] }>('center_duty1', `/events?month=${NOVEMBER}&unhandled=true`)).data
    await county.complete('ecology_handler', late!.id, 'handle', { outcome: 'done', values: { handlingResult: '补处置。' } })
    const live = await read('')
    assert.equal(live.total.counts.overdueOpen, before.total.counts.overdueOpen! - 1)
    assert.equal(live.total.counts.handledInTime, before.total.counts.handledInTime, 'what was late stays late')
    assert.deepEqual((await read('&edition=1')).rows, before.rows)
    expectStatus(await close({ month: NOVEMBER, edition: 2, reason: '漏计一件处置' }), 201, 'correction')
    const second = await read('&edition=2')
    assert.deepEqual(second.total.counts, live.total.counts)
    assert.deepEqual([second.edition!.reason, second.editions.map(({ edition }) => edition)], ['漏计一件处置', [1, 2]])
    const words = readWords((await (await county.as('center_duty1')).get(`/events/assessment/sheet?month=${NOVEMBER}&edition=1`)).bytes)
    const text = words.map((word) => word.text).join('')
    assert.include(text, before.edition!.sha256)
    assert.include(text, '第1版')
    assert.deepEqual(readPrintedLine(words, '合计').overdueOpen, before.total.counts.overdueOpen)
    assert.equal((await (await county.as('center_duty1')).get(`/events/assessment?month=${NOVEMBER}&edition=9`)).status, 422)
  })

  test('a town reads its own lines of a closed month, and no total', async ({ assert }) => {
    const own = await read('&edition=1', 'town_huanghua_handler')
    assert.deepEqual(own.rows.map(({ group: town }) => town!.id), ['town_huanghua'])
    assert.equal(own.total.counts.due, 0)
    const categories = await read('&edition=1&by=category', 'town_huanghua_handler')
    assert.isEmpty(categories.rows)
  })

  test('closing and exporting stand in the security audit', async ({ assert }) => {
    const { data } = await county.get<{ data: { object: string; user: { id: string } }[] }>('auditor', '/admin/audit?action=assessment.closed')
    assert.sameMembers(data.map(({ object, user }) => `${object} ${user.id}`), [`${NOVEMBER}/1 center_supervisor`, `${NOVEMBER}/2 center_supervisor`])
  })
})
