import { setTimeout as delay } from 'node:timers/promises'
import { test } from '@japa/runner'
import writeXlsxFile from 'write-excel-file/node'
import type { ApiAnswer, ApiClient } from './api_client.js'
import { createApiClient } from './api_client.js'
import { startServer, type ServerProcess } from './server_process.js'

interface Device { source: string; deviceId: string; name: string; owner: { id: string }; mayManage: boolean; heardAt: string | null; secretAt: string | null; enabled: boolean }
interface Intake { accepted: number; duplicates: number; rejected: { index: number; code: string }[] }
interface Alarm {
  id: string; name: string; severity: string; state: string; deviceId: string; occurrences: number; hasCase: boolean; acknowledgedByName: string | null; closedAt: string | null; mayClose: boolean
  case?: { instanceId: string; isEvent: boolean } | null
  happened?: { type: string; text: string }[]
}
interface Refused { code: string; line: string; count: number; digest: string }
interface Import { applied: boolean; counts: Record<'added' | 'changed' | 'same' | 'wrong', number>; lines: { line: number; device: string; outcome: string; notes: string[] }[] }

const TOWN = 'street_xingsha'
const COVER = {
  kind: 'manhole', name: '星沙大道开元路口雨水井盖', address: '星沙大道与开元路口', town: TOWN, grid: null, longitude: 113.08, latitude: 28.2459, owner: 'urban', parent: null,
  area: '星沙大道', offlineAfterSeconds: 86_400, enabled: true, drill: false,
}
const TILT_RULE = {
  name: '试验倾斜', kind: '试验倾斜', enabled: true, deviceKinds: ['manhole'], devices: [], inhibitsChildren: false, reopenMs: 60_000,
  levels: [{ severity: 'critical', when: { type: 'threshold', value: 'tilt', above: 15, below: null, margin: 3, averageMs: null } }],
  business: {
    definitionKey: 'five_zero_event', form: 'report', urgent: true,
    variables: { channel: 'sensor', subtype: 'AQ01', level: 'normal', town: '=device.town', address: '=device.address', description: '="井盖倾斜 " + string(values.tilt) + " 度"', longitude: '=device.longitude', latitude: '=device.latitude' },
  },
}
const TITLES = ['来源', '设备编号', '类型', '名称', '镇街', '责任单位', '经度', '纬度', '离线时限（分钟）']

/** A guard against hanging, no measure. */
const LIMIT_MS = 60_000

