import type { Page } from 'playwright-core'
import type { Desk, Width } from '#tests/browser/support/browser'

/** What people do with a form: by the words beside the fields, as read on the screen. */
export async function fill(page: Page, values: Record<string, string>): Promise<void> {
  for (const [label, text] of Object.entries(values)) {
    await page.getByLabel(label).and(page.locator('input, textarea')).first().fill(text)
    await page.keyboard.press('Tab')
  }
}

/** Ticks one option of a radio or checklist. */
export const option = (page: Page, group: string, label: string): Promise<void> =>
  page.locator('.fjs-form-field-radio, .fjs-form-field-checklist', { hasText: group }).first().getByLabel(label, { exact: true }).check()

/** Chooses from a drop-down list of a form. */
export async function choose(page: Page, label: string, text: string): Promise<void> {
  const select = page.locator('.fjs-form-field-select', { hasText: label })
  const item = select.locator('.fjs-dropdownlist-item', { hasText: text }).first()
  // arriving by Tab has opened it already
  if (!(await item.isVisible())) await select.locator('.fjs-input-group').click()
  await item.click()
}

/** Opinion, outcome, 提交; done when the page says so. */
export async function submit(page: Page, outcome: string, opinion = ''): Promise<void> {
  await pickOutcome(page, outcome)
  if (opinion) await page.getByLabel('办理意见').fill(opinion)
  await page.getByRole('button', { name: '提交', exact: true }).click()
  await page.getByText(/^已提交。/).waitFor()
}

export const pickOutcome = (page: Page, outcome: string): Promise<void> =>
  page.locator('label.outcome', { hasText: new RegExp(`^\\s*${outcome}\\s*$`) }).click()

/** Clerks, each at a window of his own that stays open between two tasks. */
export class Clerks {
  readonly desk: Desk
  readonly windows = new Map<string, Promise<Page>>()

  constructor(desk: Desk) {
    this.desk = desk
  }

  window(username: string, width: Width = 'desk'): Promise<Page> {
    const window = this.windows.get(username) ?? this.desk.signIn(username, width)
    this.windows.set(username, window)
    return window
  }

  /** Opens 待签收, finds the one task whose title has these words (an item's begins with the item), takes it, and shows its page. */
  async takeUp(username: string, words: string, item = ''): Promise<Page> {
    const page = await this.window(username)
    await page.goto(`/?view=claimable&q=${encodeURIComponent(words)}`)
    await page.locator('tbody').getByRole('link', { name: new RegExp(`${item}.*${words}`) }).first().click()
    await page.getByRole('button', { name: '签收' }).click()
    await page.getByRole('button', { name: '提交', exact: true }).waitFor()
    return page
  }
}
