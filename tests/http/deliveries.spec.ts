import { test } from '@japa/runner'
import { openOutside } from '#tests/storage/outside_database'
import { County, eventually, expectStatus, type Problem } from '#tests/walks/support/county'
import { APPLICATION, RestaurantCase } from '#tests/walks/support/restaurant_case'
import { openPlatformAbove, type PlatformAbove } from './platform_above.js'
import { sendAsPlatform } from './platform_sender.js'
import { startServer, type ServerProcess } from './server_process.js'

const KEYS = { appId: 'county-of-test', secret: 'invented-secret-of-a-test-0003' }
const CREDIT_CODES = { market: '11430121006100001A', urban: '11430121006100002B', fire: '11430121006100003C', admin_service: '11430121006100004D' }
/** Two items: two applications and two acceptances go up at 受理. */
const SMALL = { hasSignboard: 'no', isPublicGathering: 'no' }
const STAGES = 4

interface Shown { id: string; kind: string; status: string; number: string; edition: number; reason: string | null; upperId: string | null }
interface ShownDetail extends Shown { mappingVersion: string; history: { status: string; reason: string | null; byName: string | null }[]; behind: Shown[]; holdsBack: number; mayBeSkipped: boolean; message: { body: string } | null }
interface Preview { isPossible: boolean; mayHaveArrived: boolean; next: { delivery: Shown; standsFor: string | null }[]; later: number }

/** Two to three hours from now, county time. */
const shutWindow = (): { from: string; to: string } => {
  const at = (hours: number) => new Date(Date.now() + (8 + hours) * 3_600_000).toISOString().slice(11, 16)
  return { from: at(2), to: at(3) }
}

