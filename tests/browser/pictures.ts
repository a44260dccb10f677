/**
 * Pictures of the pages of 物联感知, 对接, 通知 and 统一身份认证, to be looked at: each empty, and full with names of forty characters, at four widths, dark once, English once.
 * `node --import ./adapters/bootstrap/bin/typescript.mjs tests/browser/pictures.ts [part of a name …]` with built pages; into var/screenshots/gallery, a line for every fault.
 */
import type { Page } from 'playwright-core'
import { createApiClient } from '#tests/http/api_client'
import { openOutside, type OutsideDatabase } from '#tests/storage/outside_database'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { pageFaults } from './support/page_faults.js'
import { seriousFaults } from './support/serious_faults.js'
import { isSettled } from './support/settled.js'

const LONG = '湖南省长沙县黄花镇临空经济示范区机场口岸国际物流园东门外雨污分流排水管网检查井井盖'
const WIDTHS = [390, 1280, 1440, 1920] as const
const MINUTE_MS = 60_000

interface Screen { name: string; path: string; shows: string; by?: string }

const SCREENS: readonly Screen[] = [
  { name: 'devices', path: '/sensors/devices', shows: '.panel' }, { name: 'device', path: '/sensors/devices/nb/JG-001', shows: '.panel' },
  { name: 'rules', path: '/sensors/rules', shows: '.panel' }, { name: 'rule', path: '/sensors/rules/new', shows: '.condition' }, { name: 'alarms', path: '/sensors/alarms?phase=all', shows: '.panel' },
  { name: 'silences', path: '/sensors/silences', shows: '.panel' }, { name: 'platforms', path: '/sensors/platforms', shows: '.panel' }, { name: 'dead_alarms', path: '/sensors/dead-letters', shows: '.panel' },
  { name: 'refused', path: '/sensors/refused', shows: '.panel' }, { name: 'targets', path: '/operations/targets', shows: '.panel', by: 'sysadmin' },
  { name: 'deliveries', path: '/operations/deliveries', shows: '.panel', by: 'sysadmin' }, { name: 'dead_letters', path: '/operations/deliveries?trouble=true', shows: '.panel', by: 'sysadmin' },
  { name: 'reconciliation', path: '/operations/reconciliation', shows: '.panel', by: 'sysadmin' }, { name: 'inbound', path: '/operations/inbound', shows: '.panel', by: 'sysadmin' },
  { name: 'clients', path: '/operations/inbound?shown=clients', shows: '.panel', by: 'sysadmin' }, { name: 'notices', path: '/notices', shows: '.panel' },
  { name: 'notice_settings', path: '/notices/settings', shows: '.panel' }, { name: 'notice_channels', path: '/admin/notices', shows: '.panel', by: 'sysadmin' },
  { name: 'identity', path: '/admin/identity', shows: '.panel', by: 'sysadmin' },
]

const wanted = process.argv.slice(2)
const screens = SCREENS.filter(({ name }) => wanted.length === 0 || wanted.some((part) => name.includes(part)))
const faults: string[] = []
const desk = await openDesk()
try {
  const people = new Map<string, Page>()
  for (const by of new Set(screens.map((screen) => screen.by ?? 'center_chief'))) people.set(by, await desk.signIn(by))
  const look = async (name: string, { path, shows, by = 'center_chief' }: Screen, widths: readonly number[]): Promise<void> => {
    const page = people.get(by)!
    await page.goto(path)
    await page.locator(shows).first().waitFor()
    await isSettled(page)
    for (const width of widths) {
      await page.setViewportSize({ width, height: width < 700 ? 1_400 : 1_000 })
      await keepPicture(page, `gallery/${name}_${width}`)
      faults.push(...(await pageFaults(page)).map((fault) => `${name} ${width}: ${fault}`))
      if (width === 390 || width === 1280) faults.push(...(await seriousFaults(page)).map((fault) => `${name} ${width}: ${fault}`))
    }
  }
  for (const screen of screens) if (!/^(?:device|rule)$/.test(screen.name)) await look(`${screen.name}_empty`, screen, [390, 1280])
  await fill(desk)
  for (const screen of screens) await look(screen.name, screen, WIDTHS)
  for (const [suffix, liked] of [['dark', { theme: 'dark', locale: 'zh-CN' }], ['en', { theme: 'light', locale: 'en' }]] as const) {
    for (const page of people.values()) await page.evaluate(`localStorage.setItem('xingliu.appearance', ${JSON.stringify(JSON.stringify({ text: 'normal', navigation: 'wide', ...liked }))})`)
    for (const screen of screens) await look(`${screen.name}_${suffix}`, screen, [1280])
    if (suffix === 'en') for (const screen of screens) await tellChinese(people.get(screen.by ?? 'center_chief')!, screen)
  }
} finally {
  await desk.close()
}
for (const fault of [...faults, ...desk.faults()]) console.log(fault)
console.log(`${screens.length} pages, ${faults.length} faults`)

