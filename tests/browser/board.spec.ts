import { test } from '@japa/runner'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

/** 督查看板 with the cases of the demo county: every number leads to a list of as many lines. */
test.group('browser: supervisors’ board', (group) => {
  let desk: Desk
  group.setup(async () => {
    desk = await openDesk({ demoCases: true })
    return () => desk.close()
  })

  test('a supervisor reads the board, follows a number to its items and one of them to its case', async ({ assert }) => {
    const page = await desk.signIn('supervisor1')
    await page.getByRole('link', { name: '督查看板' }).click()
    await page.waitForURL('**/board')
    await page.locator('.figures dd').first().waitFor()
    await keepPicture(page, 'board-desk')
    assert.deepEqual(await seriousFaults(page), [])
    const running = page.locator('.figures a').first()
    const count = Number(await running.innerText())
    assert.isAbove(count, 0)
    await running.click()
    await page.waitForURL('**/board/items?**')
    await page.locator('tbody tr').first().waitFor()
    assert.equal(await page.locator('tbody tr').count(), Math.min(count, 50))
    await keepPicture(page, 'board-items-desk')
    await page.locator('tbody a').first().click()
    await page.waitForURL('**/instances/**')
    assert.isEmpty(desk.faults())
  }).timeout(240_000)

  test('on a phone nothing is wider than the screen', async ({ assert }) => {
    const page = await desk.signIn('supervisor1', 'phone')
    for (const [name, path] of [['board-phone', '/board'], ['board-empty-phone', '/board/items?month=2001-01&verdict=decided']] as const) {
      await page.goto(path)
      await page.locator('.figures dd, .panel .empty, .panel h1').first().waitFor()
      await page.waitForTimeout(300)
      assert.isAtMost(await page.evaluate<number>('document.documentElement.scrollWidth'), 390, name)
      await keepPicture(page, name)
    }
    assert.isEmpty(desk.faults())
  }).timeout(240_000)
})
