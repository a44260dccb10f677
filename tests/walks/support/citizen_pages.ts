import type { Page } from 'playwright-core'
import { solve } from '#tests/http/public_area'

/** Number and password as they stand on the receipt. */
export interface ReadReceipt {
  number: string
  password: string
}

/** Chooses the sum and answers it, as somebody with a screen reader does. */
export async function answerCaptcha(page: Page): Promise<void> {
  const toSum = page.getByRole('button', { name: '看不清，改用算式' })
  const question = page.getByText(/等于几/)
  await toSum.or(question).first().waitFor()
  if (await toSum.isVisible()) await toSum.click()
  await question.waitFor()
  await page.getByLabel(/等于几/).fill(solve((await question.textContent()) ?? ''))
}

/** 进度查询: opens the case by what the receipt says. */
export async function inquire(page: Page, { number, password }: ReadReceipt): Promise<void> {
  await page.goto('/public/inquiry')
  await page.getByLabel('办件编号').fill(number)
  await page.getByLabel('查询密码').fill(password)
  await answerCaptcha(page)
  await page.getByRole('button', { name: '查询', exact: true }).click()
  await page.getByRole('button', { name: '刷新', exact: true }).waitFor()
}