test.group('deliveries and what people do with them', (group) => {
  let above: PlatformAbove
  let server: ServerProcess
  let county: County

  group.setup(async () => {
    above = await openPlatformAbove()
    server = await startServer({ env: { DELIVERY_ALLOW: `private+${above.url}/` } })
    county = new County(server)
    await saveTarget('province', 0)
    expectStatus(await post('/admin/api-clients', { id: KEYS.appId, name: '示例上级平台', channels: ['province', 'hotline'], algorithms: ['HMAC-SHA256'], materialUrl: null, secret: KEYS.secret }), 201, 'client')
    return async () => {
      await server.stop()
      await above.close()
    }
  })
  group.each.setup(() => () => void (above.behave = () => 'accept'))
  group.each.timeout(120_000)

  const post = async <T = unknown>(path: string, body?: unknown, key?: string, username = 'sysadmin') =>
    (await county.as(username)).post<T & Problem>(path, body, key === undefined ? {} : { headers: { 'idempotency-key': key } })
  const putTarget = async (id: string, expectedVersion: number, change: Record<string, unknown> = {}) =>
    (await county.as('sysadmin')).put<Problem>(`/targets/${id}`, {
      kind: 'provincial_service', name: '省一体化平台', url: above.url, appId: KEYS.appId, algorithm: 'HMAC-SHA256', encryptBody: false, secret: KEYS.secret, bodyKey: null, concurrency: 4, perSecond: null,
      window: null, timeoutMs: 20_000, codes: { unitCreditCode: CREDIT_CODES }, options: { plainHttp: true, firstPauseMs: 20 }, businesses: null, enabled: true, expectedVersion, note: `第 ${expectedVersion + 1} 版`, ...change,
    })
  const saveTarget = async (...given: Parameters<typeof putTarget>) => void expectStatus(await putTarget(...given), 200, `the target ${given[0]}`)
  const read = (id: string) => county.get<ShownDetail>('sysadmin', `/deliveries/${id}`)
  const told = async (number: string, target = 'province') => (await county.get<{ data: Shown[] }>('sysadmin', `/deliveries?target=${target}&q=${encodeURIComponent(number)}&limit=100`)).data
  const all = async (of: string, kind?: string) => (await county.get<{ data: Shown[] }>('sysadmin', `/deliveries?target=${of}&limit=200${kind ? `&kind=${kind}` : ''}`)).data.filter(({ edition }) => edition === 0)
  const until = (what: string, number: string, is: (rows: Shown[]) => boolean | undefined, target?: string) =>
    eventually(what, async () => {
      const rows = await told(number, target)
      return is(rows) && rows
    })
  const rejected = async (number: string, edition = 0) => (await until(`edition ${edition} of ${number} to be refused`, number, (rows) => rows.some((one) => one.status === 'rejected' && one.edition === edition))).find(({ status }) => status === 'rejected')!
  const allTaken = (number: string, target?: string) => until(`all of ${number} to be taken`, number, (rows) => rows.filter(({ status }) => status === 'accepted').length === STAGES && rows.every(({ status }) => status === 'accepted' || status === 'skipped'), target)
  const filed = async (change: Record<string, unknown> = {}) => {
    const one = await RestaurantCase.file(county, { ...SMALL, ...change })
    await one.accept()
    return { id: one.id, number: (await one.record()).number }
  }
  /** As it reads where a drill was begun: no window begins one. */
  const asDrill = async <Case extends { id: string }>(one: Case): Promise<Case> => {
    const database = await openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
    const [row] = await database.all('select `row` from case_records where `key` = ?', [one.id])
    await database.run('update case_records set `row` = ? where `key` = ?', [JSON.stringify({ ...(JSON.parse(String(row!.row)) as object), drill: true }), one.id])
    await database.close()
    return one
  }
  const statuses = (answers: readonly { status: number }[]) => answers.map(({ status }) => status).toSorted()
  const refuse = (schema: string) => (above.behave = (message) => (message.schema === schema ? 'refuse' : 'accept'))

  test('a corrected one goes out under a new id, once however often it is asked for, and again while the platform refuses; rows keep the mapping they were made by', async ({ assert }) => {
    await saveTarget('province', 1, { options: { plainHttp: true, mapping: 'v1' } })
    refuse('province/acceptance')
    const { number } = await filed()
    const first = await rejected(number)
    const bad = await putTarget('province', 2, { options: { plainHttp: true, mapping: 'v9' } })
    assert.deepEqual([bad.status, bad.body.errors?.[0]?.path], [422, 'options.mapping'])
    await saveTarget('province', 2)
    expectStatus(await post(`/deliveries/${first.id}/retry`), 200, 'as it is')
    await eventually('it to be refused again', async () => (await read(first.id)).history.filter(({ status }) => status === 'rejected').length === 2)
    assert.equal((await read(first.id)).mappingVersion, 'v1')

    const both = await Promise.all([post(`/deliveries/${first.id}/resend-corrected`), post(`/deliveries/${first.id}/resend-corrected`)])
    assert.deepEqual(statuses(both), [200, 409])
    const second = await rejected(number, 1)
    assert.notEqual(second.id, first.id)
    assert.equal((await read(second.id)).mappingVersion, 'v2')
    assert.equal((await post(`/deliveries/${first.id}/resend-corrected`)).status, 409, 'that one is over')
    above.behave = () => 'accept'
    const [one, again] = [await post<Shown>(`/deliveries/${second.id}/resend-corrected`, undefined, 'corrected-once'), await post<Shown>(`/deliveries/${second.id}/resend-corrected`, undefined, 'corrected-once')]
    assert.deepEqual([one.status, again.status, again.body.id], [200, 200, one.body.id])
    const rows = await allTaken(number)
    assert.sameMembers(rows.filter(({ kind }) => kind === 'acceptance').map(({ edition, status }) => `${edition} ${status}`), ['0 skipped', '1 skipped', '2 accepted', '0 accepted'])
    const versions = await county.get<{ data: { version: number; note: string; changedByName: string }[] }>('sysadmin', '/targets/province/versions')
    assert.deepEqual(versions.data.map(({ version, note }) => `${version} ${note}`), ['3 第 3 版', '2 第 2 版', '1 第 1 版'])
  })

  test('what holds back its case is let go with a reason, once, after a look at what follows; a verdict that comes later is noted all the same', async ({ assert }) => {
    above.behave = ({ schema }) => (schema === 'province/application' ? 'queue' : 'accept')
    const { number, id } = await filed()
    const waits = (await until('the first to wait for its verdict', number, (rows) => rows.some(({ status }) => status === 'sent'))).find(({ status }) => status === 'sent')!
    const detail = await read(waits.id)
    assert.deepEqual([detail.mayBeSkipped, detail.holdsBack, detail.message], [true, STAGES - 1, null])
    const preview = await county.get<Preview>('sysadmin', `/deliveries/${waits.id}/skip-preview`)
    assert.deepEqual([preview.isPossible, preview.mayHaveArrived, preview.later], [true, true, 0])
    assert.deepEqual(preview.next.map(({ delivery, standsFor }) => [delivery.status, standsFor]), Array.from({ length: STAGES - 1 }, () => ['waiting', null]))
    assert.notInclude(JSON.stringify([preview, detail]), APPLICATION.applicantName as string)
    const own = await county.get<ShownDetail>('window2', `/instances/${id}/deliveries/${preview.next[0]!.delivery.id}`)
    assert.isTrue(own.message !== null && preview.next[0]!.delivery.number.length > 0 && own.message.body.includes(preview.next[0]!.delivery.number), 'its people read what would be sent')

    for (const reason of ['', '   ']) assert.equal((await post(`/deliveries/${waits.id}/skip`, { reason })).status, 422)
    above.behave = () => 'accept'
    const answers = await Promise.all(['对方电话确认已收到', '对方电话确认已收到'].map((reason) => post<Problem>(`/deliveries/${waits.id}/skip`, { reason })))
    assert.deepEqual(statuses(answers), [200, 409])
    const later = await until('the rest to go out', number, (rows) => rows.filter(({ status }) => status === 'accepted').length === STAGES - 1)
    assert.equal(later.find(({ id: one }) => one === waits.id)!.status, 'skipped')
    const last = (await read(waits.id)).history.at(-1)!
    assert.include(last.reason, '对方电话确认已收到')
    assert.isNotNull(last.byName)
    const audit = await county.get<{ data: unknown[] }>('auditor', '/admin/audit?action=delivery.operated&limit=50')
    assert.lengthOf(audit.data.map((row) => JSON.stringify(row)).filter((row) => row.includes(`delivery:${waits.id}`) && row.includes('对方电话确认已收到')), 1)

    const receipt = { messageId: waits.id, dataset: 'application', number: waits.number, status: 'accepted', upperId: 'U-late' }
    assert.equal((await sendAsPlatform(server.url, KEYS, ['province', 'receipts'], { ...receipt, status: 'rejected', refusalCode: '4007' })).status, 200)
    assert.equal((await read(waits.id)).status, 'skipped', 'a refusal holds nothing back any more')
    assert.equal((await sendAsPlatform(server.url, KEYS, ['province', 'receipts'], receipt)).status, 200)
    assert.deepInclude(await read(waits.id), { status: 'accepted', upperId: 'U-late' })
    assert.equal((await post(`/deliveries/${waits.id}/skip`, { reason: '再来' })).status, 409)
  })

  test('verdicts: before our own commit, late, twice, of another case, and garbage', async ({ assert }) => {
    const say = (data: unknown, keys = KEYS, channel = 'province') => sendAsPlatform(server.url, keys, [channel, 'receipts'], data)
    const early: number[] = []
    above.behave = async ({ schema, messageId, data }) => {
      if (schema === 'province/application') early.push((await say({ messageId, dataset: 'application', number: data.projectNo, status: 'confirmed', upperId: `E-${messageId}` })).status)
      return schema === 'province/application' ? 'queue' : 'refuse'
    }
    const { number } = await filed()
    const stuck = await rejected(number)
    const confirmed = (await told(number)).find(({ kind, status }) => kind === 'application' && status === 'confirmed')!
    assert.deepEqual([[...new Set(early)], confirmed.upperId], [[200], `E-${confirmed.id}`])
    const right = { messageId: confirmed.id, dataset: 'application', number: confirmed.number, status: 'accepted' }
    const other = { appId: 'another-county', secret: 'invented-secret-of-a-test-0004' }
    expectStatus(await post('/admin/api-clients', { id: other.appId, name: '示例另一系统', channels: ['province'], algorithms: ['HMAC-SHA256'], materialUrl: null, secret: other.secret }), 201, 'other client')
    const cases: [string, Awaited<ReturnType<typeof say>>, number, string, string?][] = [
      ['overtaken', await say(right), 200, '0'], ['twice', await say(right), 200, '0'], ['refused after it was confirmed', await say({ ...right, status: 'rejected', refusalCode: '4001' }), 200, '0'],
      ['still waiting there', await say({ ...right, status: 'queued' }), 200, '0'],
      ['of another case', await say({ ...right, number: '430121009999999999' }), 422, 'R02', 'data.number'], ['of another data set', await say({ ...right, dataset: 'completion' }), 422, 'R02', 'data.dataset'],
      ['by another channel', await say(right, KEYS, 'hotline'), 422, 'R02', 'data.dataset'], ['by another application', await say(right, other), 422, 'R05'],
      ['of nothing we sent', await say({ ...right, messageId: 'f'.repeat(32) }), 422, 'R05'],
      ['no id', await say({ status: 'accepted' }), 422, 'R02', 'data.messageId'], ['an id that is none', await say({ ...right, messageId: 7 }), 422, 'R02', 'data.messageId'],
      ['an endless id', await say({ ...right, messageId: 'x'.repeat(65) }), 422, 'R02', 'data.messageId'], ['no such status', await say({ ...right, status: 'perhaps' }), 422, 'R02', 'data.status'],
      ['a list', await say([]), 422, 'R02', 'data'], ['nothing', await say(null), 422, 'R02', 'data'],
    ]
    for (const [what, answer, status, code, field] of cases) assert.deepEqual([what, answer.status, answer.body.code, answer.body.field], [what, status, code, field])
    assert.equal((await read(confirmed.id)).status, 'confirmed')

    // the refusal comes once more after somebody has sent it again: what is to go out now was not refused
    above.behave = () => 'accept'
    await saveTarget('province', 3, { window: shutWindow() })
    expectStatus(await post(`/deliveries/${stuck.id}/retry`), 200, 'retry')
    assert.equal((await say({ messageId: stuck.id, dataset: 'acceptance', number: stuck.number, status: 'rejected', refusalCode: '4007', reason: '迟到' })).status, 200)
    assert.notEqual((await read(stuck.id)).status, 'rejected')
    await saveTarget('province', 4)
    await until('it to go out', number, (rows) => rows.every(({ status }) => status === 'accepted' || status === 'confirmed'))
  })

  test('a range is sent again once however often it is asked for; a target added later is told each case once, no drill', async ({ assert }) => {
    refuse('province/acceptance')
    const { number } = await filed()
    const stuck = await rejected(number)
    const day = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' })
    const [yesterday, tomorrow] = [-1, 1].map((days) => day.format(new Date(Date.now() + days * 86_400_000)))
    const range = { target: 'province', from: yesterday, to: tomorrow, what: 'failed', reason: '对方已修复' }
    const wrong: [Record<string, unknown>, string][] = [
      [{ from: tomorrow, to: yesterday }, 'to'], [{ from: '2020-01-01' }, 'to'], [{ to: '2026-02-30' }, 'to'], [{ target: 'nobody' }, 'target'], [{ reason: '  ' }, 'reason'], [{ what: 'everything' }, 'what'],
    ]
    for (const [change, path] of wrong) {
      const answer = await post('/deliveries/resend', { ...range, ...change })
      assert.deepEqual([JSON.stringify(change), answer.status, answer.body.errors?.[0]?.path], [JSON.stringify(change), 422, path])
    }
    above.behave = () => 'accept'
    const counts = async (body: unknown) => (await Promise.all([post<{ count: number }>('/deliveries/resend', body), post<{ count: number }>('/deliveries/resend', body)])).map((answer) => expectStatus(answer, 200, 'resend').count)
    assert.equal((await counts(range)).reduce((sum, count) => sum + count), 1)
    await allTaken(number)
    assert.deepEqual(await counts(range), [0, 0])
    const before = above.of(number).length
    const everything = await post<{ count: number }>('/deliveries/resend', { ...range, what: 'all', kind: 'application' })
    assert.equal(everything.body.count, (await all('province', 'application')).length)
    await allTaken(number)
    assert.isTrue(above.of(number).slice(before).every(({ schema }) => schema === 'province/application'))
    assert.lengthOf(new Set(above.of(number).map(({ messageId }) => messageId)), STAGES, 'under the same ids')
    assert.equal((await read(stuck.id)).edition, 0)

    const drilled = await asDrill(await filed({ storeName: '演练走查店' }))
    await saveTarget('later', 0, { name: '后来的平台', enabled: false })
    const never = { ...range, target: 'later', what: 'never_told' }
    assert.equal((await post('/deliveries/resend', never)).status, 409)
    await saveTarget('later', 1, { name: '后来的平台' })
    const both = await counts(never)
    assert.equal(both.reduce((sum, count) => sum + count), (await all('later')).length)
    await allTaken(number, 'later')
    assert.lengthOf(await told(drilled.number, 'later'), 0)
    assert.deepEqual(await counts(never), [0, 0])
  })

  test('a report put right by its writer takes the place of the refused one, however often it is refused', async ({ assert }) => {
    await saveTarget('emergency', 0, { kind: 'emergency', name: '应急平台', codes: {}, options: { plainHttp: true, dutyPhone: '0731-84000000' } })
    refuse('emergency/reports')
    const before = `${new Date(Date.now() + 8 * 3_600_000 - 60_000).toISOString().slice(0, 19)}+08:00`
    const event = expectStatus(await post<{ id: string; number: string }>('/events', {
      channel: 'grid', subtype: 'AQ01', level: 'normal', town: 'street_xingsha', address: '开元路示例 1 号', longitude: 113.08, latitude: 28.24, description: '井盖缺失，有人坠落。',
    }, undefined, 'street_xingsha_grid'), 201, 'report')
    expectStatus(await post(`/events/${event.id}/emergency`, { incidentType: 'utility', occurredAt: before, receivedAt: before }, undefined, 'center_duty1'), 200, 'open')
    const { emergency } = await county.get<{ emergency: { id: string } }>('center_duty1', `/events/${event.id}`)
    const write = async (element: string, answered: object) => {
      await county.complete('center_duty1', emergency.id, element, answered)
      await county.complete('center_chief', emergency.id, 'issue', { outcome: 'issue' })
    }
    await write('write_first', { outcome: 'submit' })
    const editions = async () => (await told(event.number, 'emergency')).map(({ edition, status }) => `${edition} ${status}`).toSorted()
    const reads = (expected: readonly string[]) => eventually(`the editions to be ${expected.join(', ')}`, async () => (await editions()).join() === expected.join())
    await reads(['0 rejected'])
    await write('write_next', { outcome: 'correct', values: { situation: '井盖缺失，一人坠落，已救出。' } })
    await reads(['0 skipped', '1 rejected'])
    above.behave = () => 'accept'
    await write('write_next', { outcome: 'correct', values: { situation: '井盖缺失，一人坠落，已送医。' } })
    await reads(['0 skipped', '1 skipped', '2 accepted'])
    const sent = above.of(event.number).filter(({ schema }) => schema === 'emergency/reports')
    assert.equal(new Set(sent.map(({ messageId }) => messageId)).size, 3)
    assert.include(sent.at(-1)!.text, '已送医')
    // what was taken stays: a correction of it is told by the next report
    await write('write_next', { outcome: 'correct', values: { situation: '已送医，无生命危险。' } })
    assert.deepEqual(await editions(), ['0 skipped', '1 skipped', '2 accepted'])
  })

  test('nobody but those who keep the exchange running acts on it, and at rest nobody reads what it says', async ({ assert }) => {
    const [one] = await all('province')
    for (const username of ['center_supervisor', 'fire_handler', 'window1', 'screen1']) {
      for (const [path, body] of [[`/deliveries/${one!.id}/skip`, { reason: '试试' }], [`/deliveries/${one!.id}/retry`], [`/deliveries/${one!.id}/resend-corrected`], ['/deliveries/resend', { target: 'province', from: '2026-11-01', to: '2026-11-02', what: 'all', reason: '试试' }]] as const) {
        assert.equal((await post(path, body, undefined, username)).status, 403, `${username} ${path}`)
      }
      assert.equal((await (await county.as(username)).get(`/deliveries/${one!.id}/skip-preview`)).status, 403)
    }
    for (const [act, body] of [['skip', { reason: '试试' }], ['retry'], ['resend-corrected']] as const) assert.equal((await post(`/deliveries/nothing/${act}`, body)).status, 404, act)
    const database = await openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
    const rows = (await database.all('select fact, message from deliveries')).map((row) => `${String(row.fact)} ${String(row.message)}`)
    await database.close()
    assert.isAbove(rows.length, STAGES)
    for (const row of rows) assert.isTrue(row.startsWith('"sealed:') && !row.includes(APPLICATION.applicantName as string) && !row.includes(APPLICATION.applicantIdNumber as string))
    assert.isTrue(above.arrived.some(({ text }) => text.includes(APPLICATION.applicantName as string)), 'the platform reads them')
  })
})
