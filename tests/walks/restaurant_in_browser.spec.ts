import { existsSync } from 'node:fs'
import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { keepPicture, openDesk, type Desk } from '#tests/browser/support/browser'
import { answerCaptcha, inquire, type ReadReceipt } from './support/citizen_pages.js'
import { choose, Clerks, fill, option, pickOutcome, submit } from './support/clerk_pages.js'
import { readPrinted } from './support/printed.js'
import type { WalkedCase } from './support/restaurant_case.js'

/** Ten times what the whole way takes on a quiet machine. */
const HANG_GUARD_MS = 500_000
const hasChromium = existsSync('/usr/bin/chromium')
const STORE = '浏览器走查粉面馆'
const APPLICANT = '易走查'
const PDF = Buffer.from('%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n')
const COMPLAINT = '窗口让我多跑了一趟。'

/** One restaurant from the citizen's phone to the call back, by typing and pressing only. */
test.group('开餐饮店 in the browser', (group) => {
  let desk: Desk
  group.setup(async () => {
    if (!hasChromium) return () => undefined
    desk = await openDesk({ clock: '2026-11-23T09:00:00+08:00' })
    return () => desk.close()
  })

  test('from the guide on a phone to 办结, 差评, 整改 and 回访', async ({ assert }) => {
    const clerks = new Clerks(desk)
    const phone = await desk.open('phone')
    const receipt = await applyOnThePhone(phone)
    await askForMore(clerks)
    await supplementOnThePhone(phone, receipt)
    await submit(await clerks.takeUp('window2', STORE), '受理', '补正后材料齐全，予以受理。')

    for (const item of ['营业执照设立登记', '食品经营许可']) await grant(clerks, item)
    await deliver(clerks)
    await assertClosed(desk, receipt, assert)
    await complainOnThePhone(phone)
    await answerTheComplaint(clerks, receipt)

    await phone.getByRole('button', { name: '刷新', exact: true }).click()
    await phone.getByText('已整改并回访').first().waitFor()
    await keepPicture(phone, 'walks/10_answered')
    assert.deepEqual(desk.faults(), [])
  })
    .skip(!hasChromium, 'Chromium is not installed')
    .timeout(HANG_GUARD_MS)
})

/** Guide → notice → 情形引导 → a draft that is gone on with by its code in another window → own answers → receipt. */
async function applyOnThePhone(phone: Page): Promise<ReadReceipt> {
  await phone.goto('/public')
  await phone.getByRole('link', { name: '开餐饮店一件事' }).click()
  await phone.getByRole('button', { name: '在线申请' }).click()
  await phone.getByText('我已阅读并同意').click()
  await phone.getByText('我已年满十八周岁').click()
  await answerCaptcha(phone)
  await phone.getByRole('button', { name: '开始填报' }).click()
  await option(phone, '经营主体', '个体工商户')
  // nobody's: there is no month 13, and no mobile number begins with 100
  await fill(phone, { 申请人姓名或企业名称: APPLICANT, 证件号码: '430121199013320015', 联系人: APPLICANT, 联系电话: '10000000015' })
  await choose(phone, '证件类型', '居民身份证')
  await phone.getByRole('button', { name: '以后再填' }).click()
  const code = await phone.locator('.receipt-code').innerText()

  // The next day: the window is another one, the code is on a slip of paper.
  await phone.evaluate('sessionStorage.clear()')
  await phone.goto('/public/services/restaurant')
  await phone.getByRole('button', { name: '在线申请' }).click()
  await phone.getByLabel('已有续填码的').fill(code)
  await answerCaptcha(phone)
  await phone.getByRole('button', { name: '继续填报' }).click()
  await fill(phone, { 店铺名称: STORE, 经营地址: '星沙街道开元路示例 15 号', 经营面积: '48', 从业人数: '3' })
  await choose(phone, '所在镇（街道）', '星沙街道')
  await option(phone, '经营项目', '热食类食品制售')
  await option(phone, '是否已有营业执照', '否')
  await option(phone, '是否设置户外招牌', '否')
  await option(phone, '是否属于公众聚集场所', '否')
  await keepPicture(phone, 'walks/01_application')
  await phone.getByRole('button', { name: '核对并提交' }).click()
  await phone.getByRole('heading', { name: '请核对您填写的内容' }).waitFor()
  await phone.getByText(APPLICANT).first().waitFor()
  await phone.getByRole('button', { name: '确认提交' }).dblclick()
  await phone.getByRole('heading', { name: '申请已提交' }).waitFor()
  const [number = '', password = ''] = await phone.locator('.receipt-code').allInnerTexts()
  return { number, password }
}

/** The window finds the layout plan missing and says so once and wholly. */
async function askForMore(clerks: Clerks): Promise<void> {
  const page = await clerks.takeUp('window2', STORE)
  await pickOutcome(page, '补正')
  await page.getByRole('button', { name: '添加' }).first().click()
  await fill(page, { 材料名称: '经营场所平面布局图', 依据: '《食品经营许可和备案管理办法》', '缺什么、怎么补': '未交布局图。', 补正期限: '5' })
  await keepPicture(page, 'walks/02_supplement_asked')
  await submit(page, '补正', '一次性告知补正。')
}

