import { mkdirSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'
import { DEMO_PASSWORD, startServer, type ServerOptions, type ServerProcess } from '#tests/http/server_process'
import { County } from '#tests/walks/support/county'

const SCREENSHOTS = fileURLToPath(new URL('../../../var/screenshots/', import.meta.url))
const CHROMIUM = '/usr/bin/chromium'
const FLAGS = [
  '--headless', '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
]

/** A guard against hanging, no measure; below the limit of a test, so that a red one names what it waited for. */
const LIMIT_MS = 90_000

export const WIDTHS = { phone: 390, desk: 1280, wide: 1920 } as const
export type Width = keyof typeof WIDTHS

/** A server of its own, people who work on it over the API, and a browser before it. */
export interface Desk {
  server: ServerProcess
  county: County
  /** A window of its own with its own session, on the first page; what the login page does is clerk_at_work.spec.ts. */
  signIn(username: string, width?: Width): Promise<Page>
  /** A window of its own, nobody signed in. */
  open(width?: Width): Promise<Page>
  /** What went wrong in any window: uncaught errors, refused scripts, answers of the server ≥ 500. */
  faults(): readonly string[]
  close(): Promise<void>
}

export async function openDesk(options: ServerOptions = {}): Promise<Desk> {
  const server = await startServer(options)
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: FLAGS })
  const faults: string[] = []
  const open = async (width: Width = 'desk'): Promise<Page> => watched(await newContext(browser, width), server, faults)
  return {
    server,
    county: new County(server),
    open,
    async signIn(username, width) {
      const page = await open(width)
      const answer = await page.request.post(`${server.url}/api/v1/sessions`, { data: { username, password: DEMO_PASSWORD }, headers: { 'x-session': 'cookie' } })
      if (!answer.ok()) throw new Error(`login of ${username}: ${answer.status()} ${await answer.text()}`)
      await page.goto('/')
      return page
    },
    faults: () => faults,
    async close() {
      await browser.close()
      await server.stop()
    },
  }
}

function newContext(browser: Browser, width: Width): Promise<BrowserContext> {
  return browser.newContext({
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    viewport: { width: WIDTHS[width], height: width === 'phone' ? 844 : 1000 },
    hasTouch: width === 'phone',
  })
}

async function watched(context: BrowserContext, server: ServerProcess, faults: string[]): Promise<Page> {
  context.setDefaultTimeout(LIMIT_MS)
  const page = await context.newPage()
  page.on('pageerror', (error) => faults.push(`${page.url()}: ${error.message}`))
  page.on('console', (message) => {
    if (/Content Security Policy|Refused to/.test(message.text())) faults.push(`${page.url()}: ${message.text()}`)
  })
  page.on('response', (response) => {
    if (response.status() >= 500) faults.push(`${response.status()} ${response.request().method()} ${response.url()}`)
  })
  const goto = page.goto.bind(page)
  page.goto = (url, how) => goto(url.startsWith('/') ? server.url + url : url, how)
  return page
}

/** Kept for looking at: var/screenshots/NAME.png. */
export async function keepPicture(page: Page, name: string): Promise<void> {
  mkdirSync(SCREENSHOTS, { recursive: true })
  await page.screenshot({ path: `${SCREENSHOTS}${name}.png` })
}
