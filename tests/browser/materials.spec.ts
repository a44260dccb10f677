import { test } from '@japa/runner'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'
import { pickPerson } from './support/pick_person.js'

const ID_NUMBER = '430121199013320031'
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR4nGP4jwMwDC0JALoev0Ewkwr8AAAAAElFTkSuQmCC', 'base64')
const SHORT = { hasSignboard: 'no', isPublicGathering: 'no', signboards: undefined }

test.group('browser: materials given once, and who acts for an applicant', (group) => {
  let desk: Desk
  let first: string
  group.setup(async () => {
    desk = await openDesk()
    first = await desk.county.start('window1', 'restaurant', { ...APPLICATION, ...SHORT, applicantIdNumber: ID_NUMBER, receivedMaterials: ['identity', 'premises'] })
    return () => desk.close()
  })
  group.each.timeout(240_000)

  test('the window confirms that it has seen the original, and the next application has no need of it', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto(`/instances/${first}`)
    const line = page.locator('li', { has: page.locator('.name', { hasText: '经营者或法定代表人身份证明' }) })
    await line.getByText('C级（申请人提交，待核原件）').waitFor()
    await line.getByRole('button', { name: '原件已核验' }).click()
    const dialog = page.getByRole('dialog', { name: '核验原件' })
    await dialog.getByPlaceholder('核验说明（可不填）').fill('与居民身份证原件一致')
    await keepPicture(page, 'materials-verify-desk')
    await dialog.getByRole('button', { name: '原件已核验' }).click()
    await line.getByText('B级（原件已核验）').waitFor()
    assert.match(await line.innerText(), /已存为已有材料/)
    await keepPicture(page, 'materials-case-desk')
    assert.deepEqual(await seriousFaults(page), [])

    await page.goto('/window')
    await page.locator('#window-service option[value="restaurant"]').waitFor({ state: 'attached' })
    await page.locator('#window-service').selectOption('restaurant')
    await page.locator('#window-id').fill(ID_NUMBER)
    await page.getByRole('button', { name: '查找以前填过的内容' }).click()
    await page.getByRole('checkbox', { name: /经营者或法定代表人身份证明/ }).check()
    await keepPicture(page, 'materials-window-desk')
    assert.deepEqual(await seriousFaults(page), [])
    await page.getByRole('button', { name: '用这些内容新建' }).first().click()
    await page.waitForURL('**/catalogue/restaurant?draft=**')
    await page.getByText(/已选用已有材料，不必再交：经营者或法定代表人身份证明/).waitFor()
    await page.getByLabel('店铺名称').waitFor()
    await page.getByRole('button', { name: '提交' }).first().click()
    await page.waitForURL('**/window?filed=**')
    await page.getByText(/打印选中的 \d+ 份/).waitFor()
    await keepPicture(page, 'materials-filed-desk')
    const second = new URL(page.url()).searchParams.get('filed')!
    const { data } = await desk.county.get<{ data: { code: string; grade: string | null; reused: object | null }[] }>('window1', `/cases/${second}/materials`)
    assert.deepInclude(data.find(({ code }) => code === 'identity')!, { grade: 'B' })
    assert.isEmpty(desk.faults())
  })

  test('the window enters an agent; he finds the case under 我帮办的, on his phone, too', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto(`/instances/${first}`)
    await page.getByRole('button', { name: '登记帮代办' }).click()
    const dialog = page.getByRole('dialog', { name: '登记帮代办' })
    await pickPerson(page, dialog.getByRole('combobox', { name: '帮代办员' }), '林书意')
    await dialog.getByLabel('与申请人的关系').fill('村帮代办员')
    await dialog.locator('input[type=file]').setInputFiles({ name: '授权委托书.png', mimeType: 'image/png', buffer: PICTURE })
    await dialog.getByText('授权委托书.png').waitFor()
    await keepPicture(page, 'mandate-give-desk')
    await dialog.getByRole('button', { name: '登记帮代办' }).click()
    await page.getByText('村帮代办员 · 有效').waitFor()
    const phone = await desk.signIn('health_handler', 'phone')
    await phone.goto('/mandates')
    await phone.getByRole('link', { name: '查看办件' }).waitFor()
    assert.isAtMost(await phone.evaluate<number>('document.documentElement.scrollWidth'), 390)
    await keepPicture(phone, 'mandates-phone')
    await phone.getByRole('link', { name: '查看办件' }).click()
    await phone.locator('.grade').first().waitFor()
    assert.isAtMost(await phone.evaluate<number>('document.documentElement.scrollWidth'), 390)
    await keepPicture(phone, 'materials-case-phone')
    const nobody = await desk.signIn('urban_handler', 'phone')
    await nobody.goto('/mandates')
    await nobody.getByText('没有由您帮办的办件').waitFor()
    assert.isEmpty(desk.faults())
  })
})
