import { test } from '@japa/runner'
import type { Page } from 'playwright-core'
import { DEMO_PASSWORD } from '#tests/http/server_process'
import { APPLICATION } from '#tests/walks/support/restaurant_case'
import { keepPicture, openDesk, type Desk } from './support/browser.js'
import { seriousFaults } from './support/serious_faults.js'

/** Forty characters, as shops are really called; how every page looks in every width is every_page.spec.ts. */
const LONG_NAME = '湖南省长沙县黄花镇临空经济示范区机场口岸国际餐饮文化发展有限责任公司旗舰示范店走查'

interface Screen {
  name: string
  username: string
  path(desk: Desk, id: string): Promise<string> | string
  /** Something that is only there once the page shows its content. */
  shows: string
}

const firstTask = async (desk: Desk, id: string): Promise<string> => `/tasks/${(await desk.county.tasks('window1', id))[0]!.id}`

const SCREENS: readonly Screen[] = [
  { name: 'inbox', username: 'window1', path: () => '/?view=claimable', shows: 'tbody tr' },
  { name: 'inbox_empty', username: 'fire_reviewer', path: () => '/', shows: '.empty' },
  { name: 'inbox_copied', username: 'fire_reviewer', path: () => '/?view=copied', shows: '.empty' },
  { name: 'task', username: 'window1', path: firstTask, shows: '.fjs-form' },
  { name: 'catalogue', username: 'window1', path: () => '/catalogue', shows: '.service' },
  { name: 'catalogue_item', username: 'window1', path: () => '/catalogue/restaurant', shows: '.steps' },
  { name: 'instances', username: 'window1', path: () => '/instances', shows: 'tbody tr' },
  { name: 'instance', username: 'window1', path: (_desk, id) => `/instances/${id}`, shows: '.timeline li' },
  { name: 'incidents', username: 'admin', path: () => '/incidents', shows: '.empty' },
  { name: 'password', username: 'window1', path: () => '/password', shows: 'form' },
  { name: 'people', username: 'sysadmin', path: () => '/admin/people', shows: 'tbody tr' },
  { name: 'departments', username: 'sysadmin', path: () => '/admin/departments', shows: '.el-tree-node' },
  { name: 'deputies', username: 'sysadmin', path: () => '/admin/deputies', shows: 'h1' },
  { name: 'workers', username: 'sysadmin', path: () => '/admin/workers', shows: '.empty' },
  { name: 'calendar', username: 'sysadmin', path: () => '/admin/calendar', shows: '.month' },
  { name: 'roles', username: 'secadmin', path: () => '/admin/roles', shows: 'tbody tr' },
  { name: 'audit', username: 'auditor', path: () => '/admin/audit', shows: 'tbody tr' },
]

/** Latin words that stand for what they are: our user names and ids, units, the mark of the form viewer. */
const LATIN_THAT_MAY_STAND = /^(?:PDF|KB|MB|B|BPMN|iO|bpmn|io|Ctrl|Enter|[a-z_0-9.:-]*[_0-9.:][a-z_0-9.:-]*|[a-z]+(?:admin|er|or|clerk)\d*|auditor|admin|county|market|urban|fire|health|emergency|police|ecology|bigdata)$/

/** Run in the page, hence as text: the specs themselves know no DOM. */
const ALL_TEXT = `[
  document.body.innerText,
  document.title,
  ...[...document.querySelectorAll('[placeholder], [title], [aria-label], img[alt]')].flatMap((element) =>
    ['placeholder', 'title', 'aria-label', 'alt'].map((name) => element.getAttribute(name) ?? '')),
].join('\\n')`

async function leftoverWords(page: Page): Promise<string[]> {
  const text = await page.evaluate<string>(ALL_TEXT)
  return [...new Set(text.match(/[A-Za-z][A-Za-z_0-9.:-]*/g) ?? [])].filter((word) => word.length > 1 && !LATIN_THAT_MAY_STAND.test(word))
}

test.group('browser: how the pages look', (group) => {
  let desk: Desk
  let id: string
  const pages = new Map<string, Page>()
  group.setup(async () => {
    desk = await openDesk()
    id = await desk.county.start('window1', 'restaurant', { ...APPLICATION, storeName: LONG_NAME })
    const [task] = await desk.county.tasks('window1', id)
    await (await desk.county.as('window1')).post(`/tasks/${task!.id}/claim`)
    await desk.county.start('window1', 'restaurant', { ...APPLICATION, storeName: '待签收的店' })
    return () => desk.close()
  })

  /** One login per person, as a person would. */
  async function windowOf(username: string): Promise<Page> {
    const page = pages.get(username) ?? (await desk.signIn(username))
    pages.set(username, page)
    return page
  }

  test('{name} speaks Chinese alone')
    .with([...SCREENS])
    .run(async ({ assert }, screen) => {
      const page = await windowOf(screen.username)
      await page.goto(await screen.path(desk, id))
      await page.locator(screen.shows).first().waitFor()
      assert.deepEqual(await leftoverWords(page), [])
      assert.deepEqual(desk.faults(), [])
    })

  test('login speaks Chinese, and English on demand', async ({ assert }) => {
    const page = await desk.open()
    await page.goto('/login')
    await page.getByLabel('用户名').waitFor()
    assert.deepEqual(await leftoverWords(page), ['English'])
    assert.deepEqual(await seriousFaults(page), [])
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByLabel('Username').waitFor()
    assert.equal(await page.locator('html').getAttribute('lang'), 'en')
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.getByRole('alert').filter({ hasText: 'username and password' }).waitFor()
  })

  test('in English the server’s own sentences are English, and what people and packages say stays as it is', async ({ assert }) => {
    const page = await desk.open()
    await page.goto('/login')
    await page.getByRole('button', { name: 'English' }).click()
    await page.getByLabel('Username').fill('window1')
    await page.getByLabel('Password').fill(DEMO_PASSWORD)
    await page.getByRole('button', { name: 'Sign in' }).click()
    await page.waitForURL((url) => url.pathname !== '/login')
    await page.goto(`/instances/${id}`)
    await page.getByText('李思雨 started the case').waitFor()
    await page.getByText('“收件审查” begins; to be done by 行政审批服务局 · Window clerk').waitFor()
    const history = await page.locator('.timeline').innerText()
    assert.deepEqual(history.match(/发起办件|进入“|签收|出具文书/g), null)
  })

  test('dark and large text are readable, too', async ({ assert }) => {
    const page = await desk.signIn('window1')
    for (const [theme, text] of [['dark', 'normal'], ['light', 'large'], ['dark', 'large']] as const) {
      const liked = JSON.stringify({ theme, text, locale: 'zh-CN', navigation: 'wide' })
      await page.evaluate(`localStorage.setItem('xingliu.appearance', ${JSON.stringify(liked)})`)
      for (const [name, path, shows] of [['inbox', '/?view=claimable', 'tbody tr'], ['task', await firstTask(desk, id), '.fjs-form']] as const) {
        await page.goto(path)
        await page.locator(shows).first().waitFor()
        await keepPicture(page, `${name}_${theme}_${text}`)
        assert.deepEqual(await seriousFaults(page), [], `${name} ${theme} ${text}`)
      }
    }
  })

  test('an unknown address is answered by a page of ours', async ({ assert }) => {
    const page = await desk.signIn('window1')
    await page.goto('/instances/there-is-none')
    await page.getByRole('alert').waitFor()
    assert.deepEqual(await leftoverWords(page), [])
  })
})
