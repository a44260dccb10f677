import { test } from '@japa/runner'
import { startProvider, type ProviderProcess } from '#tests/http/identity/provider_process'
import { freePort, startStandIn } from '#tests/http/support/stand_in'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

test.group('browser: 统一身份认证 and 通知', (group) => {
  let desk: Desk
  let provider: ProviderProcess
  let people: string
  group.setup(async () => {
    const port = await freePort()
    people = `http://127.0.0.1:${port}`
    const stopPeople = await startStandIn(new URL('../http/directory/people_interface.ts', import.meta.url), [port, 'token of the test alone'])
    desk = await openDesk({ env: { DIRECTORY_ALLOW: `private+${people}/people` } }).catch(async (error: unknown) => {
      await stopPeople()
      throw error
    })
    provider = await startProvider(await freePort(), desk.server.url)
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-2001' } })
    return async () => {
      await provider.stop()
      await stopPeople()
      await desk.close()
    }
  })
  group.each.timeout(240_000)

  test('the administrator sets the provider up, a clerk signs in by it, the bell rings and leads to the work', async ({ assert }) => {
    const admin = await desk.signIn('sysadmin')
    await admin.goto('/admin/identity')
    await admin.getByLabel('签发者地址（issuer）').fill(provider.issuer)
    await admin.getByLabel('客户端标识（client_id）').fill('xingliu')
    await admin.getByLabel('客户端密钥').fill('a secret of the test alone')
    await admin.getByLabel('指明人员的声明').fill('employee_number')
    await admin.getByText('启用', { exact: true }).click()
    await admin.getByRole('button', { name: '保存' }).click()
    await admin.getByText(/\/login\/provider\/callback/).waitFor()
    await keepPicture(admin, 'identity-desk')
    assert.deepEqual(await seriousFaults(admin), [])
    const system = await desk.server.client('sysadmin')
    const security = await desk.signIn('secadmin')
    await security.getByRole('button', { name: '确认生效' }).click()
    await security.getByRole('button', { name: '确定', exact: true }).last().click()
    await security.getByText('已生效。', { exact: true }).waitFor()
    const { data } = (await system.get('/admin/users?q=window2')).body as { data: { id: string }[] }
    await system.put(`/admin/users/${data[0]!.id}`, { externalId: 'G-2001' })

    const page = await desk.open('phone')
    await page.goto('/login')
    await keepPicture(page, 'login-provider-phone')
    await page.getByRole('link', { name: '用统一身份认证登录' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await desk.county.start('window1', 'restaurant', APPLICATION)
    await page.goto('/notices')
    await page.getByText(/^可签收：/).first().waitFor()
    await page.getByRole('link', { name: /^通知，\d+ 条未读$/ }).waitFor()
    await keepPicture(page, 'notices-phone')
    assert.deepEqual(await seriousFaults(page), [])
    await page.getByText(/^可签收：/).first().click()
    await page.waitForURL('**/tasks/**')

    await page.goto('/notices/settings')
    await page.getByText('免打扰时段', { exact: true }).waitFor()
    await keepPicture(page, 'notice-settings-phone')
    await admin.goto('/admin/notices')
    await admin.getByText('邮件', { exact: true }).click()
    await admin.getByRole('button', { name: '添加群机器人' }).click()
    await keepPicture(admin, 'notice-channels-desk')
    assert.deepEqual(await seriousFaults(admin), [])
    assert.deepEqual(desk.faults(), [])
  })

  test('the administrator sets the directory up, reads what it would change, and applies it', async ({ assert }) => {
    const departments = [{ id: 'O-1', name: '长沙县市场监督管理局' }]
    const staff = [{ id: 'P-1', username: 'market_handler', name: '张书言', departmentId: 'O-1' }, { id: 'P-2', username: 'newcomer', name: `欧阳${'长'.repeat(38)}`, departmentId: 'O-1' }, { id: 'P-3', username: '错', name: '错名', departmentId: 'O-1' }]
    await fetch(`${people}/control`, { method: 'POST', body: JSON.stringify({ departments, people: staff }) })
    const page = await desk.signIn('sysadmin')
    await page.goto('/admin/directory')
    await page.getByText('还没有设置通讯录', { exact: true }).waitFor()
    await keepPicture(page, 'directory-empty-desk')
    assert.deepEqual(await seriousFaults(page), [])
    await page.getByText('HTTP 接口（JSON）', { exact: true }).click()
    await page.getByLabel('地址', { exact: true }).fill(`${people}/people`)
    await page.getByLabel('令牌', { exact: true }).fill('token of the test alone')
    await page.getByRole('button', { name: '保存' }).click()
    await page.getByRole('button', { name: '试算' }).click()
    await page.getByText('新增，没有角色，也没有密码').waitFor()
    await keepPicture(page, 'directory-report-desk')
    assert.deepEqual(await seriousFaults(page), [])
    await page.setViewportSize({ width: 390, height: 844 })
    await keepPicture(page, 'directory-report-phone')
    assert.isAtMost(await page.evaluate<number>('document.documentElement.scrollWidth'), 390)
    await page.setViewportSize({ width: 1280, height: 1000 })
    await page.getByRole('button', { name: '应用这些改动' }).click()
    await page.getByRole('button', { name: '确定', exact: true }).last().click()
    await page.getByRole('region', { name: '报告' }).getByText(/已应用/).waitFor()
    await keepPicture(page, 'directory-applied-desk')
    assert.deepEqual(desk.faults(), [])
  })
})
