import { test } from '@japa/runner'
import type { ApiClient } from '#tests/http/api_client'
import { startServer, type ServerProcess } from '#tests/http/server_process'
import { startUpperPlatform, type LedgerRow, type UpperPlatformProcess } from '#tests/upper_platform/start_upper_platform'
import { County, eventually, expectStatus } from './support/county.js'
import { RestaurantCase } from './support/restaurant_case.js'

const CLOCK = '2026-11-23T09:00:00+08:00'
const DAY = '2026-11-23'
/** When it is started again: leases of the process that died have run out. */
const LATER = '2026-11-23T11:00:00+08:00'
/** Invented, of the code's alphabet. */
const DECIDING = { market: '11430121006100001A', urban: '11430121006100002B', fire: '11430121006100003C' }
const CREDIT_CODES = { ...DECIDING, admin_service: '11430121006100004D' }

interface Told {
  id: string
  kind: string
  status: string
  reason: string | null
  number: string
}

/** Walk E: a clerk's step → what has become true → its row in the same commit → dispatcher → mapping → signature → platform → receipt. */
test.group('what the county decides arrives above', (group) => {
  let above: UpperPlatformProcess
  let server: ServerProcess
  let county: County
  let system: ApiClient

  const saveTarget = async (id: string, expectedVersion: number, change: Record<string, unknown> = {}) => {
    const { appId, sm2PrivateKey, bodyKey } = above.credentials
    const draft = {
      kind: 'provincial_service', name: '省一体化平台', url: above.url, appId, algorithm: 'SM2', encryptBody: true, secret: sm2PrivateKey, bodyKey, concurrency: 8, perSecond: null, window: null,
      timeoutMs: 20_000, codes: { unitCreditCode: CREDIT_CODES }, options: { maximumAttempts: 100, plainHttp: true }, businesses: null, enabled: true, expectedVersion, note: '联调', ...change,
    }
    expectStatus(await system.put(`/targets/${id}`, draft), 200, `the target ${id}`)
  }
  const told = async (target: string): Promise<Told[]> =>
    expectStatus(await system.get<{ data: Told[] }>('/deliveries', { query: { target, limit: 100 } }), 200, 'deliveries').data
  const settled = (target: string, least: number): Promise<Told[]> =>
    eventually(`${least} deliveries to ${target} to be settled`, async () => {
      const rows = await told(target)
      return rows.length >= least && rows.every(({ status }) => status === 'accepted' || status === 'confirmed') ? rows : null
    })
  const chainOf = (rows: readonly LedgerRow[], projectNo: string): string[] => rows.filter(({ number }) => number === projectNo).map(({ dataset }) => dataset)

  group.setup(async () => {
    above = await startUpperPlatform()
    server = await startServer({ clock: CLOCK, env: { DELIVERY_ALLOW: `private+${above.url}/` } })
    await above.setClock(CLOCK)
    county = new County(server)
    system = await server.client('sysadmin')
    return async () => {
      await server.stop()
      await above.stop()
    }
  })

  test('a whole case goes up stage by stage while it is worked on, to the province and to the applicant, through a receiver that fails', async ({ assert }) => {
    await saveTarget('province', 0)
    await saveTarget('citizen', 0, { kind: 'my_changsha', name: '我的长沙', algorithm: 'SM3-HMAC', encryptBody: false, secret: above.credentials.secret, bodyKey: null })
    await above.behave({ rules: [], mix: { seed: 3, shares: { 'error-500': 0.1, 'reset-after': 0.1, 'garbage': 0.05 }, most: 2 } })
    const filed = await RestaurantCase.file(county)
    await filed.accept()
    await filed.refuse('fire_check')
    await filed.grant('signboard')
    await filed.grant('business_license')
    await filed.grant('food_permit')
    await filed.reading('待出件')
    await filed.deliver()
    const closed = await filed.reading('已办结')

    // four items, each: application, acceptance, three steps and the end
    await settled('province', 4 * 6)
    const entries = await above.entries({ platform: 'province' })
    for (const [index, { result }] of closed.items.entries()) {
      const projectNo = `${closed.number}-0${index + 1}`
      assert.deepEqual(chainOf(entries, projectNo), ['application', 'acceptance', 'process', 'process', 'process', 'completion'], projectNo)
      const completion = entries.find(({ number, dataset }) => number === projectNo && dataset === 'completion')!
      assert.equal(completion.data.result, result === '准予' ? '1' : '2')
      assert.equal(completion.version, '1.1')
    }
    const [application] = entries.filter(({ dataset }) => dataset === 'application')
    assert.deepInclude(application!.data, { parentProjectNo: closed.number, applicantName: '覃走查', idType: '111', source: '1' })

    const progress = await settled('citizen', 3)
    const notices = await above.entries({ platform: 'my-changsha' })
    assert.lengthOf(notices, progress.length)
    assert.equal(notices.at(-1)!.data.status, '06')
    assert.isTrue(notices.every(({ data }) => !JSON.stringify(data).includes('覃走查')))
  })

  test('what cannot be told says which field; it holds back its own case alone, and goes out when it is put right', async ({ assert }) => {
    const rows = await told('province')
    await saveTarget('province', 1, { codes: { unitCreditCode: DECIDING } })
    const filed = await RestaurantCase.file(county, { storeName: '代码走查店', hasSignboard: 'no', isPublicGathering: 'no' })
    await filed.accept()
    const stuck = await eventually('the acceptance to be stuck', async () => (await told('province')).find(({ status }) => status === 'rejected'))
    assert.match(stuck.reason ?? '', /“办理单位统一社会信用代码”/)
    await saveTarget('province', 2)
    expectStatus(await system.post(`/deliveries/${stuck.id}/retry`, undefined, { headers: { 'idempotency-key': 'retry-1' } }), 200, 'retry')
    await settled('province', rows.length + 4)
  })

  test('the server is killed while deliveries are under way; afterwards both ledgers agree, nothing lost, nothing doubled', async ({ assert }) => {
    const before = (await above.entries({ platform: 'province' })).length
    await above.behave({ rules: [{ platform: 'province', mode: 'late', ms: 400 }], mix: null })
    const filed = await RestaurantCase.file(county, { storeName: '断电走查店', hasSignboard: 'no', isPublicGathering: 'no' })
    await filed.accept()
    await server.kill()
    await above.behave({ rules: [], mix: null })
    server = await server.restart({ clock: LATER })
    county = new County(server)
    system = await server.client('sysadmin')
    await above.setClock(LATER)
    await settled('province', before + 4)
    const entries = await above.entries({ platform: 'province' })
    assert.lengthOf(entries, before + 4)
    assert.sameMembers((await told('province')).map(({ id }) => id), entries.map(({ messageId }) => messageId))

    const agreed = expectStatus(await system.post<{ differences: { kind: string }[]; counts: { ours: number; theirs: number }[] }>(
      `/reconciliations/province/${DAY}`, undefined, { headers: { 'idempotency-key': 'ledger-1' } },
    ), 200, 'reconciliation')
    assert.deepEqual(agreed.differences.filter(({ kind }) => kind !== 'status_differs'), [])
    assert.isTrue(agreed.counts.every(({ ours, theirs }) => ours === theirs), JSON.stringify(agreed.counts))
  })
})
