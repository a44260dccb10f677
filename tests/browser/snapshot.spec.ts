import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { eventually } from '#tests/walks/support/county'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { answerCaptcha, fillReport, isNarrow, PHOTO } from './support/report_on_page.js'
import { seriousFaults } from './support/serious_faults.js'

test.group('browser: 随手拍', (group) => {
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
    await page.getByText(/^已提交/).first().waitFor()
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
    await grid.getByRole('link', { name: '1 件待核实、核查' }).waitFor()
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
      await page.getByRole('button', { name: '移除 现场.jpg' }).waitFor() // drawn anew, small, before it is sent
    })
    await work(grid, 'street_xingsha_grid', id, 'check', '核查不通过（返工）', async (page) => {
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
})
