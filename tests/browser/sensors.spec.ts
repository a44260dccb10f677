import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { createApiClient, type ApiClient } from '#tests/http/api_client'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { isNarrow } from './support/report_on_page.js'
import { seriousFaults } from './support/serious_faults.js'

/** Forty characters. */
const LONG_NAME = '湖南省长沙县黄花镇临空经济示范区机场口岸国际物流园东门外雨污分流排水管网检查井井盖'
const DEVICE = {
  source: 'nb', kind: 'manhole', address: '星沙大道与开元路交叉口西侧人行道', town: 'street_xingsha', grid: null, longitude: 113.08, latitude: 28.2459, owner: 'urban', parent: null, area: '星沙大道',
  offlineAfterSeconds: 86_400, enabled: true, drill: false,
}

test.group('browser: sensors', (group) => {
  let desk: Desk
  let chief: ApiClient
  let device: ApiClient
  group.setup(async () => {
    desk = await openDesk()
    chief = await desk.server.client('center_chief')
    await chief.post('/devices', { ...DEVICE, deviceId: 'JG-000001', name: LONG_NAME })
    const { body } = await chief.post<{ identity: string; secret: string }>('/devices/nb/JG-000001/secret')
    device = createApiClient(desk.server.url, '', '', { authorization: `Bearer ${body.identity}:${body.secret}` })
    const nowMs = Date.now()
    await device.post('/alarms', [...Array(40).keys()].map((n) => ({ messageId: `p${n}`, at: nowMs - (60 - n) * 60_000, values: { tilt: n === 20 ? 33 : 2 + (n % 5), battery: 90 - n / 4 } })))
    await device.post('/alarms', [{ values: { 'a b': 1 } }, { deviceId: 'JG-000009', values: {} }])
    return () => desk.close()
  })

  const all = async (page: Page, name: string, assert: { deepEqual(one: unknown, other: unknown, message?: string): void; isTrue(is: boolean, message?: string): void }, width: number): Promise<void> => {
    await keepPicture(page, `sensors_${name}_${width}`)
    assert.isTrue(await isNarrow(page, width), `${name} is wider than ${width}`)
    // a word that fades out is paler than it may be
    await page.locator('.el-message').first().waitFor({ state: 'detached' })
    assert.deepEqual(await seriousFaults(page), [], name)
  }

  test('a rule is written, tried on what came before, and what it raises is seen, acknowledged and closed', async ({ assert }) => {
    const page = await desk.signIn('center_chief')
    await page.goto('/sensors/rules/new')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('button', { name: '名称应填写，且不超过 60 个字。' }).click()
    assert.equal(await page.evaluate('document.activeElement.closest("label").textContent.includes("名称")'), true)
    await page.locator('.condition .fault').getByText('第 1 级的数值名应填写').waitFor()
    await page.goto('/sensors/rules/new')
    await page.getByLabel('名称', { exact: true }).fill('窨井盖倾斜')
    await page.getByLabel('报警种类').fill('试验倾斜')
    // from 持续一段时间 to the limit alone: what is past lasted one reading
    await page.locator('.condition .type').first().click()
    await page.getByRole('option', { name: '高于或低于限值' }).click()
    await page.getByLabel('数值名，如 tilt').fill('tilt')
    await page.getByLabel('高于').fill('15')
    await page.getByLabel('高于').press('Tab')
    await page.getByRole('button', { name: '试算' }).click()
    await page.getByText('会报 1 次').waitFor()
    await all(page, 'rule', assert, 1280)
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText('第 1 版').waitFor()

    const id = new URL(page.url()).pathname.split('/').at(-1)!
    const { body: kept } = await chief.get<{ rules: Record<string, unknown>[] }>('/alarm-rules')
    const { id: _id, version, deviceKindNames: _names, changedAt: _at, changedByName: _by, ...values } = kept.rules.find((one) => one.id === id)!
    assert.equal(version, 1)
    assert.equal((await chief.put(`/alarm-rules/${id}`, { ...values, reopenMs: 60_000 })).status, 200)
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText(/这条规则已由班行远（第 2 版）改过/).waitFor()
    await page.getByRole('button', { name: '以我填的为准，保存' }).click()
    await page.getByText('第 3 版').waitFor()

    await device.post('/alarms', { messageId: 'now', values: { tilt: 41.5, battery: 80 } })
    await page.goto('/sensors/alarms')
    const row = page.getByRole('row', { name: /窨井盖倾斜/ })
    await row.getByRole('button', { name: '确认' }).click()
    await row.getByText('班行远 已确认').waitFor()
    await all(page, 'alarms', assert, 1280)
    await row.getByRole('link', { name: '窨井盖倾斜' }).click()
    await page.getByText('没有立案').waitFor()
    await all(page, 'alarm', assert, 1280)
    await page.getByRole('button', { name: '关闭报警' }).click()
    await page.getByLabel('理由').fill('现场核实为车辆碾压')
    await page.getByRole('dialog').getByRole('button', { name: '关闭报警' }).click()
    await page.getByText('班行远 关闭').waitFor()
    assert.deepEqual(desk.faults(), [])
  })

  test('a list of devices is tried before it is written', async ({ assert }) => {
    const page = await desk.signIn('center_chief')
    await page.goto('/sensors/devices')
    await page.getByRole('button', { name: '批量导入' }).click()
    const file = ['来源,设备编号,类型,名称,镇街,责任单位', 'nb,JG-000002,井盖,东四路井盖,星沙街道,城管局', 'nb,JG-000003,井盖,,火星镇,城管局'].join('\r\n')
    await page.getByLabel('文件').setInputFiles({ name: '设备.csv', mimeType: 'text/csv', buffer: Buffer.from(file) })
    await page.getByText('将新增 1 台').waitFor()
    await all(page, 'import', assert, 1280)
    await page.getByRole('button', { name: '略过错行，写入其余' }).click()
    await page.getByText('已新增 1 台').waitFor()
    await page.getByRole('dialog').getByRole('button', { name: '关闭', exact: true }).click()
    await page.getByRole('link', { name: '东四路井盖' }).waitFor()
    assert.deepEqual(desk.faults(), [])
  })

  test('every page stands on a desk and on a phone, empty or full', async ({ assert }) => {
    const screens: readonly (readonly [name: string, path: string, shows: string])[] = [
      ['devices', '/sensors/devices', 'tbody tr'], ['devices_empty', '/sensors/devices?q=没有', '.empty'], ['device', '/sensors/devices/nb/JG-000001', '.charts'], ['alarms', '/sensors/alarms?phase=all', 'tbody tr'],
      ['rules', '/sensors/rules', 'tbody tr'], ['rule_new', '/sensors/rules/new', '.condition'], ['silences', '/sensors/silences', '.empty'], ['platforms', '/sensors/platforms', '.panel'],
      ['dead', '/sensors/dead-letters', '.empty'], ['refused', '/sensors/refused', '.stack tbody tr'], ['refused_empty', '/sensors/refused?device=nb/none', '.empty'],
    ]
    for (const width of ['phone', 'desk'] as const) {
      const page = await desk.signIn('center_chief', width)
      for (const [name, path, shows] of screens) {
        await page.goto(path)
        await page.locator(shows).first().waitFor()
        await all(page, name, assert, width === 'phone' ? 390 : 1280)
      }
    }
    assert.deepEqual(desk.faults(), [])
  })

  test('the menu shows to each what is his', async ({ assert }) => {
    const entries = async (username: string): Promise<string[]> => {
      const page = await desk.signIn(username)
      await page.locator('nav .entry').first().waitFor()
      return (await page.locator('nav .entry[href^="/sensors"]').allTextContents()).map((text) => text.trim())
    }
    assert.deepEqual(await entries('urban_handler'), ['实时报警', '感知设备', '报警规则', '静默', '被拒绝的来报'])
    assert.deepEqual(await entries('sysadmin'), ['感知设备', '上报平台', '报警规则', '报警死信', '被拒绝的来报'])
    assert.deepEqual(await entries('window1'), [])
  })
})
