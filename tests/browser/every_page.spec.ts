import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { PAGES, PUBLIC_PAGES } from '#adapters/web/server/pages/register_pages'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { pageFaults } from './support/page_faults.js'
import { seriousFaults } from './support/serious_faults.js'
import { isSettled } from './support/settled.js'
import { makeShown, VISITS, type Shown } from './support/visits.js'

/** Three desks, the smaller one at 200 % zoom (half as many pixels of the page), and a phone. */
const WIDTHS = [1280, 1440, 1920, 640, 390]
/** Pages that nobody opens on a phone, or whose own specs look there for what keeps people out. */
const AT_A_DESK = /^\/(?:admin|operations|designer|migrations|incidents|sensors|screen)/
/** `PAGE_PICTURES=on`: on the demo county with all its cases, a picture of each page in each width under var/screenshots/pages. */
const keepsPictures = process.env.PAGE_PICTURES === 'on'
/** `PAGES=/board,/tasks` : only the routes that begin with one of these. */
const only = process.env.PAGES?.split(',') ?? null
const pictureOf = (route: string, width: number): string => `pages/${route === '/' ? 'inbox' : route.slice(1).replaceAll(/\/:?/g, '_')}_${width}`

const MAIN_BUTTON = 'main .el-button--primary:not(:disabled)'
const MOST_STEPS = 60
/** Where the keyboard's way to the main button is walked: the pages of daily work and of the designer. */
const WALKED = /^\/(?:tasks|instances|notices|designer|sensors\/refused)/

/** Past the navigation by the link that skips it, then step by step to the first main button; a page without one has nothing to reach. */
async function isInReach(page: Page): Promise<boolean> {
  if (!(await page.locator(MAIN_BUTTON).first().isVisible())) return true
  await page.locator('.skip-link').first().focus({ timeout: 1_000 }).catch(() => undefined)
  await page.keyboard.press('Enter')
  for (let steps = 0; steps < MOST_STEPS; steps++) {
    await page.keyboard.press('Tab')
    if (await page.evaluate<boolean>(`document.activeElement === document.querySelector('${MAIN_BUTTON}')`)) return true
  }
  return false
}

test.group('browser: every page in every width', (group) => {
  let desk: Desk
  let shown: Shown
  const windows = new Map<string, Promise<Page>>()
  group.setup(async () => {
    desk = await openDesk({ demoCases: keepsPictures })
    shown = await makeShown(desk)
    return () => desk.close()
  })
  group.each.timeout(240_000)

  const windowOf = (username: string | null): Promise<Page> => {
    const key = username ?? 'nobody'
    const page = windows.get(key) ?? (username === null ? desk.open() : desk.signIn(username))
    windows.set(key, page)
    return page
  }

  test('every route of the product is looked at', ({ assert }) => {
    assert.sameMembers(Object.keys(VISITS), ['/login', ...[...PAGES, ...PUBLIC_PAGES].map(({ path }) => path)])
  })

  test('{$self}')
    .with(Object.keys(VISITS).filter((route) => only === null || only.some((start) => route.startsWith(start))))
    .run(async ({ assert }, route) => {
      const { as, at, leadsTo, may } = VISITS[route]!
      const page = await windowOf(as)
      const path = at?.(shown) ?? route
      const said: string[] = []
      const hear = (message: { type(): string; text(): string }) => void (message.type() === 'error' && said.push(message.text()))
      page.on('console', hear)
      await page.setViewportSize({ width: WIDTHS[0]!, height: 1000 })
      await page.goto(path)
      if (leadsTo !== undefined) await page.waitForURL(`**${leadsTo}`)
      await isSettled(page)
      assert.equal(new URL(page.url()).pathname, leadsTo ?? path.split('?')[0], 'sent elsewhere')
      assert.equal(await page.locator('.problem:visible').count(), 0, 'greets with a fault')
      const faults: string[] = []
      if (WALKED.test(route) && !(await isInReach(page))) faults.push('the keyboard does not come to the main button')
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width < 700 ? 844 : 1000 })
        if (keepsPictures) await keepPicture(page, pictureOf(route, width))
        const found = await pageFaults(page)
        if (width === 1280 || (width === 390 && !AT_A_DESK.test(route))) found.push(...(await seriousFaults(page)))
        faults.push(...found.map((fault) => `${width}: ${fault}`))
      }
      page.off('console', hear)
      assert.deepEqual([...faults, ...said, ...desk.faults()].filter((fault) => !may?.test(fault)), [])
    })
})
