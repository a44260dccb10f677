import { test } from '@japa/runner'
import { County, eventually, expectStatus } from '#tests/walks/support/county'
import { startServer, type ServerProcess } from './server_process.js'

interface Screen {
  today: { reported: number; filed: number; closed: number; overdue: number }
  states: { key: string; name: string; count: number }[]
  open: { count: number; overdue: number }
  towns: { id: string; open: number; overdue: number; rank: number | null }[]
  worst: { subtypeName: string; town: { id: string } | null }[]
  trend: { month: string; filed: number; closedInTime: number | null }[]
  channels: { key: string; count: number }[]
  points: unknown[]
  whistles: { town: string; departments: { name: string; arrived: boolean }[] }[]
}

const STREET = '示例小区三栋二单元门口'

test.group('the big screen over HTTP', (group) => {
  let server: ServerProcess
  let county: County
  group.setup(async () => {
    server = await startServer({ clock: '2026-11-23T09:00:00+08:00' })
    county = new County(server)
  })
  group.teardown(() => server.stop())

  const look = () => county.get<Screen>('screen1', '/screen')
  const report = async (more: Record<string, unknown> = {}) => {
    const body = {
      channel: 'hotline', subtype: 'HJ05', town: 'street_xingsha', address: STREET, longitude: 113.0801, latitude: 28.2451, description: '有人焚烧垃圾，请尽快处理。',
      reporterName: '来电人甲乙', reporterPhone: '10000000009', ...more,
    }
    return expectStatus(await (await county.as('center_duty1')).post<{ id: string }>('/events', body), 201, 'report').id
  }

  test('with nothing to show it shows noughts and dashes', async ({ assert }) => {
    const screen = await look()
    assert.deepEqual(screen.today, { reported: 0, filed: 0, closed: 0, overdue: 0 })
    assert.lengthOf(screen.trend, 12)
    assert.isTrue(screen.trend.every(({ closedInTime }) => closedInTime === null))
    assert.deepEqual([screen.worst, screen.points, screen.channels, screen.whistles], [[], [], [], []])
  })

  test('a screen is told that something has changed, looks again, and is told nobody’s data', async ({ assert }) => {
    const client = await county.as('screen1')
    const stream = await listen(server, client.token)
    const first = await report({ channel: 'grid' })
    await report()
    await stream.until((text) => text.includes('event: changed'))
    assert.notInclude(stream.heard(), first)
    stream.close()
    for (const [person, element, outcome] of [['center_duty1', 'register', 'accept'], ['center_chief', 'file', 'file'], ['center_dispatcher', 'dispatch', 'dispatch']] as const) {
      await county.complete(person, first, element, { outcome })
    }
    expectStatus(await (await county.as('street_xingsha_handler')).post(`/events/${first}/whistle`, { urgency: 'urgent', departments: ['urban'], reason: '请到现场。' }), 200, 'whistle')
    const screen = await eventually('the screen to count both', async () => {
      const now = await look()
      return now.today.reported === 2 && now.today.filed === 1 && now.whistles.length === 1 ? now : null
    })
    assert.deepEqual(screen.states.map(({ name, count }) => [name, count]).toSorted(), [['待受理', 1], ['待签收', 1]])
    assert.sameDeepMembers(screen.channels.map(({ key, count }) => [key, count]), [['grid', 1], ['hotline', 1]])
    assert.deepEqual([screen.open.count, screen.points.length, screen.trend.at(-1)!.filed], [2, 2, 1])
    const text = JSON.stringify(screen)
    for (const personal of [STREET, '来电人甲乙', '10000000009', '113.0801', '28.2451', first]) assert.notInclude(text, personal)
  })

  test('the account of the wall reads counts and nothing else', async ({ assert }) => {
    const wall = await county.as('screen1')
    for (const path of ['/events', '/events/map', '/tasks', '/instances', '/events/assessment?month=2026-11', '/board', '/stream']) {
      assert.equal((await wall.get(path)).status, 403, path)
    }
    for (const other of ['window1', 'center_duty1', 'sysadmin']) assert.equal((await (await county.as(other)).get('/screen')).status, 403, other)
  })

  test('what has passed its limit stands on the red list', async ({ assert }) => {
    server = await server.restart({ clock: '2026-11-25T09:00:00+08:00' })
    county = new County(server)
    const screen = await eventually('the limit to have passed', async () => {
      const now = await look()
      return now.worst.length > 0 ? now : null
    })
    assert.equal(screen.worst[0]!.town!.id, 'street_xingsha')
    assert.equal(screen.towns.find(({ id }) => id === 'street_xingsha')!.overdue, screen.open.overdue)
  })
})

/** Listens to the screens' stream. */
async function listen(server: ServerProcess, token: string) {
  const abort = new AbortController()
  const response = await fetch(`${server.url}/api/v1/screen/stream`, { headers: { authorization: `Bearer ${token}` }, signal: abort.signal })
  let heard = ''
  const decoder = new TextDecoder()
  void (async () => {
    for await (const chunk of response.body!) heard += decoder.decode(chunk as Uint8Array, { stream: true })
  })().catch(() => undefined)
  return {
    heard: () => heard,
    until: (fits: (text: string) => boolean) => eventually('news of the screen', async () => (fits(heard) ? true : null)),
    close: () => abort.abort(),
  }
}
