import { existsSync } from 'node:fs'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { keepPicture, openDesk, type Desk } from '#tests/browser/support/browser'
import { readPrinted } from './support/printed.js'
import { RestaurantCase, type WalkedCase } from './support/restaurant_case.js'

/** Ten times what the whole way takes on a quiet machine. */
const HANG_GUARD_MS = 400_000
const hasChromium = existsSync('/usr/bin/chromium')
const STORE = '浏览器走查粉面馆'
const APPLICANT = '易走查'

/** What a clerk does with a form: by the words beside the fields, as read on the screen. */
const field = (page: Page, label: string) => page.getByLabel(label).and(page.locator('input, textarea')).first()
const fill = async (page: Page, values: Record<string, string>): Promise<void> => {
  for (const [label, text] of Object.entries(values)) {
    await field(page, label).fill(text)
    await page.keyboard.press('Tab')
  }
}
const option = (page: Page, group: string, label: string) =>
  page.locator('.fjs-form-field-radio, .fjs-form-field-checklist', { hasText: group }).first().getByLabel(label, { exact: true }).check()

async function choose(page: Page, label: string, text: string): Promise<void> {
  const select = page.locator('.fjs-form-field-select', { hasText: label })
  const item = select.locator('.fjs-dropdownlist-item', { hasText: text }).first()
  // arriving by Tab has opened it already
  if (!(await item.isVisible())) await select.locator('.fjs-input-group').click()
  await item.click()
}

/** Opens the person's own inbox, takes the one task of this store, and shows its page. */
async function takeUp(desk: Desk, username: string): Promise<Page> {
  const page = await desk.signIn(username)
  await page.getByRole('link', { name: /^待签收/ }).click()
  await page.getByRole('link', { name: new RegExp(STORE) }).first().click()
  await page.getByRole('button', { name: '签收' }).click()
  await page.getByRole('button', { name: '提交', exact: true }).waitFor()
  return page
}

async function submit(page: Page, outcome: string, opinion: string): Promise<void> {
  await page.locator('label.outcome', { hasText: new RegExp(`^\\s*${outcome}\\s*$`) }).click()
  if (opinion) await page.getByLabel('办理意见').fill(opinion)
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByText(/^已提交。/).waitFor()
}

/** The whole way of one application through the pages, by typing and pressing only. */
test.group('开餐饮店 in the browser', (group) => {
  let desk: Desk
  group.setup(async () => {
    if (!hasChromium) return () => undefined
    desk = await openDesk({ clock: '2026-11-23T09:00:00+08:00' })
    return () => desk.close()
  })

  test('from the application to 办结: window, handler, reviewer, leader, issuer', async ({ assert }) => {
    const id = await apply(desk)
    const record = () => desk.county.get<WalkedCase>('window1', `/cases/${id}`)
    assert.deepEqual((await record()).items.map((item) => item.code), ['business_license', 'food_permit'])

    const window = await takeUp(desk, 'window2')
    await option(window, '窗口已收的纸质材料', '经营场所平面布局图')
    await keepPicture(window, 'walks/02_receive')
    await submit(window, '受理', '材料齐全，予以受理。')

    // 营业执照 goes through over the API, 食品经营许可 through the pages
    const filed = RestaurantCase.of(desk.county, id)
    await filed.begun()
    await filed.grant('business_license')

    const handler = await takeUp(desk, 'market_handler')
    await option(handler, '是否现场核查', '否')
    await fill(handler, { 审查情况: '材料与申报情况一致。', 许可内容: '热食类食品制售。', 证件编号: '示例-浏-0001', 有效期自: '2026-12-01', 有效期至: '2031-11-30' })
    await keepPicture(handler, 'walks/03_handle')
    await submit(handler, '拟同意', '符合条件，拟同意。')
    await submit(await takeUp(desk, 'market_reviewer'), '同意', '同意承办意见。')
    const leader = await takeUp(desk, 'market_approver')
    await keepPicture(leader, 'walks/04_decide')
    await submit(leader, '准予', '准予。')
    const certifier = await takeUp(desk, 'market_handler')
    await fill(certifier, { 制证日期: '2026-11-23' })
    await submit(certifier, '已制证', '')

    await filed.reading('待出件')
    const issuer = await takeUp(desk, 'issuer1')
    await option(issuer, '送达方式', '窗口领取')
    await fill(issuer, { 收件人: APPLICANT })
    await choose(issuer, '与申请人的关系', '本人')
    await keepPicture(issuer, 'walks/05_deliver')
    await submit(issuer, '已送达', '')

    const closed = await filed.reading('已办结')
    assert.deepEqual(closed.items.map((item) => item.result), ['准予', '准予'])
    assert.deepEqual(desk.faults(), [])
  })
    .skip(!hasChromium, 'Chromium is not installed')
    .timeout(HANG_GUARD_MS)

  test('who filed it reads on one page how it went, and opens a document', async ({ assert }) => {
    const page = await desk.signIn('window1', 'wide')
    await page.goto('/instances')
    await page.getByRole('link', { name: new RegExp(STORE) }).first().click()
    await page.locator('h1 .status', { hasText: '办结' }).waitFor()
    const words = await page.locator('main').innerText()
    for (const text of [STORE, APPLICANT, '营业执照', '食品经营许可', '准予行政许可决定书', '长县市监许准〔2026〕1号', '长县市监许准〔2026〕2号']) assert.include(words, text)
    await keepPicture(page, 'walks/06_closed')
    const id = /instances\/([^/?]+)/.exec(page.url())![1]!
    const { data } = await desk.county.get<{ data: { id: string; template: string }[] }>('window1', `/instances/${id}/documents`)
    const grant = data.find((document) => document.template === 'permit_grant')!
    const printed = readPrinted((await (await desk.county.as('window1')).get(`/documents/${grant.id}`)).bytes)
    if (printed) assert.include(printed.text, APPLICANT)
    assert.deepEqual(desk.faults(), [])
  }).skip(!hasChromium, 'Chromium is not installed')
})

/** Fills the joint application at the window: a small place without a sign. Answers the new case. */
async function apply(desk: Desk): Promise<string> {
  const page = await desk.signIn('window1')
  await page.goto('/catalogue')
  await page.getByRole('link', { name: /开餐饮店一件事/ }).first().click()
  await page.getByRole('button', { name: '开始申请' }).click()
  await page.locator('.fjs-form').waitFor()
  await option(page, '经营主体', '个体工商户')
  // nobody's: there is no month 13, and no mobile number begins with 100
  await fill(page, { 申请人姓名或企业名称: APPLICANT, 证件号码: '430121199013320015', 联系人: APPLICANT, 联系电话: '10000000015' })
  await choose(page, '证件类型', '居民身份证')
  await fill(page, { 店铺名称: STORE, 经营地址: '星沙街道开元路示例 15 号', 经营面积: '48', 从业人数: '3' })
  await choose(page, '所在镇（街道）', '星沙街道')
  await option(page, '经营项目', '热食类食品制售')
  await option(page, '是否已有营业执照', '否')
  await option(page, '是否设置户外招牌', '否')
  await option(page, '是否属于公众聚集场所', '否')
  await keepPicture(page, 'walks/01_application')
  await page.getByRole('button', { name: '提交申请' }).first().click()
  await page.waitForURL(/\/instances\//)
  return /instances\/([^/?]+)/.exec(page.url())![1]!
}