/** In English what the pages themselves say has no Chinese; data keeps its own. */
async function tellChinese(page: Page, { name, path }: Screen): Promise<void> {
  await page.goto(path)
  await isSettled(page)
  const words = await page.evaluate<string[]>(`[...document.querySelectorAll('main h1, main h2, main th, main label, main button, main .soft, nav a, main [placeholder]')]
    .flatMap((element) => [element.textContent ?? '', element.getAttribute('placeholder') ?? '', element.getAttribute('title') ?? '']).filter((text) => /[\\u4e00-\\u9fff]/.test(text))`)
  for (const text of new Set(words)) console.log(`${name} en: ${text.trim().slice(0, 120)}`)
}

async function fill({ server }: Desk): Promise<void> {
  const chief = await server.client('center_chief')
  const must = (answer: { status: number; text: string }): void => {
    if (answer.status >= 300) throw new Error(answer.text)
  }
  const device = {
    source: 'nb', kind: 'manhole', address: `${LONG}西侧人行道`, town: 'street_xingsha', grid: null, longitude: 113.08, latitude: 28.2459, owner: 'urban', parent: null, area: '星沙大道',
    offlineAfterSeconds: 86_400, enabled: true, drill: false,
  }
  for (let n = 1; n <= 60; n += 1) must(await chief.post('/devices', { ...device, deviceId: `JG-${String(n).padStart(3, '0')}`, name: n % 3 === 0 ? LONG : `开元路 ${n} 号井盖`, enabled: n % 9 !== 0 }))
  must(await chief.put('/device-platforms/nb', { name: LONG, owner: 'urban', enabled: true }))
  const { body } = await chief.post<{ identity: string; secret: string }>('/device-platforms/nb/secret')
  const platform = createApiClient(server.url, '', '', { authorization: `Bearer ${body.identity}:${body.secret}` })
  const rule = {
    name: LONG, kind: '试验倾斜', enabled: true, deviceKinds: ['manhole'], devices: [], inhibitsChildren: false, reopenMs: 60_000, business: null,
    levels: [{ severity: 'critical', when: { type: 'threshold', value: 'tilt', above: 15, below: null, margin: 3, averageMs: null } }],
  }
  must(await chief.post('/alarm-rules', rule))
  const nowMs = Date.now()
  must(await platform.post('/alarms', [...Array(40).keys()].map((n) => ({ deviceId: 'JG-001', messageId: `r${n}`, at: nowMs - (60 - n) * MINUTE_MS, values: { tilt: 2 + (n % 5), battery: 90 - n / 4 } }))))
  must(await platform.post('/alarms', [...Array(30).keys()].map((n) => ({ deviceId: `JG-${String(n + 1).padStart(3, '0')}`, values: { tilt: 20 + n, battery: 50 } }))))
  must(await platform.post('/alarms', [...Array(25).keys()].map((n) => (n % 2 ? { deviceId: `unknown-${n}`, values: {} } : { deviceId: 'JG-003', values: { 'a b': 1 } }))))
  for (const covers of [{ devices: ['nb/JG-001', 'nb/JG-003'] }, { devices: [], deviceKinds: ['manhole', 'lift'], towns: ['street_xingsha'] }]) {
    must(await chief.post('/silences', { reason: `检修：${LONG}`, until: new Date(nowMs + 4 * 60 * MINUTE_MS).toISOString(), deviceKinds: [], alarmKinds: [], towns: [], areas: [], ...covers }))
  }
  const system = await server.client('sysadmin')
  must(await system.put('/targets/province', {
    kind: 'provincial_service', name: LONG, url: 'https://127.0.0.1:9/', appId: 'csx', algorithm: 'SM3-HMAC', encryptBody: false, secret: 's'.repeat(32), concurrency: 4, perSecond: null, window: null,
    timeoutMs: 2_000, codes: { unitCreditCode: {} }, options: {}, businesses: null, enabled: true, expectedVersion: 0, note: '联调',
  }))
  must(await system.post('/admin/api-clients', { id: 'upper', name: LONG, channels: ['province', 'hotline'], algorithms: ['HMAC-SHA256', 'SM3-HMAC'], secret: 's'.repeat(32) }))
  const database = await openOutside(server.databaseUrl ?? `${server.dataDir}/xingliu.sqlite`)
  await insertMany(database, nowMs)
  await database.close()
}

