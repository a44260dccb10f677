import type { Page } from 'playwright-core'
import { solve } from '#tests/http/public_area'

/** The smallest picture a canvas can draw. */
const PNG = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64')
export const PHOTO = { name: '现场.png', mimeType: 'image/png', buffer: PNG }

/** Chooses the sum and answers it, as somebody with a screen reader does. */
export async function answerCaptcha(page: Page): Promise<void> {
  await page.getByRole('button', { name: '看不清，改用算式' }).click()
  const question = page.getByText(/等于几/)
  await question.waitFor()
  await page.getByLabel(/等于几/).fill(solve((await question.textContent()) ?? ''))
}

/** What somebody on the spot says, on whichever page. */
export async function fillReport(page: Page, address: string): Promise<void> {
  await page.getByLabel('露天烧东西').check()
  await page.getByLabel('从相册选').setInputFiles(PHOTO)
  await page.getByAltText('照片 1').waitFor()
  await page.getByLabel('街镇').selectOption('street_xingsha')
  await page.getByLabel(/^具体地点/).fill(address)
  await page.getByLabel('怎么回事').fill('路边焚烧落叶，有浓烟。')
}

/** Nothing hangs over to the right. */
export const isNarrow = async (page: Page, width: number): Promise<boolean> => (await page.evaluate<number>('document.documentElement.scrollWidth')) <= width
