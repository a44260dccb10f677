import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { pickPerson } from './support/pick_person.js'

async function pickDepartment(page: Page, label: string, name: string): Promise<void> {
  const box = page.getByRole('dialog').getByRole('combobox', { name: label, exact: true })
  await box.fill(name)
  await page.locator('.el-select-dropdown__item:visible', { hasText: name }).first().click()
}

/** Chooses from a list that is only clicked. */
async function choose(page: Page, label: string, option: string): Promise<void> {
  const box = page.getByRole('dialog').getByRole('combobox', { name: label, exact: true })
  await box.focus()
  await page.keyboard.press('Enter')
  await page.getByRole('option', { name: option, exact: true }).click()
}

test.group('browser: the organisation', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk()
    return () => desk.close()
  })

  test('a program gets an account: its secret is shown once, its topics can be changed, it can be closed', async ({ assert }) => {
    const page = await desk.signIn('sysadmin')
    await page.goto('/admin/workers')
    await page.getByRole('button', { name: '新增工作者' }).click()
    const dialog = page.getByRole('dialog')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.getByText('请填写名称和至少一个主题').waitFor()
    await dialog.getByLabel('名称').fill('市监局企业登记核验')
    await dialog.getByLabel('主题').fill('company-check\n执照核验')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('密钥只显示这一次').waitFor()
    const [id, secret] = await page.locator('dialog code, .el-dialog code').allInnerTexts()
    await keepPicture(page, 'worker_secret_1280')
    await page.getByRole('button', { name: '我已记下' }).click()
    const authorization = `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`
    const status = async () => (await fetch(`${desk.server.url}/engine-rest/external-task`, { headers: { authorization } })).status
    assert.equal(await status(), 200)
    await page.getByText('company-check、执照核验').waitFor()
    await page.getByRole('button', { name: '停用' }).click()
    await page.getByRole('button', { name: '确定' }).last().click()
    await page.getByText('已停用').waitFor()
    assert.equal(await status(), 401)
    await keepPicture(page, 'workers_1280')
  })

  test('a new colleague gets a password, must change it, gets a role, and sees the open work of the department', async ({ assert }) => {
    await desk.county.start('window1', 'restaurant', { ...APPLICATION, storeName: '等新同事的店' })
    const system = await desk.signIn('sysadmin')
    await system.goto('/admin/people')
    await system.getByRole('button', { name: '新增人员' }).click()
    const dialog = system.getByRole('dialog')
    await dialog.getByLabel('用户名').fill('newcomer')
    await dialog.getByLabel('姓名').fill('新来的同事')
    await pickDepartment(system, '所在机构', '行政审批服务局')
    await dialog.getByRole('button', { name: '保存' }).click()
    await system.getByText('请把初始密码告诉 新来的同事').waitFor()
    await keepPicture(system, 'people_new_1280')
    const password = await system.locator('code').innerText()
    await system.getByRole('button', { name: '我已记下' }).click()

    const page = await desk.open()
    await page.goto('/login')
    await page.getByLabel('用户名').fill('newcomer')
    await page.getByLabel('密码').fill(password)
    await page.getByRole('button', { name: '登录' }).click()
    await page.getByText('这是初始密码').waitFor()
    await page.getByLabel('现在的密码').fill(password)
    await page.getByLabel('新密码', { exact: true }).fill('Wo-de-mima-2026')
    await page.getByLabel('再输一次新密码').fill('Wo-de-mima-2026')
    await page.getByRole('button', { name: '修改密码' }).click()
    await page.getByText('密码已修改。').waitFor()

    const security = await desk.signIn('secadmin')
    await security.goto('/admin/roles')
    await security.getByRole('button', { name: '授予角色' }).click()
    await pickPerson(security, security.getByRole('dialog').getByRole('combobox', { name: '姓名', exact: true }), '新来的同事')
    await choose(security, '角色', '窗口受理员')
    await pickDepartment(security, '范围', '行政审批服务局')
    await security.getByRole('dialog').getByRole('button', { name: '授予角色' }).click()
    await security.getByText('已授予。').waitFor()

    // No new login is needed: a grant counts from the next page on.
    await page.goto('/')
    await page.getByRole('button', { name: '看待签收' }).click()
    await page.getByRole('link', { name: /等新同事的店/ }).waitFor()
    assert.deepEqual(desk.faults(), [])
  })

  test('two of the three administrators in one hand are refused in words', async ({ assert }) => {
    const page = await desk.signIn('secadmin')
    await page.goto('/admin/roles')
    await page.getByRole('button', { name: '授予角色' }).click()
    await pickPerson(page, page.getByRole('dialog').getByRole('combobox', { name: '姓名', exact: true }), '严明察')
    await choose(page, '角色', '系统管理员')
    await pickDepartment(page, '范围', '大数据中心')
    await page.getByRole('dialog').getByRole('button', { name: '授予角色' }).click()
    const refusal = page.getByRole('dialog').getByRole('alert')
    await refusal.waitFor()
    assert.match(await refusal.innerText(), /管理员/)
  })

  test('a deputy is set for whole days and ends when told', async ({ assert }) => {
    const page = await desk.signIn('sysadmin')
    await page.goto('/admin/deputies')
    await page.getByRole('button', { name: '新增代理' }).click()
    await pickPerson(page, page.getByRole('dialog').getByRole('combobox', { name: '被代理人', exact: true }), '李思雨')
    await pickPerson(page, page.getByRole('dialog').getByRole('combobox', { name: '代理人', exact: true }), '陈知远')
    await page.getByRole('dialog').getByRole('combobox', { name: '开始日期' }).fill('2026-01-01')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('combobox', { name: '结束日期' }).fill('2030-12-31')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    const row = page.getByRole('row').filter({ hasText: '李思雨' })
    await row.waitFor()
    assert.include(await row.innerText(), '2030-12-31 23:59')
    await row.getByRole('button', { name: '结束代理' }).click()
    await page.getByRole('button', { name: '确定' }).click()
    await page.getByText('已结束代理。').waitFor()
  })

  test('a day becomes a holiday, and the working days of the year follow', async ({ assert }) => {
    const page = await desk.signIn('sysadmin')
    await page.goto('/admin/calendar')
    await page.locator('.month').first().waitFor()
    const before = Number(/\d+/.exec(await page.getByText(/个工作日$/).innerText())![0])
    const day = page.locator('.month').nth(7).getByRole('button', { name: /^12/ })
    await day.click()
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByText(/年工作日历已保存/).waitFor()
    assert.equal(Number(/\d+/.exec(await page.getByText(/个工作日$/).innerText())![0]), before - 1)
  })

  test('a post is added to a department and given to somebody', async ({ assert }) => {
    const page = await desk.signIn('sysadmin')
    await page.goto('/admin/departments')
    await page.locator('.el-tree-node__content', { hasText: '长沙县公安局' }).click()
    await page.getByRole('button', { name: '新增岗位' }).click()
    await page.getByRole('dialog').getByLabel('岗位名称').fill('治安窗口')
    await pickPerson(page, page.getByRole('dialog').getByRole('combobox', { name: '任职人员' }), '李思雨')
    await page.getByRole('dialog').getByLabel('岗位名称').click()
    await page.getByRole('dialog').getByRole('button', { name: '保存' }).click()
    const post = page.locator('.posts li').filter({ hasText: '治安窗口' })
    await post.waitFor()
    assert.include(await post.innerText(), '李思雨')
    await keepPicture(page, 'departments_post_1280')
  })

  test('office hours of a unit: first what would move, then the change with its reason; back to those of the unit above', async ({ assert }) => {
    const page = await desk.signIn('sysadmin')
    await page.goto('/admin/departments')
    await page.locator('.el-tree-node__content', { hasText: '长沙县公安局' }).click()
    const open = async () => {
      await page.getByRole('button', { name: '办公时间' }).click()
      await page.getByRole('dialog').getByRole('radio').first().waitFor()
    }
    const dialog = page.getByRole('dialog')
    await open()
    await dialog.getByText('08:00–12:00，14:00–18:00').waitFor()
    await dialog.getByText('本单位另定').click()
    await dialog.getByLabel('第 1 段结束').fill('15:00')
    await dialog.getByRole('button', { name: '预览影响' }).click()
    await dialog.getByText(/第 2 段与前一段重叠/).first().waitFor()
    await dialog.getByLabel('第 1 段结束').fill('11:30')
    await dialog.getByRole('button', { name: '预览影响' }).click()
    await dialog.getByText('涉及未结时限 0 个').waitFor()
    await keepPicture(page, 'office_hours_1280')
    await dialog.getByRole('button', { name: '保存' }).click()
    await dialog.getByText('请填写调整理由。').first().waitFor()
    await dialog.getByLabel('调整理由').fill('夏季作息')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存，重算未结时限 0 个。').waitFor()
    await open()
    assert.equal(await dialog.getByLabel('第 1 段结束').inputValue(), '11:30')
    await dialog.getByText('随上级单位').click()
    await dialog.getByRole('button', { name: '预览影响' }).click()
    await dialog.getByLabel('调整理由').fill('恢复')
    await dialog.getByRole('button', { name: '保存' }).click()
    await page.getByText('已保存，重算未结时限 0 个。').last().waitFor()
  })

  test('what the administrators did is in the audit', async ({ assert }) => {
    const page = await desk.signIn('auditor')
    await page.goto('/admin/audit')
    await page.locator('tbody tr').first().waitFor()
    const text = await page.locator('.grid-table tbody').innerText()
    for (const action of ['登录成功', '授予']) assert.include(text, action)
  })

  // Last: from here on 严明察 has another password.
  test('each password is reset by the administrator who may: nobody is offered what would be refused', async ({ assert }) => {
    const reset = (page: Page, name: string) => page.getByRole('row').filter({ hasText: name }).getByRole('button', { name: '重置密码' })
    const system = await desk.signIn('sysadmin')
    await system.goto('/admin/people')
    for (const [own, name] of [[false, '田守诚'], [false, '莫安之'], [false, '严明察'], [true, '李思雨']] as const) {
      await system.getByLabel('姓名或用户名').fill(name)
      await system.getByRole('row').filter({ hasText: name }).first().waitFor()
      assert.equal(await reset(system, name).count(), own ? 1 : 0, name)
    }
    const security = await desk.signIn('secadmin')
    await security.goto('/admin/roles')
    await reset(security, '严明察').click()
    await security.getByRole('button', { name: '确定' }).click()
    await security.getByRole('dialog').getByText('请把初始密码告诉 严明察').waitFor()
    await security.getByRole('button', { name: '我已记下' }).click()
    for (const name of ['莫安之', '田守诚', '李思雨']) assert.equal(await reset(security, name).count(), 0, name)
    assert.deepEqual(desk.faults(), [])
  })
})
