import { existsSync, mkdirSync } from 'node:fs'
import { dirname } from 'node:path'
import { fileURLToPath } from 'node:url'
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core'

const EXECUTABLE = '/usr/bin/chromium'
/** As root, without a GPU, and without a word to anybody outside. */
const FLAGS = [
  '--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync',
]
const SCREENSHOTS = fileURLToPath(new URL('../../../var/screenshots/', import.meta.url))

export const hasChromium = (): boolean => existsSync(EXECUTABLE)

export const openChromium = (): Promise<Browser> => chromium.launch({ executablePath: EXECUTABLE, headless: true, args: FLAGS })

/** One person at one screen, logged in through the login page. What the pages complain about in the console is collected. */
export interface Seat {
  page: Page
  context: BrowserContext
  complaints: string[]
}

export interface SeatOptions {
  width?: number
  height?: number
}

/** Opens the login page and signs in as a person would: by typing. */
export async function sitDown(browser: Browser, url: string, username: string, password: string, { width = 1280, height = 800 }: SeatOptions = {}): Promise<Seat> {
  const context = await browser.newContext({ viewport: { width, height }, locale: 'zh-CN', timezoneId: 'Asia/Shanghai' })
  const page = await context.newPage()
  const complaints: string[] = []
  page.on('pageerror', (error) => complaints.push(String(error.stack ?? error)))
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text())
  })
  await page.goto(`${url}/login`)
  await page.locator('input[autocomplete="username"]').fill(username)
  await page.locator('input[type="password"]').fill(password)
  await page.keyboard.press('Enter')
  await page.waitForURL((address) => !address.pathname.startsWith('/login'))
  return { page, context, complaints }
}

/** Keeps a picture in var/screenshots for people to look at; no test compares it. */
export async function keepPicture(page: Page, name: string, fullPage = false): Promise<void> {
  const path = `${SCREENSHOTS}${name}.png`
  mkdirSync(dirname(path), { recursive: true })
  await page.screenshot({ path, fullPage })
}
