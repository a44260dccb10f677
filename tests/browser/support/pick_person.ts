import type { Locator, Page } from 'playwright-core'

/** Types a name into a picker of people and takes the person from what the server found for it, not from what stood there before. */
export async function pickPerson(page: Page, picker: Locator, name: string): Promise<void> {
  const found = page.waitForResponse((answer) => answer.url().includes(`/directory/users?q=${encodeURIComponent(name)}`))
  await picker.fill(name)
  await found
  await page.getByRole('option', { name: new RegExp(name) }).first().click()
}
