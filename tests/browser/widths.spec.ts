import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { expectStatus } from '#tests/walks/support/county'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

/** A phone, a tablet, two desks, and the smaller desk at 200 % zoom, which is half as many pixels of the page. */
const WIDTHS = [390, 640, 768, 1280, 1440] as const
const PICTURE = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAgAAAAICAIAAABLbSncAAAAD0lEQVR4nGP4jwMwDC0JALoev0Ewkwr8AAAAAElFTkSuQmCC', 'base64')
/** Thirty characters of a shop, and of who runs it. */
const LONG = { storeName: '湖南省长沙县黄花镇临空经济示范区机场口岸国际餐饮旗舰示范店', applicantName: '湖南省长沙县黄花镇临空经济示范区国际餐饮文化发展有限责任公司' }

interface Screen {
  name: string
  /** Null = nobody is signed in. */
  username: string | null
  path: string | ((desk: Desk, id: string) => Promise<string>)
  /** Only there once the page shows its content. */
  shows: string
}

const SCREENS: readonly Screen[] = [
  { name: 'public_home', username: null, path: '/public', shows: '.service' },
  { name: 'public_service', username: null, path: '/public/services/restaurant', shows: '.steps' },
  { name: 'public_inquiry', username: null, path: '/public/inquiry', shows: '.captcha img' },
  { name: 'public_appointments', username: null, path: '/public/appointments', shows: '.captcha img' },
  { name: 'window', username: 'window1', path: '/window', shows: '.rules' },
  { name: 'inbox', username: 'window1', path: '/?view=claimable', shows: 'tbody tr' },
  { name: 'task', username: 'window1', path: async (desk, id) => `/tasks/${(await desk.county.tasks('window1', id))[0]!.id}`, shows: '.fjs-form, dl.rows' },
  { name: 'case', username: 'window1', path: async (_desk, id) => `/instances/${id}`, shows: '.timeline li' },
  { name: 'mandates', username: 'health_handler', path: '/mandates', shows: 'li .line' },
  { name: 'supervision', username: 'supervisor1', path: '/supervision', shows: '.empty, tbody tr' },
  { name: 'board', username: 'supervisor1', path: '/board', shows: 'h2' },
]

/** Run in the page: what is wider than the window, and texts cut off at the window's edge. */
const TOO_WIDE = `[document.documentElement.scrollWidth - window.innerWidth, ...[...document.querySelectorAll('main h1, main h2, main p, main label, main button')]
  .filter((element) => { const box = element.getBoundingClientRect(); return box.width > 0 && box.right > window.innerWidth + 1 && !element.closest('[style*="overflow"], .views, .filters, .overflow') })
  .map((element) => element.textContent.trim().slice(0, 30))]`

test.group('browser: every width', (group) => {
  let desk: Desk
  let id: string
  const pages = new Map<string, Page>()
  group.setup(async () => {
    desk = await openDesk()
    id = await desk.county.start('window1', 'restaurant', { ...APPLICATION, ...LONG })
    const clerk = await desk.county.as('window1')
    const letter = expectStatus(await clerk.upload<{ id: string }>('/attachments', '授权委托书.png', PICTURE), 201, 'letter')
    const [from, to] = [-1, 30].map((days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10))
    expectStatus(await clerk.post(`/cases/${id}/mandates`, { agent: 'health_handler', relation: '村（社区）帮代办员', from, to, files: [letter.id] }), 201, 'mandate')
    return () => desk.close()
  })
  group.each.timeout(240_000)

  async function windowOf(username: string | null): Promise<Page> {
    const key = username ?? 'nobody'
    const page = pages.get(key) ?? (username === null ? await desk.open() : await desk.signIn(username))
    pages.set(key, page)
    return page
  }

  test('{name}')
    .with([...SCREENS])
    .run(async ({ assert }, { name, username, path, shows }) => {
      const page = await windowOf(username)
      await page.goto(typeof path === 'string' ? path : await path(desk, id))
      await page.locator(shows).first().waitFor()
      await page.evaluate('document.fonts.ready.then(() => 0)')
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: width < 700 ? 844 : 1000 })
        await keepPicture(page, `widths/${name}_${width}`)
        const [overflow, ...cut] = await page.evaluate<[number, ...string[]]>(TOO_WIDE)
        assert.isAtMost(overflow, 0, `${width}: the page is wider than the window`)
        assert.deepEqual(cut, [], `${width}: cut off`)
        if (width === 390 || width === 1280) assert.deepEqual(await seriousFaults(page), [], `${width}`)
      }
      assert.deepEqual(desk.faults(), [])
    })
})
