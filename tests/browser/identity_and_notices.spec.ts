import { test } from '@japa/runner'
import { startProvider, type ProviderProcess } from '#tests/http/identity/provider_process'
import { freePort } from '#tests/http/support/stand_in'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

test.group('browser: 统一身份认证 and 通知', (group) => {
  let desk: Desk
  let provider: ProviderProcess
  group.setup(async () => {
    desk = await openDesk()
    provider = await startProvider(await freePort(), desk.server.url)
    await provider.control({ account: 'acc-1', claims: { employee_number: 'G-2001' } })
    return async () => {
      await provider.stop()
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
    const { data } = (await system.get('/admin/users?q=window2')).body as { data: { id: string }[] }
    await system.put(`/admin/users/${data[0]!.id}`, { externalId: 'G-2001' })

    const page = await desk.open('phone')
    await page.goto('/login')
    await keepPicture(page, 'login-provider-phone')
    await page.getByRole('link', { name: '用统一身份认证登录' }).click()
    await page.waitForURL((url) => url.pathname === '/')
    await desk.county.start('window1', 'restaurant', APPLICATION)
    await page.goto('/notices')
    await page.getByText(/^可签收：/).first().waitFor({ timeout: 60_000 }).catch(() => page.reload())
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
})