test.group('Sensors over HTTP', (group) => {
  let server: ServerProcess
  let chief: ApiClient
  let system: ApiClient
  let urban: ApiClient
  let water: ApiClient

  group.setup(async () => {
    server = await startServer()
    ;[chief, system, urban, water] = await Promise.all(['center_chief', 'sysadmin', 'urban_handler', 'water_supply_handler'].map((name) => server.client(name))) as [ApiClient, ApiClient, ApiClient, ApiClient]
  })
  group.teardown(() => server.stop())

  const sender = (credentials: string): ApiClient => createApiClient(server.url, '', '', { authorization: `Bearer ${credentials}` })
  const register = async (deviceId: string, change: Record<string, unknown> = {}): Promise<string> => {
    const made = await chief.post('/devices', { source: 'nb', deviceId, ...COVER, ...change })
    if (made.status !== 201) throw new Error(made.text)
    const { body } = await chief.post<{ identity: string; secret: string }>(`/devices/nb/${deviceId}/secret`)
    return `${body.identity}:${body.secret}`
  }
  const until = async <T>(look: () => Promise<T | null | undefined | false>, what: string): Promise<T> => {
    for (const end = Date.now() + LIMIT_MS; Date.now() < end; await delay(100)) {
      const found = await look()
      if (found) return found
    }
    throw new Error(`Expected within ${LIMIT_MS / 1000} s: ${what}.`)
  }
  const importFile = (client: ApiClient, bytes: Uint8Array | string, fields: Record<string, string>): Promise<ApiAnswer<Import>> => {
    const form = new FormData()
    for (const [name, value] of Object.entries(fields)) form.append(name, value)
    form.append('file', new Blob([typeof bytes === 'string' ? bytes : new Uint8Array(bytes)]), 'devices.csv')
    return client.send('POST', '/devices/import', { body: form })
  }
  const alarmsOf = async (client: ApiClient, deviceId: string): Promise<Alarm[]> => (await client.get<{ data: Alarm[] }>(`/alarms?phase=all&device=nb/${deviceId}`)).body.data

  test('a device is registered, found, changed and seen by those whose it is', async ({ assert }) => {
    const credentials = await register('a1')
    assert.match(credentials, /^nb\/a1:[\w-]{32}$/)
    assert.equal((await chief.post('/devices', { source: 'nb', deviceId: 'a1', ...COVER })).status, 409)
    const { body } = await urban.get<Device>('/devices/nb/a1')
    assert.deepInclude(body, { name: COVER.name, mayManage: false, heardAt: null })
    assert.equal((await water.get('/devices/nb/a1')).status, 404)
    assert.deepEqual((await water.get<{ data: Device[] }>('/devices')).body.data, [])
    assert.equal((await urban.put('/devices/nb/a1', COVER)).status, 403)
    assert.isTrue((await system.get<Device>('/devices/nb/a1')).body.mayManage)
    const wrong = await chief.put<{ errors: { path: string }[] }>('/devices/nb/a1', { ...COVER, town: 'urban', latitude: null, parent: 'nb/a1' })
    assert.equal(wrong.status, 422)
    assert.sameMembers(wrong.body.errors.map(({ path }) => path), ['town', 'latitude', 'parent'])
    assert.deepEqual((await urban.get<{ data: Device[] }>('/devices?q=开元路口')).body.data.map(({ deviceId }) => deviceId), ['a1'])
    assert.notInclude(JSON.stringify(await chief.get('/devices')), credentials.split(':')[1]!)
  })

  test('a list is tried first, told line by line, and written once', async ({ assert }) => {
    const line = (id: string, ...rest: string[]): string => ['nb', id, '井盖', `${id} 号井盖`, '星沙街道', '城管局', ...rest].join(',')
    const file = [TITLES.join(','), line('i1', '113.08', '28.24', '60'), line('i2', '28.24', '113.08', ''), line('i1'), 'nb,i3,井盖,,泉塘街道,没有这个局,,,', line('i4')].join('\r\n')
    const tried = await importFile(chief, file, { dryRun: 'true' })
    assert.equal(tried.status, 200, tried.text)
    assert.deepEqual([tried.body.applied, tried.body.counts], [false, { added: 2, changed: 0, same: 0, wrong: 3 }])
    assert.deepEqual(tried.body.lines.filter(({ outcome }) => outcome === 'wrong').map((one) => one.line), [3, 4, 5])
    assert.match(tried.body.lines[0]!.notes.join(), /经度.*填反/)
    assert.equal((await chief.get('/devices/nb/i1')).status, 404)
    assert.isFalse((await importFile(chief, file, {})).body.applied)
    assert.isTrue((await importFile(chief, file, { onlyRight: 'true' })).body.applied)
    assert.equal((await chief.get('/devices/nb/i1')).status, 200)
    assert.equal((await chief.get('/devices/nb/i2')).status, 404)
    const again = await importFile(chief, [TITLES.join(','), line('i1', '113.08', '28.24', '30'), line('i4')].join('\n'), {})
    assert.deepEqual(again.body.counts, { added: 0, changed: 1, same: 1, wrong: 0 })
    assert.deepEqual(again.body.lines[0]!.notes, ['离线时限（分钟）'])
  })

  test('what Excel writes in China is read, a workbook too; a file that is none is refused in words', async ({ assert }) => {
    // 来源,设备编号,类型,名称,镇街,责任单位 / nb,g1,井盖,国标,星沙街道,城管局 in GB 18030
    const gb = Buffer.from('c0b4d4b42cc9e8b1b8b1e0bac52cc0e0d0cd2cc3fbb3c62cd5f2bdd62cd4f0c8ceb5a5cebb0d0a6e622c67312cbeaeb8c72cb9fab1ea2cd0c7c9b3bdd6b5c02cb3c7b9dcbed6', 'hex')
    const read = await importFile(chief, gb, { dryRun: 'true' })
    assert.deepEqual(read.body.counts, { added: 1, changed: 0, same: 0, wrong: 0 }, read.text)
    const cells = [TITLES, ['nb', 'x1', '井盖', '=HYPERLINK("http://x")', '星沙街道', '城管局', '113.08', '28.24', '']]
    const workbook = new Uint8Array(await writeXlsxFile([{ sheet: '设备', data: cells.map((row) => row.map((value) => ({ value, type: String }))) }]).toBuffer())
    assert.deepEqual((await importFile(chief, workbook, { dryRun: 'true' })).body.counts, { added: 1, changed: 0, same: 0, wrong: 0 })
    for (const bad of [Buffer.from('PK\x03\x04 no workbook'), Buffer.from('ff80fe81', 'hex'), 'a,b\n1,2', '']) {
      const refused = await importFile(chief, bad, { dryRun: 'true' })
      assert.equal(refused.status, 422)
    }
    assert.equal((await importFile(urban, gb, {})).status, 403)
    const exported = await chief.get('/devices/workbook?kind=manhole')
    assert.equal(exported.status, 200)
    assert.deepEqual((await importFile(chief, exported.bytes, { dryRun: 'true' })).body.counts.changed, 0)
    assert.equal((await chief.get('/devices/template')).status, 200)
  })

  test('readings come in by the secret of a device or of its platform, and by nothing else', async ({ assert }) => {
    const credentials = await register('k1')
    assert.equal((await chief.put('/device-platforms/nb', { name: '窄带物联平台', owner: 'urban', enabled: true })).status, 200)
    const { body: platform } = await chief.post<{ identity: string; secret: string }>('/device-platforms/nb/secret')
    const device = sender(credentials)
    const whole = sender(`${platform.identity}:${platform.secret}`)
    assert.deepEqual((await device.post<Intake>('/alarms', { messageId: 'm1', values: { tilt: 1 } })).body, { accepted: 1, duplicates: 0, rejected: [] })
    assert.deepEqual((await device.post<Intake>('/alarms', { messageId: 'm1', values: { tilt: 1 } })).body, { accepted: 0, duplicates: 1, rejected: [] })
    assert.equal((await device.post<Intake>('/alarms', { deviceId: 'a1', values: { tilt: 1 } })).body.rejected[0]?.code, 'E_MESSAGE_FOREIGN')
    assert.equal((await whole.post<Intake>('/alarms', { deviceId: 'a1', values: { tilt: 1 } })).body.accepted, 1)
    const batch = [...Array(1_000).keys()].map((n) => (n % 100 === 7 ? { deviceId: `unknown${n}`, values: {} } : n % 100 === 8 ? 17 : { deviceId: 'k1', messageId: `b${n}`, values: { tilt: n / 1000 } }))
    const taken = await whole.post<Intake>('/alarms', batch)
    assert.equal(taken.status, 202, taken.text)
    assert.deepEqual([taken.body.accepted, taken.body.rejected.length], [980, 20])
    assert.sameMembers([...new Set(taken.body.rejected.map(({ index }) => index % 100))], [7, 8])
    assert.equal((await whole.post('/alarms', [...batch, {}])).status, 422)
    assert.equal((await whole.post('/alarms', { deviceId: 'k1', values: { note: 'x'.repeat(1_000_001) } })).status, 413)
    for (const forged of [`nb/k1:${'x'.repeat(32)}`, credentials.slice(0, -1), credentials.replace('k1', 'a1'), `nb:${credentials.split(':')[1]}`, chief.token]) {
      assert.equal((await sender(forged).post('/alarms', { values: {} })).status, 401, forged)
    }
    assert.equal((await chief.post('/alarms', { values: {} })).status, 401)
    await chief.put('/devices/nb/k1', { ...COVER, enabled: false })
    assert.equal((await device.post('/alarms', { values: {} })).status, 401)
    const readings = await urban.get<{ data: { values: { tilt: number } }[]; next: string | null }>('/devices/nb/k1/readings?limit=200')
    assert.deepEqual([readings.body.data.length, typeof readings.body.next], [200, 'string'])
    assert.equal((await water.get('/devices/nb/k1/readings')).status, 404)
    assert.equal((await system.get('/devices/nb/k1/readings')).status, 403)
  })

  test('who guesses secrets is told to wait, and stands in the audit', async ({ assert }) => {
    const answers = await Promise.all([...Array(30).keys()].map((n) => sender(`nb/k1:guess${n}`).post('/alarms', {})))
    assert.sameMembers([...new Set(answers.map(({ status }) => status))], [401, 429])
    assert.isAbove(Number(answers.find(({ status }) => status === 429)!.headers.get('retry-after')), 0)
    const audit = await server.client('auditor')
    assert.isNotEmpty((await audit.get<{ data: unknown[] }>('/admin/audit?action=device.refused')).body.data)
  })

  test('what was refused is counted by reason and device, without its content, and seen by those whose device it is', async ({ assert }) => {
    const of = async (client: ApiClient, query = '') => (await client.get<{ data: Refused[] }>(`/refused-reports?limit=200${query}`)).body.data
    const device = sender(await register('r1'))
    assert.equal((await device.post<Intake>('/alarms', { values: { 张三: { deep: '430121199001010011' } } })).body.rejected.length, 1)
    assert.include([401, 429], (await sender(`nb/r1:${'x'.repeat(32)}`).post('/alarms', { values: {} })).status)
    assert.equal((await device.send('POST', '/alarms', { body: '{not json', headers: { 'content-type': 'application/json' } })).status, 400)
    const rows = await until(async () => {
      const found = await of(urban, '&device=nb/r1')
      return found.length === 3 && found
    }, 'three reasons')
    assert.sameMembers(rows.map(({ code, line, count }) => `${line} ${code} ${count}`), ['http E_MESSAGE_VALUES 1', 'http E_LINE_PASSWORD 1', 'http E_JSON 1'])
    assert.match(rows.find(({ code }) => code === 'E_MESSAGE_VALUES')!.digest, /^[0-9a-f]{64}$/)
    assert.notMatch(JSON.stringify(rows), /张三|4301211990/)
    assert.deepEqual(await of(water), [])
    const { total, codes } = (await system.get<{ total: number; codes: { name: string; count: number }[] }>('/refused-reports/summary')).body
    assert.isAbove(codes.find(({ name }) => name === 'E_DEVICE_UNKNOWN')!.count, 9)
    assert.equal(codes.reduce((sum, { count }) => sum + count, 0), total)
    assert.isAbove((await of(system, '&code=E_DEVICE_UNKNOWN')).length, 9)
    assert.equal((await system.get('/refused-reports?days=91')).status, 422)
    const { bytes } = await urban.send('GET', '/refused-reports/workbook')
    assert.equal(new TextDecoder().decode(bytes.subarray(0, 2)), 'PK')
  })

  test('a rule is tried, put in force with its author, and a tilted cover becomes an event on the street’s desk', async ({ assert }) => {
    const device = sender(await register('e1'))
    await device.post('/alarms', [{ messageId: 't1', at: new Date(Date.now() - 60_000).toISOString(), values: { tilt: 30 } }, { messageId: 't2', at: new Date(Date.now() - 30_000).toISOString(), values: { tilt: 2 } }])
    const span = { from: new Date(Date.now() - 3_600_000).toISOString(), to: new Date(Date.now() + 60_000).toISOString() }
    const trial = await urban.post<{ readings: number; alarms: { deviceId: string; clearedAt: string | null }[] }>('/alarm-rules/try', { rule: { ...TILT_RULE, deviceKinds: [], devices: ['nb/e1'] }, ...span })
    assert.equal(trial.status, 200, trial.text)
    assert.deepEqual([trial.body.readings, trial.body.alarms.length, trial.body.alarms[0]?.clearedAt === null], [2, 1, false])
    const wrong = await chief.post<{ errors: { path: string }[] }>('/alarm-rules', { ...TILT_RULE, levels: [{ severity: 'major', when: { type: 'all', of: [] } }] })
    assert.equal(wrong.status, 422)
    assert.equal((await chief.post('/alarm-rules', { ...TILT_RULE, business: { ...TILT_RULE.business, definitionKey: 'nothing' } })).status, 422)
    assert.equal((await urban.post('/alarm-rules', TILT_RULE)).status, 403)
    const made = await chief.post<{ id: string }>('/alarm-rules', TILT_RULE)
    assert.equal(made.status, 201, made.text)
    await chief.put(`/alarm-rules/${made.body.id}`, { ...TILT_RULE, name: '试验倾斜（加强）' })
    const late = await chief.send('PUT', `/alarm-rules/${made.body.id}`, { body: JSON.stringify({ ...TILT_RULE, name: '试验倾斜（旧）' }), headers: { 'content-type': 'application/json', 'if-match': '1' } })
    assert.deepEqual([late.status, (late.body as { code: string }).code], [409, 'E_RULE_CHANGED'])
    const { body: versions } = await chief.get<{ data: { version: number; changedByName: string }[] }>(`/alarm-rules/${made.body.id}/versions`)
    assert.deepEqual(versions.data.map(({ version, changedByName }) => [version, changedByName]), [[2, '班行远'], [1, '班行远']])
    assert.equal((await chief.send('DELETE', `/alarm-rules/${made.body.id}`, { headers: { 'if-match': '1' } })).status, 409)

    await device.post('/alarms', { messageId: 't3', values: { tilt: 40 } })
    const alarm = await until(async () => (await alarmsOf(urban, 'e1')).find(({ hasCase }) => hasCase), 'an alarm with a case')
    assert.deepInclude(alarm, { severity: 'critical', state: 'active', deviceId: 'e1', mayClose: false })
    const { body: detail } = await chief.get<Alarm>(`/alarms/${alarm.id}`)
    assert.isTrue(detail.case?.isEvent)
    const grid = await server.client('street_xingsha_grid')
    const event = await grid.get<{ description: string }>(`/events/${detail.case!.instanceId}`)
    assert.equal(event.status, 200, event.text)
    assert.match(event.body.description, /40/)
    const { body: ofCase } = await grid.get<{ data: Alarm[] }>(`/instances/${detail.case!.instanceId}/alarms`)
    assert.deepEqual(ofCase.data.map(({ id }) => id), [alarm.id])

    await device.post('/alarms', { messageId: 't4', values: { tilt: 1 } })
    const cleared = await until(async () => (await alarmsOf(urban, 'e1')).find(({ state }) => state === 'cleared'), 'the alarm cleared')
    assert.isNull(cleared.closedAt, 'recovered is not closed')
    assert.equal((await chief.post(`/alarms/${alarm.id}/close`, { reason: '误报' })).status, 409)
    assert.equal((await chief.delete(`/alarm-rules/${made.body.id}`)).status, 204)
    assert.equal((await chief.delete(`/alarm-rules/${made.body.id}`)).status, 404)
  })

  test('an alarm without a case is acknowledged and closed by those whose it is, once, with a reason', async ({ assert }) => {
    const device = sender(await register('c1'))
    const made = await chief.post<{ id: string }>('/alarm-rules', { ...TILT_RULE, name: '只报警', kind: '只报警', deviceKinds: [], devices: ['nb/c1'], business: null })
    await device.post('/alarms', { messageId: 'c1', values: { tilt: 40 } })
    const alarm = await until(async () => (await alarmsOf(urban, 'c1'))[0], 'an alarm')
    assert.equal((await water.get(`/alarms/${alarm.id}`)).status, 404)
    assert.equal((await water.post(`/alarms/${alarm.id}/acknowledge`, {})).status, 404)
    assert.equal((await system.get(`/alarms/${alarm.id}`)).status, 403)
    assert.isAbove((await urban.get<{ critical: number }>('/alarms/counts')).body.critical, 0)
    const both = await Promise.all([urban.post(`/alarms/${alarm.id}/acknowledge`, {}), chief.post(`/alarms/${alarm.id}/acknowledge`, {})])
    assert.sameMembers(both.map(({ status }) => status), [200, 409])
    assert.equal((await urban.post(`/alarms/${alarm.id}/close`, {})).status, 422)
    const closed = await urban.post<Alarm>(`/alarms/${alarm.id}/close`, { reason: '现场核实为误报' })
    assert.equal(closed.status, 200, closed.text)
    assert.isNotNull(closed.body.closedAt)
    assert.include(closed.body.happened!.map(({ type }) => type), 'closed')
    assert.equal((await urban.post(`/alarms/${alarm.id}/close`, { reason: '再关' })).status, 409)
    await chief.delete(`/alarm-rules/${made.body.id}`)
  })

  test('a silence names what it covers, has an end, and a unit silences its own devices only', async ({ assert }) => {
    await register('s1')
    const silence = (client: ApiClient, change: Record<string, unknown>) =>
      client.post<{ id: string; state: string; mayEnd: boolean }>('/silences', {
        reason: '管网检修', until: new Date(Date.now() + 3_600_000).toISOString(), devices: [], deviceKinds: [], alarmKinds: [], towns: [], areas: [], ...change,
      })
    assert.equal((await silence(chief, {})).status, 422)
    assert.equal((await silence(chief, { towns: [TOWN], until: new Date(Date.now() - 1).toISOString() })).status, 422)
    assert.equal((await silence(chief, { towns: [TOWN], until: new Date(Date.now() + 40 * 86_400_000).toISOString() })).status, 422)
    assert.equal((await silence(urban, { towns: [TOWN] })).status, 422)
    assert.equal((await silence(water, { devices: ['nb/s1'] })).status, 422)
    const made = await silence(urban, { devices: ['nb/s1'] })
    assert.equal(made.status, 201, made.text)
    assert.deepInclude(made.body, { state: 'active', mayEnd: true })
    assert.equal((await water.post(`/silences/${made.body.id}/end`, {})).status, 403)
    assert.equal((await chief.post<{ state: string }>(`/silences/${made.body.id}/end`, {})).body.state, 'ended')
    assert.include([404, 409], (await chief.post(`/silences/${made.body.id}/end`, {})).status)
  })

  test('a unit sees the silences that cover its devices, whoever set them, ended ones too, and no others', async ({ assert }) => {
    await register('s2')
    await register('s3', { owner: 'water_supply', town: 'street_quantang', kind: 'pipe', area: null })
    const make = async (client: ApiClient, covers: Record<string, unknown>): Promise<string> => {
      const { status, body, text } = await client.post<{ id: string }>('/silences', {
        reason: '检修', until: new Date(Date.now() + 3_600_000).toISOString(), devices: [], deviceKinds: [], alarmKinds: [], towns: [], areas: [], ...covers,
      })
      if (status !== 201) throw new Error(text)
      return body.id
    }
    const own = await make(urban, { devices: ['nb/s2'] })
    const [named, byTown, byKind] = [await make(chief, { devices: ['nb/s2'] }), await make(chief, { towns: [TOWN] }), await make(chief, { deviceKinds: ['pipe'] })]
    const neither = await make(chief, { towns: [TOWN], deviceKinds: ['pipe'] })
    const ids = [own, named, byTown, byKind, neither]
    for (const id of [own, byKind]) assert.equal((await chief.post(`/silences/${id}/end`, {})).status, 200)
    const seenBy = async (client: ApiClient) => (await client.get<{ data: { id: string }[] }>('/silences')).body.data.map(({ id }) => id).filter((id) => ids.includes(id))
    assert.sameMembers(await seenBy(urban), [own, named, byTown])
    assert.sameMembers(await seenBy(water), [byKind])
    assert.sameMembers(await seenBy(chief), ids)
  })

  test('dead letters are the command centre’s; there are none to retry twice', async ({ assert }) => {
    assert.deepEqual((await chief.get<{ data: unknown[] }>('/alarm-actions')).body.data, [])
    assert.equal((await chief.post('/alarm-actions/nothing/retry', {})).status, 409)
    assert.equal((await urban.get('/alarm-actions')).status, 403)
  })
})
