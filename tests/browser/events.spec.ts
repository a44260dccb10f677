import { test } from '@japa/runner'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

test.group('五零 in the browser', (group) => {
  let desk: Desk
  group.setup(async () => void (desk = await openDesk({ clock: '2026-11-24T10:00:00+08:00' })))
  group.setup(fill)
  group.teardown(() => desk.close())
  group.each.timeout(300_000)

  const SUBTYPES = ['HJ01', 'HJ04', 'AQ01', 'JS01', 'ZA01', 'SF01']
  const TOWNS = [['street_xingsha', 113.08, 28.245], ['town_huanghua', 113.2, 28.225], ['town_jinjing', 113.33, 28.53]] as const

  /** Two dozen reports; one of them filed and dispatched. */
  async function fill(): Promise<void> {
    const client = await desk.county.as('center_duty1')
    const events = Array.from({ length: 24 }, (_, index) => {
      const [town, longitude, latitude] = TOWNS[index % TOWNS.length]!
      const description = '现场情况示例，已拍照。'
      const address = index === 0 ? '星沙街道开元路与望仙路交叉口东北角农贸市场后门示例巷道尽头' : `示例路 ${index} 号`
      return { channel: index % 2 ? 'video' : 'grid', subtype: SUBTYPES[index % SUBTYPES.length], town, address, description, longitude: longitude + index / 2000, latitude: latitude + (index % 5) / 500 }
    })
    const { body } = await client.post<{ results: { event: { id: string } }[] }>('/events/batch', { events })
    const { id } = body.results[0]!.event
    await desk.county.complete('center_duty1', id, 'register', { outcome: 'accept' })
    await desk.county.complete('center_chief', id, 'file', { outcome: 'file' })
    await desk.county.complete('center_dispatcher', id, 'dispatch', { outcome: 'dispatch' })
  }

  test('the desk shows list and map, narrows to a town, opens an event and merges a second report of it', async ({ assert }) => {
    const page = await desk.signIn('center_duty1')
    await page.goto('/events')
    await page.locator('.grid-table tbody tr').nth(20).waitFor()
    assert.equal(await page.locator('svg .town').count(), 18)

    const report = { channel: 'hotline', subtype: 'HJ05', town: 'town_ansha', address: '示例村口', longitude: 113.061, latitude: 28.361, description: '村口有人焚烧秸秆，浓烟很大。' }
    const client = await desk.county.as('center_duty1')
    const first = (await client.post<{ id: string; number: string }>('/events', report)).body
    const second = (await client.post<{ id: string }>('/events', { ...report, channel: 'snapshot' })).body
    await page.goto(`/events/${second.id}`)
    await page.getByText(`${first.number} ·`).waitFor()
    await page.getByRole('button', { name: '并入此件' }).click()
    await page.getByRole('dialog').getByRole('button', { name: '并入此件' }).click()
    await page.getByText('已并入').waitFor()
    await page.getByRole('link', { name: first.number }).click()
    await page.getByRole('heading', { level: 1 }).waitFor()
    await page.locator('em', { hasText: '并入' }).waitFor()
    assert.deepEqual(await seriousFaults(page), [])
  })

  test('考核 adds up and leads to the events behind a number; a phone shows the list as cards', async ({ assert }) => {
    const page = await desk.signIn('center_leader')
    await page.goto('/events/assessment?month=2026-11')
    await page.getByRole('row', { name: /合计/ }).waitFor()
    const due = Number(await page.getByRole('row', { name: /合计/ }).locator('td').nth(2).innerText())
    assert.isAbove(due, 0)
    await keepPicture(page, 'assessment-desk')
    assert.deepEqual(await seriousFaults(page), [])
    const [sheet] = await Promise.all([page.waitForEvent('popup'), page.getByRole('link', { name: '打印 PDF' }).click()])
    await sheet.close()
    await page.goto('/events/assessment?month=2024-01')
    await page.getByText('这个月没有可考核的事件').waitFor()

    const phone = await desk.signIn('street_xingsha_handler', 'phone')
    await phone.goto('/events')
    await phone.locator('.grid-table tbody tr').first().waitFor()
    assert.isAtMost(await phone.evaluate<number>('document.documentElement.scrollWidth'), 391)
    assert.deepEqual(desk.faults(), [])
  })

  test('labels of the map do not cover one another; it comes nearer, is dragged, and a town narrows the list', async ({ assert }) => {
    const page = await desk.signIn('center_duty1')
    await page.goto('/events')
    await page.locator('svg .label text').nth(17).waitFor()
    const boxes = await page.evaluate<{ x: number; y: number; right: number; bottom: number }[]>(
      '[...document.querySelectorAll("svg .label")].map((g) => { const all = [...g.querySelectorAll("text")].map((t) => t.getBoundingClientRect());' +
        ' return { x: Math.min(...all.map((b) => b.left)), right: Math.max(...all.map((b) => b.right)), y: Math.min(...all.map((b) => b.top)) + 2, bottom: Math.max(...all.map((b) => b.bottom)) - 4 } })',
    )
    const covering = boxes.flatMap((one, index) => boxes.slice(0, index).filter((other) => one.x < other.right && other.x < one.right && one.y < other.bottom && other.y < one.bottom))
    assert.deepEqual(covering, [])
    await keepPicture(page, 'events-map-desk')
    const before = await page.locator('figure.map svg[role=group]').getAttribute('viewBox')
    await page.getByRole('button', { name: '放大地图' }).click()
    await page.getByRole('button', { name: '放大地图' }).click()
    assert.notEqual(await page.locator('figure.map svg[role=group]').getAttribute('viewBox'), before)
    await keepPicture(page, 'events-map-near')
    await page.getByRole('button', { name: '全县' }).click()
    assert.equal(await page.locator('figure.map svg[role=group]').getAttribute('viewBox'), before)
    await page.locator('svg .town').last().dispatchEvent('click')
    await page.waitForURL('**town=**')
  })

  test('the wall shows the county by its own account, turns its views, and stays readable on a phone', async ({ assert }) => {
    const page = await desk.signIn('screen1', 'wide')
    await page.waitForURL('**/screen')
    await page.locator('.figures dd').first().waitFor()
    assert.equal(await page.locator('.screen .town').count(), 18)
    await keepPicture(page, 'screen-now')
    const height = await page.evaluate<number>('document.documentElement.scrollHeight - window.innerHeight')
    assert.isAtMost(height, 1, 'nothing to scroll to on a wall')
    assert.isAtLeast(await page.evaluate<number>('Math.min(...[...document.querySelectorAll(".screen *")].filter((e) => e.childElementCount === 0 && e.textContent.trim() && !e.closest("svg")).map((e) => parseFloat(getComputedStyle(e).fontSize)))'), 20)
    assert.deepEqual(await seriousFaults(page), [])
    const reported = Number(await page.locator('.figures dd').first().innerText())
    await (await desk.county.as('center_duty1')).post('/events', { channel: 'grid', subtype: 'HJ01', town: 'town_beishan', address: '示例村 2 组', description: '路边垃圾堆放，有异味。' })
    await page.locator('.figures dd').first().filter({ hasText: new RegExp(`^${reported + 1}$`) }).waitFor({ timeout: 30_000 })
    await page.keyboard.press('ArrowRight')
    await page.locator('.ranking').waitFor()
    await keepPicture(page, 'screen-assessment')
    assert.deepEqual(await seriousFaults(page), [])
    const phone = await desk.signIn('screen1', 'phone')
    await phone.locator('.figures dd').first().waitFor()
    assert.isAtMost(await phone.evaluate<number>('document.documentElement.scrollWidth'), 391)
    await keepPicture(phone, 'screen-phone')
    assert.deepEqual(desk.faults(), [])
  })
})
