import { test } from '@japa/runner'
import { openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

test.group('五零 in the browser', (group) => {
  let desk: Desk
  group.setup(async () => void (desk = await openDesk({ demoCases: true, clock: '2026-11-24T10:00:00+08:00' })))
  group.teardown(() => desk.close())
  group.each.timeout(300_000)

  test('the desk shows list and map, narrows to a town, opens an event and merges a second report of it', async ({ assert }) => {
    const page = await desk.signIn('center_duty1')
    await page.goto('/events')
    await page.locator('.grid-table tbody tr').nth(20).waitFor()
    assert.equal(await page.locator('svg .town').count(), 18)
    await page.screenshot({ path: 'var/screenshots/events_desk.png', fullPage: true })
    assert.deepEqual(await seriousFaults(page), [])

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
    await page.screenshot({ path: 'var/screenshots/events_detail.png', fullPage: true })
    assert.deepEqual(await seriousFaults(page), [])
  })

  test('考核 adds up and leads to the events behind a number; a phone shows the list as cards', async ({ assert }) => {
    const page = await desk.signIn('center_leader')
    await page.goto('/events/assessment?month=2026-11')
    await page.getByRole('row', { name: /合计/ }).waitFor()
    await page.screenshot({ path: 'var/screenshots/events_assessment.png', fullPage: true })
    const due = Number(await page.getByRole('row', { name: /合计/ }).locator('td').nth(1).innerText())
    assert.isAbove(due, 10)
    await page.goto('/events/assessment?month=2024-01')
    await page.getByText('这个月没有可考核的事件').waitFor()

    const phone = await desk.signIn('street_xingsha_handler', 'phone')
    await phone.goto('/events')
    await phone.locator('.grid-table tbody tr').first().waitFor()
    assert.isAtMost(await phone.evaluate(() => document.documentElement.scrollWidth), 391)
    await phone.screenshot({ path: 'var/screenshots/events_phone.png', fullPage: true })
    assert.deepEqual(desk.faults(), [])
  })
})
