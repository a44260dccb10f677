import { test } from '@japa/runner'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'

/** The smallest PDF and PNG that readers accept. */
const PDF = Buffer.from(
  '%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 200 200]>>endobj\nxref\n0 4\n0000000000 65535 f \n0000000009 00000 n \n0000000052 00000 n \n0000000101 00000 n \ntrailer<</Size 4/Root 1 0 R>>\nstartxref\n164\n%%EOF\n',
)
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')

test.group('browser: drafts and files', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk()
    return () => desk.close()
  })

  test('an application is kept while it is typed, found among the drafts, and goes on where it stopped', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto('/catalogue/restaurant')
    await page.getByRole('button', { name: '开始申请' }).click()
    await page.getByLabel('店铺名称').fill('草稿湘菜馆')
    await page.getByText(/^草稿已保存/).waitFor()
    await page.goto('/?view=drafts')
    await page.locator('tbody a').first().click()
    await page.getByLabel('店铺名称').waitFor()
    assert.equal(await page.getByLabel('店铺名称').inputValue(), '草稿湘菜馆')
    assert.deepEqual(desk.faults(), [])
  })

  test('leaving for another page before the pause is over loses nothing', async ({ assert }) => {
    const page = await desk.signIn('admin')
    await page.goto('/catalogue/restaurant')
    await page.getByRole('button', { name: '开始申请' }).click()
    const saved = page.waitForResponse((response) => response.url().endsWith('/drafts') && response.request().method() === 'POST')
    await page.getByLabel('店铺名称').fill('转身就走的店')
    await page.getByRole('link', { name: '待办任务' }).click()
    const { id } = (await (await saved).json()) as { id: string }
    const draft = await desk.county.get<{ values: Record<string, unknown> }>('admin', `/drafts/${id}`)
    assert.equal(draft.values.storeName, '转身就走的店')
  })

  test('faults are listed on top, said at the field, and the list leads there', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto('/catalogue/restaurant')
    await page.getByRole('button', { name: '开始申请' }).click()
    await page.getByLabel('店铺名称').fill('差很多的店')
    await page.getByRole('button', { name: '提交申请' }).first().click()
    const summary = page.getByRole('alert').filter({ hasText: '需要改正' })
    await summary.waitFor()
    await keepPicture(page, 'application_faults_1280')
    await summary.getByRole('button', { name: /经营地址/ }).click()
    assert.equal(await page.evaluate(`document.activeElement?.closest('[data-path]')?.getAttribute('data-path')`), 'storeAddress')
    assert.isAbove(await page.locator('.fjs-form-field-error').count(), 3)
  })

  test('the page says what the server says', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto('/catalogue/restaurant')
    await page.getByRole('button', { name: '开始申请' }).click()
    await page.getByLabel('店铺名称').fill('同词店')
    await page.getByRole('button', { name: '提交申请' }).first().click()
    const shown = await page.getByRole('alert').filter({ hasText: '需要改正' }).getByRole('button').allInnerTexts()
    const answer = await (await desk.county.as('window1')).post<{ errors: { message: string }[] }>('/instances', { definitionKey: 'restaurant', variables: { storeName: '同词店' } })
    assert.equal(answer.status, 422)
    assert.sameMembers(shown, answer.body.errors.map((error) => error.message))
  })

  test('a file is uploaded, shown in the page, downloaded as it was, and taken off the form', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto('/catalogue/restaurant')
    await page.getByRole('button', { name: '开始申请' }).click()
    const picker = page.locator('[data-path]').filter({ has: page.locator('input[type=file]') }).first()
    await picker.locator('input[type=file]').setInputFiles({ name: '平面布局图.pdf', mimeType: 'application/pdf', buffer: PDF })
    await picker.getByRole('button', { name: '平面布局图.pdf', exact: true }).click()
    await page.getByRole('dialog').locator('iframe').waitFor()
    await keepPicture(page, 'attachment_preview_1280')
    const address = await page.getByRole('dialog').getByRole('link', { name: '下载' }).getAttribute('href')
    const downloaded = await (await desk.county.as('window1')).get(address!.replace('/api/v1', ''))
    assert.deepEqual(Buffer.from(downloaded.bytes), PDF)
    await page.keyboard.press('Escape')
    await picker.getByRole('button', { name: '移除 平面布局图.pdf' }).click()
    assert.equal(await picker.getByRole('button', { name: '平面布局图.pdf', exact: true }).count(), 0)
    assert.deepEqual(desk.faults(), [])
  })

  test('what only pretends to be a picture is refused in words', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto('/catalogue/restaurant')
    await page.getByRole('button', { name: '开始申请' }).click()
    const picker = page.locator('[data-path]').filter({ has: page.locator('input[type=file]') }).first()
    await picker.locator('input[type=file]').setInputFiles({ name: '照片.png', mimeType: 'image/png', buffer: Buffer.from('<html><script>alert(1)</script></html>') })
    await picker.getByText(/照片\.png 没能上传/).waitFor()
    await picker.locator('input[type=file]').setInputFiles({ name: '门头.png', mimeType: 'image/png', buffer: PNG })
    await picker.getByRole('button', { name: '门头.png', exact: true }).waitFor()
    assert.equal(await picker.getByText(/没能上传/).count(), 0)
  })

  test('a task keeps its draft for the next visit, unchecked', async ({ assert }) => {
    const id = await desk.county.start('window1', 'restaurant', { ...APPLICATION, storeName: '任务草稿店' })
    const [task] = await desk.county.tasks('window1', id)
    await (await desk.county.as('window1')).post(`/tasks/${task!.id}/claim`)
    const page = await desk.signIn('window1')
    await page.goto(`/tasks/${task!.id}`)
    const remark = page.getByLabel('收件备注')
    await remark.fill('等申请人送来原件')
    await page.getByText(/^草稿已保存/).waitFor()
    await page.reload()
    await page.getByLabel('收件备注').waitFor()
    assert.equal(await page.getByLabel('收件备注').inputValue(), '等申请人送来原件')
  })
})
