import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { solve } from '#tests/http/public_area'
import { eventually } from '#tests/walks/support/county'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
const PHOTO = { name: '现场.png', mimeType: 'image/png', buffer: PNG }

async function answerCaptcha(page: Page): Promise<void> {
  await page.getByRole('button', { name: '看不清，改用算式' }).click()
  const question = page.getByText(/等于几/)
  await question.waitFor()
  await page.getByLabel(/等于几/).fill(solve((await question.textContent()) ?? ''))
}

async function fillReport(page: Page, address: string): Promise<void> {
  await page.getByLabel('露天烧东西').check()
  await page.getByLabel('从相册选').setInputFiles(PHOTO)
  await page.getByAltText('照片 1').waitFor()
  await page.getByLabel('街镇').selectOption('street_xingsha')
  await page.getByLabel(/^具体地点/).fill(address)
  await page.getByLabel('怎么回事').fill('路边焚烧落叶，有浓烟。')
}

const isNarrow = async (page: Page, width: number): Promise<boolean> => (await page.evaluate<number>('document.documentElement.scrollWidth')) <= width

test.group('browser: 随手拍 and the phone', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk({ clock: '2026-11-23T09:00:00+08:00' })
    return () => desk.close()
  })
  group.each.timeout(600_000)

  /** One task on a page of the phone, claimed first where nobody has it. */
  async function work(page: Page, username: string, instanceId: string, element: string, outcome: string, fill: (page: Page) => Promise<void> = async () => undefined): Promise<void> {
    const { id } = await desk.county.task(username, instanceId, element)
    await page.goto(`/m/tasks/${encodeURIComponent(id)}`)
    const claim = page.getByRole('button', { name: '签收', exact: true })
    const choice = page.locator('label.outcome', { hasText: new RegExp(`^\\s*${outcome}\\s*$`) })
    await claim.or(choice).first().waitFor()
    if (await claim.isVisible()) await claim.click()
    await choice.click()
    await fill(page)
    await page.getByRole('button', { name: '提交' }).click()
    await page.getByText(/^已提交/).waitFor()
  }

  test('an event from 随手拍, merged with a 12345 ticket, is closed after one 返工; its reporter reads the answer and his points', async ({ assert }) => {
    const reporter = await desk.open('phone')
    await reporter.goto('/public/snapshot')
    await reporter.getByText('露天烧东西').waitFor()
    await keepPicture(reporter, 'snapshot_empty_390')
    await reporter.getByRole('button', { name: '提交' }).click()
    await reporter.getByRole('alert').filter({ hasText: '请选择是什么问题' }).waitFor()
    await fillReport(reporter, '开元路与望仙路交叉口东北角示例农贸市场后门')
    await reporter.getByRole('button', { name: '在地图上点' }).click()
    await keepPicture(reporter, 'snapshot_map_390')
    await reporter.getByLabel(/^手机号码/).fill('10000000001')
    await reporter.getByText(/^我知道：/).click()
    await answerCaptcha(reporter)
    assert.deepEqual(await seriousFaults(reporter), [])
    assert.isTrue(await isNarrow(reporter, 391))
    await reporter.getByRole('button', { name: '提交' }).dblclick()
    await reporter.getByRole('heading', { name: '已收到，谢谢您' }).waitFor()
    const [number = '', password = ''] = await reporter.locator('.receipt-code').allInnerTexts()
    await keepPicture(reporter, 'snapshot_receipt_390')
    const { data } = await desk.county.get<{ data: { id: string }[] }>('center_duty1', `/events?channel=snapshot`)
    assert.lengthOf(data, 1, 'pressed twice, one event')
    const id = data[0]!.id

    const hotline = await (await desk.county.as('center_duty2')).post<{ id: string }>('/events', {
      channel: 'hotline', channelNumber: '12345-示例-9', subtype: 'HJ05', town: 'street_xingsha', address: '开元路望仙路口', description: '有人焚烧落叶，浓烟很大。',
    })
    const officer = await desk.signIn('center_duty1', 'phone')
    await work(officer, 'center_duty1', hotline.body.id, 'register', '并入已有事件', async (page) => page.getByLabel('并入的事件编号').fill(number))
    await work(officer, 'center_duty1', id, 'register', '受理登记')

    const grid = await desk.signIn('street_xingsha_grid', 'phone')
    await grid.goto('/m/collect')
    await grid.getByRole('link', { name: /核实/ }).waitFor()
    await keepPicture(grid, 'phone_collect_390')
    await work(grid, 'street_xingsha_grid', id, 'verify', '属实', async (page) => page.getByLabel('核实情况').fill('有明火。'))
    await desk.county.complete('center_chief', id, 'file', { outcome: 'file' })
    await desk.county.complete('center_dispatcher', id, 'dispatch', { outcome: 'dispatch' })
    const handler = await desk.signIn('ecology_handler', 'phone')
    await handler.goto('/m/command')
    await handler.getByRole('link', { name: /签收/ }).waitFor()
    await work(handler, 'ecology_handler', id, 'sign', '签收')
    await work(handler, 'ecology_handler', id, 'handle', '处置完成', async (page) => {
      await page.getByLabel('处置情况').fill('已扑灭。')
      await page.locator('input[type=file]').first().setInputFiles(PHOTO)
      await page.getByText('现场.png').first().waitFor()
    })
    await work(grid, 'street_xingsha_grid', id, 'check', '核查不通过，返工', async (page) => {
      await page.getByLabel('核查情况').fill('余烬未清。')
      await page.getByRole('textbox', { name: /意见/ }).fill('请再处置')
    })
    await work(handler, 'ecology_handler', id, 'handle', '处置完成', async (page) => page.getByLabel('处置情况').fill('余烬已清。'))
    await work(grid, 'street_xingsha_grid', id, 'check', '核查通过', async (page) => {
      await page.getByLabel('核查情况').fill('现场干净。')
      await page.getByRole('textbox', { name: /意见/ }).fill('已清')
    })
    await work(officer, 'center_duty1', id, 'conclude', '结案', async (page) => page.getByLabel('给报告人的答复').fill('已处理，谢谢您。'))

    await officer.goto(`/m/events/${id}`)
    await officer.getByText('已结案').first().waitFor()
    assert.equal(await officer.locator('.sides figure').count(), 2, 'one photo before, one after')
    await officer.locator('.sides').scrollIntoViewIfNeeded()
    await keepPicture(officer, 'phone_event_390')
    const ended = await desk.county.get<{ reworkCount: number; ticketCount: number; verdict: string }>('center_duty1', `/events/${id}`)
    assert.deepInclude(ended, { reworkCount: 1, ticketCount: 2, verdict: 'on_time' })
    await eventually('the 12345 ticket to end with it', async () => (await desk.county.get<{ statusText: string }>('center_duty1', `/events/${hotline.body.id}`)).statusText === '随主件办结')

    await reporter.goto('/public/report')
    await reporter.getByLabel('事件编号').fill(number)
    await reporter.getByLabel('查询密码').fill(password)
    await answerCaptcha(reporter)
    await reporter.getByRole('button', { name: '查询', exact: true }).first().click()
    await reporter.getByText('已处理，谢谢您。').waitFor()
    await reporter.getByText('本件积分：10').waitFor()
    await keepPicture(reporter, 'snapshot_report_390')
    assert.deepEqual(await seriousFaults(reporter), [])
    assert.deepEqual(desk.faults(), [])
  })

  test('a report written without a network waits, outlives the page, is sent once; leaving takes everything off the phone', async ({ assert }) => {
    const page = await desk.signIn('town_huanghua_grid', 'phone')
    await page.goto('/m/collect')
    await page.evaluate('navigator.serviceWorker.ready.then(() => true)')
    await page.reload()
    await eventually('the worker to hold the page', () => page.evaluate<boolean>('navigator.serviceWorker.controller !== null'))
    await fillReport(page, '离线示例村口')
    await page.context().setOffline(true)
    await page.getByRole('button', { name: '上报' }).click()
    await page.getByText('待发送').waitFor()
    await keepPicture(page, 'phone_offline_390')
    await page.reload()
    await page.getByText('没有网络。').waitFor()
    await page.getByText('待发送').waitFor()
    await keepPicture(page, 'phone_shell_390')
    await page.context().setOffline(false)
    await page.waitForURL(/\/m\/collect$/)
    await page.getByText('已发送').waitFor()
    const list = () => desk.county.get<{ data: { address: string }[] }>('center_duty1', '/events?channel=grid')
    assert.lengthOf((await list()).data.filter(({ address }) => address === '离线示例村口'), 1)

    // An ended session keeps the draft, and the same person sends it after the password.
    await fillReport(page, '会话示例村口')
    await (await desk.county.as('town_huanghua_grid')).delete('/sessions/current')
    await page.context().clearCookies()
    await page.getByRole('button', { name: '上报' }).click()
    await page.getByText('登录已过期').waitFor()
    await page.reload().catch(() => undefined)

    const kept = await page.evaluate<string[]>(`caches.keys().then((names) => Promise.all(names.map((name) => caches.open(name).then((cache) => cache.keys())))).then((all) => all.flat().map((request) => new URL(request.url).pathname))`)
    assert.isEmpty(kept.filter((path) => path !== '/m/shell' && !path.startsWith('/assets/')))
    assert.deepEqual(desk.faults(), [])
  })

  test('every view at four widths: nothing hangs over, nothing keeps anybody out', async ({ assert }) => {
    for (const [username, path] of [['street_xingsha_grid', '/m/collect'], ['center_chief', '/m/command'], ['center_leader', '/m/lead'], ['center_leader', '/events/points']] as const) {
      const page = await desk.signIn(username, 'phone')
      await page.goto(path)
      await page.getByRole('heading', { level: 1 }).waitFor()
      await page.waitForLoadState('networkidle').catch(() => undefined)
      for (const width of [390, 768, 1280, 1440]) {
        await page.setViewportSize({ width, height: 900 })
        assert.isTrue(await isNarrow(page, width + 1), `${path} at ${width}`)
        await keepPicture(page, `phone${path.replaceAll('/', '_')}_${width}`)
      }
      assert.deepEqual(await seriousFaults(page), [], path)
      await page.context().close()
    }
    assert.deepEqual(desk.faults(), [])
  })
})
