import { unzipSync, strFromU8 } from 'fflate'
import { test } from '@japa/runner'
import { County, expectStatus } from '#tests/walks/support/county'
import { RestaurantCase } from '#tests/walks/support/restaurant_case'
import { startServer, type ServerProcess } from './server_process.js'

interface Line { key: string; name: string; decided: number; onTime: number; overdue: number; onTimeRate: number | null }
interface Board {
  month: string
  months: Line[]
  departments: Line[]
  running: { count: number; amber: number; overdue: number }
  stages: { department: string; stage: string; stageText: string; waiting: number; left: number; averageSeconds: number | null }[]
}

test.group('supervisors’ board over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
    const filed = await RestaurantCase.file(county)
    await filed.accept()
    await filed.grant('food_permit')
    await filed.refuse('fire_check')
    return () => server.stop()
  })

  test('what was decided, what is running, and the list behind each number', async ({ assert }) => {
    const board = await county.get<Board>('supervisor1', '/board')
    assert.equal(board.month, '2026-11')
    assert.lengthOf(board.months, 12)
    assert.deepInclude(board.months.at(-1)!, { key: '2026-11', decided: 2, onTime: 2, overdue: 0, onTimeRate: 1 })
    assert.isNull(board.months[0]!.onTimeRate)
    assert.deepEqual(board.departments.map(({ key, decided }) => [key, decided]).toSorted(), [['fire', 1], ['market', 1]])
    assert.equal(board.running.count, 2)
    assert.deepEqual(board.stages.filter(({ waiting }) => waiting > 0).map(({ department, stageText, waiting }) => [department, stageText, waiting]).toSorted(), [['market', '承办中', 1], ['urban', '承办中', 1]])
    assert.isTrue(board.stages.some(({ department, stage, left }) => department === 'fire' && stage === 'handling' && left === 1))

    const behind = async (query: string) => (await county.get<{ data: { department: string; instanceId: string; verdict: string }[] }>('supervisor1', `/board/items?${query}`)).data
    assert.lengthOf(await behind('verdict=running'), 2)
    assert.lengthOf(await behind('verdict=decided&month=2026-11'), 2)
    assert.lengthOf(await behind('verdict=decided&month=2026-10'), 0)
    assert.lengthOf(await behind('department=fire&leftStage=handling&month=2026-11'), 1)
    const [fire] = await behind('department=fire&verdict=on_time')
    assert.equal(fire!.verdict, 'on_time')
    await county.get('supervisor1', `/instances/${fire!.instanceId}`)
  })

  test('pages follow one another; a cursor fits its own filters only', async ({ assert }) => {
    const supervisor = await county.as('supervisor1')
    const first = expectStatus(await supervisor.get<{ data: { number: string }[]; next: string }>('/board/items?limit=3'), 200, 'page 1')
    const second = expectStatus(await supervisor.get<{ data: { number: string }[]; next: null }>(`/board/items?limit=3&after=${first.next}`), 200, 'page 2')
    assert.equal(new Set([...first.data, ...second.data].map(({ number }) => number)).size, 4)
    assert.isNull(second.next)
    assert.equal((await supervisor.get(`/board/items?limit=3&verdict=running&after=${first.next}`)).status, 400)
    for (const query of ['month=2026-13', 'light=green', 'verdict=late', 'colour=red']) assert.equal((await supervisor.get(`/board/items?${query}`)).status, 422, query)
  })

  test('the workbook holds the same numbers', async ({ assert }) => {
    const answer = await (await county.as('supervisor1')).get('/board/workbook?month=2026-11')
    assert.equal(answer.status, 200)
    assert.match(answer.headers.get('content-disposition') ?? '', /filename\*=UTF-8''.+\.xlsx/)
    const files = unzipSync(answer.bytes)
    assert.lengthOf(Object.keys(files).filter((name) => /^xl\/worksheets\/sheet\d\.xml$/.test(name)), 6)
    const words = strFromU8(files['xl/sharedStrings.xml']!)
    for (const word of ['按时率', '黄牌', '市监局', '消防救援大队', '承办中', '2026-11']) assert.include(words, word)
  })

  test('a supervisor of one department sees its own work alone; others see no board', async ({ assert }) => {
    const security = await county.as('secadmin')
    expectStatus(await security.post('/admin/roles', { userId: 'fire_reviewer', role: 'supervisor', departmentId: 'fire' }), 201, 'grant')
    const own = await county.get<Board>('fire_reviewer', '/board')
    assert.deepEqual([own.departments.map(({ key }) => key), own.running.count], [['fire'], 0])
    assert.isTrue(own.stages.every(({ department }) => department === 'fire'))
    const { data } = await county.get<{ data: unknown[] }>('fire_reviewer', '/board/items?department=market')
    assert.isEmpty(data)
    for (const username of ['window1', 'designer1', 'sysadmin']) assert.equal((await (await county.as(username)).get('/board')).status, 403, username)
  })
})
