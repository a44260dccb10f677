import { test } from '@japa/runner'
import { DEMO_PASSWORD } from '#tests/http/server_process'
import { eventually } from '#tests/walks/support/county'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { fillReport, isNarrow } from './support/report_on_page.js'
import { seriousFaults } from './support/serious_faults.js'

/** Reports in the browser's database, whose they would be, and what the worker keeps beside the shell and its files. */
const WHAT_IS_LEFT = `(async () => {
  const database = await new Promise((resolve, reject) => {
    const opening = indexedDB.open('xingliu-collect')
    opening.onsuccess = () => resolve(opening.result)
    opening.onerror = () => reject(opening.error)
  })
  const reports = await new Promise((resolve) => {
    const counting = database.transaction('reports').objectStore('reports').count()
    counting.onsuccess = () => resolve(counting.result)
  })
  const kept = await Promise.all((await caches.keys()).map(async (name) => (await caches.open(name)).keys()))
  const paths = kept.flat().map((request) => new URL(request.url).pathname)
  return { reports, owner: localStorage.getItem('xingliu.phone.owner'), strange: paths.filter((path) => path !== '/m/shell' && !path.startsWith('/assets/')) }
})()`

test.group('browser: the phone', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk({ clock: '2026-11-23T09:00:00+08:00' })
    return () => desk.close()
  })
  group.each.timeout(600_000)

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
    await page.context().clearCookies()
    await page.getByRole('button', { name: '上报' }).click()
    await page.getByText('登录已过期').waitFor()
    await page.getByPlaceholder('密码').fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: '继续' }).click()
    await page.getByText('已发送').nth(1).waitFor()
    assert.lengthOf((await list()).data.filter(({ address }) => address === '会话示例村口'), 1)

    await page.getByLabel('怎么回事').fill('还没有写完。')
    await page.getByRole('button', { name: '退出登录' }).click()
    await page.getByText('还有 1 条上报没有发送').waitFor()
    await page.getByRole('button', { name: '删除并退出' }).click()
    await page.waitForURL(/\/login/)
    assert.deepEqual(await page.evaluate<unknown>(WHAT_IS_LEFT), { reports: 0, owner: null, strange: [] })
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