async function supplementOnThePhone(phone: Page, receipt: ReadReceipt): Promise<void> {
  await inquire(phone, receipt)
  await phone.getByText('未交布局图。').waitFor()
  await phone.getByLabel('经营场所平面布局图').setInputFiles({ name: '布局图.pdf', mimeType: 'application/pdf', buffer: PDF })
  await phone.getByText('布局图.pdf').waitFor()
  await keepPicture(phone, 'walks/03_supplement')
  await phone.getByRole('button', { name: '提交补正材料' }).click()
  await phone.getByRole('status').filter({ hasText: '待收件审查' }).waitFor()
}

/** 承办 → 审核 → 决定 → 制证 of one item on the task page. */
async function grant(clerks: Clerks, item: string): Promise<void> {
  const handler = await clerks.takeUp('market_handler', STORE, item)
  await option(handler, '是否现场核查', '否')
  await fill(handler, { 审查情况: '材料与申报情况一致。', 许可内容: '按申报内容准予。', 证件编号: '示例-浏-0001', 有效期自: '2026-12-01', 有效期至: '2031-11-30' })
  await keepPicture(handler, 'walks/04_handle')
  await submit(handler, '拟同意', '符合条件，拟同意。')
  await submit(await clerks.takeUp('market_reviewer', STORE, item), '同意', '同意承办意见。')
  const leader = await clerks.takeUp('market_approver', STORE, item)
  await keepPicture(leader, 'walks/05_decide')
  await submit(leader, '准予', '准予。')
  const certifier = await clerks.takeUp('market_handler', STORE, item)
  await fill(certifier, { 制证日期: '2026-11-23' })
  await submit(certifier, '已制证')
}

async function deliver(clerks: Clerks): Promise<void> {
  const issuer = await clerks.takeUp('issuer1', STORE)
  await option(issuer, '送达方式', '窗口领取')
  await fill(issuer, { 收件人: APPLICANT })
  await choose(issuer, '与申请人的关系', '本人')
  await keepPicture(issuer, 'walks/06_deliver')
  await submit(issuer, '已送达')
}

/** Who supervises reads on one page how it went; the decisions are there as documents and say who got what. */
async function assertClosed(desk: Desk, receipt: ReadReceipt, assert: Assert): Promise<void> {
  const page = await desk.signIn('supervisor1', 'wide')
  await page.goto(`/instances?q=${receipt.number}`)
  await page.getByRole('link', { name: new RegExp(STORE) }).first().click()
  await page.locator('h1 .status', { hasText: '办结' }).waitFor()
  for (const text of [STORE, APPLICANT, '补正材料一次性告知书', '准予行政许可决定书', '长县市监许准〔2026〕1号', '长县市监许准〔2026〕2号', '布局图.pdf']) {
    await page.locator('main', { hasText: text }).waitFor()
  }
  await keepPicture(page, 'walks/07_closed')
  const id = /instances\/([^/?]+)/.exec(page.url())![1]!
  const record = await desk.county.get<WalkedCase>('supervisor1', `/cases/${id}`)
  assert.deepEqual(record.items.map((item) => item.result), ['准予', '准予'])
  const { data } = await desk.county.get<{ data: { id: string; template: string }[] }>('supervisor1', `/instances/${id}/documents`)
  const decision = data.find((document) => document.template === 'permit_grant')!
  const printed = readPrinted((await (await desk.county.as('supervisor1')).get(`/documents/${decision.id}`)).bytes)
  if (printed) assert.include(printed.text, APPLICANT)
}
type Assert = import('@japa/assert').Assert

/** The page of the inquiry is still open on the phone; a bad evaluation wants its reason. */
async function complainOnThePhone(phone: Page): Promise<void> {
  await phone.getByRole('button', { name: '刷新', exact: true }).click()
  await phone.getByRole('heading', { name: '请评价本次服务' }).waitFor()
  await phone.getByLabel('不满意', { exact: true }).check()
  await phone.getByRole('button', { name: '提交评价' }).click()
  await phone.getByRole('alert').waitFor()
  await phone.getByLabel('意见建议').fill(COMPLAINT)
  await keepPicture(phone, 'walks/08_complaint')
  await phone.getByRole('button', { name: '提交评价' }).click()
  await phone.getByRole('heading', { name: '您的评价' }).waitFor()
}

/** 核实 → 整改 by the accepting unit → 回访. */
async function answerTheComplaint(clerks: Clerks, { number }: ReadReceipt): Promise<void> {
  const verifier = await clerks.takeUp('supervisor1', number)
  await verifier.getByText(COMPLAINT).first().waitFor()
  await choose(verifier, '整改难易', '简单')
  await fill(verifier, { 核实情况: '属实，材料清单没有一次说全。' })
  await submit(verifier, '转整改')
  const unit = await clerks.takeUp('admin_service_approver', number)
  await fill(unit, { 整改措施: '改写窗口一次性告知单。' })
  await submit(unit, '整改完成')
  const caller = await clerks.takeUp('supervisor1', number)
  await fill(caller, { 回访记录: '申请人认可。' })
  await keepPicture(caller, 'walks/09_callback')
  await submit(caller, '申请人认可')
}
