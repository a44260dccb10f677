import { test } from '@japa/runner'
import { answerCaptcha, inquire } from '#tests/walks/support/citizen_pages'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

const WORDS = { applicantName: '申请人姓名或企业名称', storeName: '店铺名称' }

test.group('browser: the public area', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk()
    return () => desk.close()
  })
  group.each.timeout(240_000)

  test('from the guide to the receipt on a phone, then the progress by number and password', async ({ assert }) => {
    const page = await desk.open('phone')
    await page.goto('/public')
    await page.getByRole('link', { name: '开餐饮店一件事' }).waitFor()
    await keepPicture(page, 'public_home_390')
    await page.getByRole('link', { name: '开餐饮店一件事' }).click()
    await page.getByRole('button', { name: '在线申请' }).click()
    await page.getByRole('button', { name: '开始填报' }).click()
    await page.getByRole('alert').waitFor()
    await page.getByText('我已阅读并同意').click()
    await page.getByText('我已年满十八周岁').click()
    await answerCaptcha(page)
    await keepPicture(page, 'public_notice_390')
    assert.deepEqual(await seriousFaults(page), [])
    await page.getByRole('button', { name: '开始填报' }).click()
    await page.getByLabel(WORDS.storeName).fill('手机上的小馆')
    await page.getByText(/^草稿已保存/).waitFor()
    await keepPicture(page, 'public_form_390')
    await page.getByRole('button', { name: '核对并提交' }).click()
    await page.getByRole('alert').filter({ hasText: '需要改正' }).waitFor()
    await page.reload()
    await page.getByLabel(WORDS.storeName).waitFor()
    assert.equal(await page.getByLabel(WORDS.storeName).inputValue(), '手机上的小馆')

    // The rest is given as the form would send it: filling fields is looked at elsewhere.
    const token = await page.evaluate<string>(`JSON.parse(sessionStorage.getItem('filing restaurant')).token`)
    await page.evaluate(`sessionStorage.setItem('filing restaurant', JSON.stringify({ token: ${JSON.stringify(token)}, values: ${JSON.stringify({ ...APPLICATION, storeName: '手机上的小馆' })} }))`)
    await page.reload()
    await page.getByLabel(WORDS.storeName).waitFor()
    await page.getByRole('button', { name: '核对并提交' }).click()
    await page.getByRole('heading', { name: '请核对您填写的内容' }).waitFor()
    await keepPicture(page, 'public_check_390')
    await page.getByRole('button', { name: '确认提交' }).dblclick()
    await page.getByRole('heading', { name: '申请已提交' }).waitFor()
    const [number = '', password = ''] = await page.locator('.receipt-code').allInnerTexts()
    await keepPicture(page, 'public_receipt_390')
    assert.match(password, /^[2-9A-Z]{8}$/)

    await inquire(page, { number, password })
    await page.getByText('待收件审查').first().waitFor()
    await keepPicture(page, 'public_case_390')
    assert.notInclude(await page.innerText('main'), String(APPLICATION.applicantIdNumber))
    assert.deepEqual(await seriousFaults(page), [])
    await page.getByRole('button', { name: '撤回申请' }).click()
    await page.getByLabel('撤回的原因').fill('不开了')
    await page.getByRole('button', { name: '确认撤回，本件终止' }).click()
    await page.getByRole('status').filter({ hasText: '申请人已撤回' }).waitFor()
    assert.deepEqual(desk.faults(), [])
  })

  test('an appointment is booked on the desk and seen at the window', async ({ assert }) => {
    const page = await desk.open()
    await page.goto('/public/appointments')
    await page.getByLabel('办理事项').selectOption('restaurant')
    // Free times arrive after the matter is chosen; until then there is only the line that asks to choose.
    const option = await page.getByLabel('时间').locator('option:not([value=""])').last().getAttribute('value')
    await page.getByLabel('时间').selectOption(option)
    await page.getByLabel('姓名').fill('约号人')
    await page.getByLabel('联系电话').fill('10000000300')
    await answerCaptcha(page)
    await keepPicture(page, 'public_appointment_1280')
    await page.getByRole('button', { name: '预约', exact: true }).click()
    await page.getByText(/^已预约/).waitFor()
    assert.deepEqual(await seriousFaults(page), [])
    const clerk = await desk.signIn('window1')
    await clerk.goto('/window')
    await clerk.getByLabel('日期').fill(option!.split(' ')[0]!)
    await clerk.getByRole('cell', { name: '约号人' }).waitFor()
    // Files one for somebody who has been here before: his words are in the form already, and the window is ready for the next.
    await desk.county.start('window1', 'restaurant', { ...APPLICATION, storeName: '回头客小馆' })
    await clerk.getByLabel('办理事项').selectOption('restaurant')
    await clerk.getByLabel('申请人证件号码').fill(String(APPLICATION.applicantIdNumber))
    await clerk.getByRole('button', { name: '查找以前填过的内容' }).click()
    await clerk.getByRole('button', { name: '用这些内容新建' }).first().click()
    await clerk.getByLabel(WORDS.storeName).waitFor()
    assert.equal(await clerk.getByLabel(WORDS.storeName).inputValue(), '回头客小馆')
    await clerk.getByRole('button', { name: '提交申请' }).first().click()
    await clerk.getByRole('link', { name: '打印《申请材料接收凭证》' }).waitFor()
    await keepPicture(clerk, 'window_1280')
    assert.deepEqual(await seriousFaults(clerk), [])

    // Somebody has lost his password and shows his document; what is printed for him says nothing of the others.
    const reissue = clerk.locator('section', { has: clerk.getByRole('heading', { name: '重发查询密码' }) })
    const number = /已收件：(\S+)/.exec(await clerk.locator('.filed').innerText())![1]!
    await reissue.getByLabel('办件编号').fill(number)
    await reissue.getByLabel('所出示证件的号码').fill(String(APPLICATION.applicantIdNumber))
    await reissue.getByRole('button', { name: '重发', exact: true }).click()
    await reissue.getByRole('alert').filter({ hasText: '勾选已核对' }).waitFor()
    await reissue.getByLabel(/已核对证件原件/).check()
    await reissue.getByRole('button', { name: '重发', exact: true }).click()
    await reissue.locator('.code').first().waitFor()
    const [shown = '', password = ''] = await reissue.locator('.code').allInnerTexts()
    assert.equal(shown, number)
    await clerk.emulateMedia({ media: 'print' })
    assert.isFalse(await clerk.getByRole('cell', { name: '约号人' }).isVisible())
    await keepPicture(clerk, 'window_slip_print')
    await clerk.emulateMedia({ media: 'screen' })
    await reissue.getByRole('button', { name: '已交给申请人，关闭' }).click()
    assert.notInclude(await clerk.innerText('main'), password)
    await inquire(page, { number, password })
    assert.deepEqual(desk.faults(), [])
  })
})
