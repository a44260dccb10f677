import { createHash } from 'node:crypto'
import { test } from '@japa/runner'
import { createSharedLook } from '#engine/runtime/workers/shared_look'
import { openDeviceBook } from '#adapters/sensors/register/device_book'
import { ChangedMeanwhile } from '#processes/foundation/changed_meanwhile'
import type { Device } from '#processes/foundation/alarms/device'
import { ruleStore } from '#storage/alarms/rule_store'
import { openTestEngine, type TestEngine } from '#tests/runtime/support/test_engine'

const device = (deviceId: string, change: Partial<Device> = {}): Device => ({
  source: 'nb', deviceId, kind: 'manhole', name: `${deviceId} 号井盖`, address: '星沙大道与开元路口', town: 'xingsha', grid: null, longitude: 113.080512, latitude: 28.245901,
  owner: 'urban', parent: null, area: '星沙大道', offlineAfterMs: 3_600_000, enabled: true, drill: false, ...change,
})
const digest = (identity: string, secret: string): string => createHash('sha256').update(`${identity} ${secret}`).digest('hex')

test.group('device register', (group) => {
  let running: TestEngine
  group.setup(async () => void (running = await openTestEngine()))
  group.teardown(() => running.close())

  test('a device comes back as it was written; its secret stays until another is given or it is taken away', async ({ assert }) => {
    const { devices } = running.storage
    await devices.put([{ device: device('a'), secretHash: 'one' }], 'li', 5)
    await devices.put([{ device: device('a', { name: '长沙县'.repeat(100), grid: 'g1', longitude: null, latitude: null, drill: true }) }], 'wang', 7)
    const found = await devices.find('nb', 'a')
    assert.deepEqual(found, {
      ...device('a', { name: '长沙县'.repeat(100), grid: 'g1', longitude: null, latitude: null, drill: true }), secretHash: 'one', secretAtMs: 5, changedAtMs: 7, changedBy: 'wang',
    })
    await devices.put([{ device: device('a'), secretHash: null }], 'wang', 9)
    assert.deepEqual({ ...(await devices.find('nb', 'a')) }, { ...device('a'), secretHash: null, secretAtMs: null, changedAtMs: 9, changedBy: 'wang' })
    assert.isNull(await devices.find('nb', 'b'))
  })

  test('two lists at once, from two nodes: one is written whole, the other not at all', async ({ assert }) => {
    const { devices } = running.storage
    const revision = await devices.revision()
    const list = (name: string) => Array.from({ length: 30 }, (_, n) => ({ device: device(`t${n}`, { name }) }))
    const outcomes = await Promise.allSettled(['甲', '乙'].map((name) => devices.put(list(name), 'li', 11, revision)))
    assert.deepEqual(outcomes.map(({ status }) => status).sort(), ['fulfilled', 'rejected'])
    assert.instanceOf(outcomes.find((one) => one.status === 'rejected')!.reason, ChangedMeanwhile)
    const names = new Set(await Promise.all(Array.from({ length: 30 }, async (_, n) => (await devices.find('nb', `t${n}`))?.name)))
    assert.equal(names.size, 1)
  })

  test('a list is filtered by owner, kind and words, and paged without gaps', async ({ assert }) => {
    const { devices } = running.storage
    await devices.put([...Array(25).keys()].map((n) => ({ device: device(`d${String(n).padStart(2, '0')}`, { source: 'list', owner: n % 2 ? 'housing' : 'water', kind: n < 5 ? 'pipe' : 'manhole' }) })), 'li', 1)
    const seen: string[] = []
    let after: string | null = null
    do {
      const page = await devices.list({ owners: ['housing'] }, { limit: 5, after })
      seen.push(...page.data.map(({ deviceId }) => deviceId))
      after = page.next
    } while (after)
    assert.deepEqual(seen, [...Array(25).keys()].filter((n) => n % 2).map((n) => `d${String(n).padStart(2, '0')}`))
    const ids = async (filter: Parameters<typeof devices.list>[0]) => (await devices.list(filter, { limit: 50 })).data.map(({ deviceId }) => deviceId)
    assert.deepEqual(await ids({ kind: 'pipe', source: 'list' }), ['d00', 'd01', 'd02', 'd03', 'd04'])
    assert.deepEqual(await ids({ query: '07 号', source: 'list' }), ['d07'])
    assert.deepEqual(await ids({ query: '%', source: 'list' }), [])
    assert.deepEqual(await ids({ owners: [] }), [])
    await assert.rejects(async () => devices.list({ kind: 'pipe' }, { limit: 5, after: (await devices.list({}, { limit: 5 })).next }))
  })

  test('ten thousand devices are one write, and a reader that has them reads on from there', async ({ assert }) => {
    const { devices } = running.storage
    await devices.put([...Array(10_000).keys()].map((n) => ({ device: device(`d${n}`, { source: 'many' }) })), 'li', 1)
    const book = await openDeviceBook(devices, digest, createSharedLook())
    assert.equal([...book.all()].filter(({ source }) => source === 'many').length, 10_000)
    const before = await devices.revision()
    await devices.put([{ device: device('d7', { source: 'many', enabled: false }), secretHash: digest('many/d7', 'secret') }], 'li', 2)
    assert.deepEqual((await devices.changedSince(before)).devices.map(({ deviceId }) => deviceId), ['d7'])
    await Promise.all([book.refresh(), book.refresh(), book.refresh()])
    assert.deepEqual(book.find('many', 'd7'), device('d7', { source: 'many', enabled: false }))
    assert.deepEqual(book.find('many', 'd8'), device('d8', { source: 'many' }))
    book.stop()
  })

  test('the right secret of a device in use passes, and nothing else does', async ({ assert }) => {
    const { devices } = running.storage
    await devices.put([
      { device: device('on'), secretHash: digest('nb/on', 's1') }, { device: device('off', { enabled: false }), secretHash: digest('nb/off', 's1') }, { device: device('bare') },
    ], 'li', 1)
    await devices.putPlatform({ source: 'nb', name: '窄带平台', owner: 'urban', enabled: true, secretHash: digest('nb', 'p1'), secretAtMs: 1, changedAtMs: 1, changedBy: 'li' })
    const book = await openDeviceBook(devices, digest, createSharedLook())
    const tries = [['on', 's1'], ['on', 's2'], ['on', ''], ['off', 's1'], ['bare', ''], ['bare', 's1'], ['unknown', 's1']] as const
    assert.deepEqual(await Promise.all(tries.map(([id, secret]) => book.authenticate('nb', id, secret))), [true, false, false, false, false, false, false])
    assert.deepEqual(await Promise.all([book.authenticatePlatform('nb', 'p1'), book.authenticatePlatform('nb', 's1'), book.authenticatePlatform('no', 'p1')]), [true, false, false])
    await devices.putPlatform({ ...(await devices.findPlatform('nb'))!, enabled: false })
    await book.refresh()
    assert.isFalse(await book.authenticatePlatform('nb', 'p1'))
    assert.isNotEmpty(await devices.platforms())
    book.stop()
  })

  test('what a rule said before is kept by number, its end included', async ({ assert }) => {
    const { ruleHistory, database } = running.storage
    const { change } = ruleStore(database.dialect)
    const rule = { id: 'tilt', name: '井盖倾斜' } as never
    assert.deepEqual(
      [await change({ of: 'rule', id: 'tilt', rule, basedOn: 'new', atMs: 1, changedBy: 'li' }), await change({ of: 'rule', id: 'tilt', rule: null, basedOn: 1, atMs: 2, changedBy: 'wang' })],
      [{ kind: 'changed', version: 1 }, { kind: 'changed', version: 2 }],
    )
    assert.deepEqual((await ruleHistory.of('tilt')).map(({ version, rule: said, changedBy }) => [version, said === null, changedBy]), [[2, true, 'wang'], [1, false, 'li']])
    assert.deepEqual(await ruleHistory.of('other'), [])
  })
})