/** Rows that take a platform's trouble to come about. */
async function insertMany(database: OutsideDatabase, nowMs: number): Promise<void> {
  const put = async (table: string, row: Record<string, string | number | null>): Promise<void> => {
    const names = Object.keys(row).filter((name) => row[name] !== null)
    await database.run(`insert into ${table} (${names.join(', ')}) values (${names.map(() => '?').join(', ')})`, names.map((name) => row[name]!))
  }
  const STATUSES = ['accepted', 'confirmed', 'rejected', 'dead', 'sent', 'skipped']
  for (let n = 0; n < 60; n += 1) {
    const status = STATUSES[n % STATUSES.length]!
    const wrong = status === 'rejected' || status === 'dead'
    await put('deliveries', {
      id: `d${String(n).padStart(4, '0')}`, target: 'province', order_key: `k${n}`, seq: 1, edition: 1, kind: n % 2 ? 'acceptance' : 'completion', schema_version: 1, mapping_version: '1.0', case_key: `k${n}`,
      number: `430121-2026-${String(n).padStart(6, '0')}`, business: 'restaurant', fact: '{}', status, attempts: 1 + (n % 7), next_attempt_at_ms: nowMs, fence: 0,
      code: wrong ? '4007' : null, reason: wrong ? '实施编码与申请信息不一致：受理信息中的实施编码应与申请信息相同。请核对事项清单中的编码后再推送。' : null, created_at_ms: nowMs - n * MINUTE_MS, sent_at_ms: nowMs - n * MINUTE_MS, settled_at_ms: nowMs,
    })
  }
  const CHANNELS = ['province', 'hotline', 'city-brain']
  const INBOUND = ['taken', 'refused', 'held', 'waiting']
  for (let n = 0; n < 40; n += 1) {
    const status = INBOUND[n % INBOUND.length]!
    await put('inbound_messages', {
      id: `m${String(n).padStart(4, '0')}`, channel: CHANNELS[n % 3]!, object_key: `o${n}`, upper_id: `4301210000${String(n).padStart(20, '0')}`, kind: n % 2 ? 'ticket' : 'application', slot: 'original', ordinal: 1, message_id: `x${n}`,
      data_hash: 'h', status, reason_code: status === 'refused' ? 'R06' : null, reason: status === 'refused' ? '联系电话应为 11 位手机号或带区号的固定电话。' : null, field: status === 'refused' ? 'contactPhone' : null,
      number: status === 'taken' ? `430121-2026-${n}` : null, client_id: 'upper', received_at_ms: nowMs - n * MINUTE_MS, attempts: 0, retry_at_ms: nowMs + 86_400_000, data: '{}',
    })
  }
  for (const code of ['R01', 'R02', 'R04']) await put('inbound_turned_away', { day: new Intl.DateTimeFormat('sv-SE', { timeZone: 'Asia/Shanghai' }).format(nowMs), channel: 'province', code, count: 17 })
  const [alarm] = await database.all('select id from alarms limit 1')
  if (alarm) {
    await put('alarm_actions', {
      id: `${String(alarm.id)}:dead`, alarm_id: String(alarm.id), type: 'start', state: 'dead', due_at_ms: nowMs, attempts: 9, created_at_ms: nowMs, wanted_at_ms: nowMs,
      error: '业务“五零事件”没有已发布的版本。请流程设计员发布后重试，或在报警规则中另选业务。',
    })
  }
}
