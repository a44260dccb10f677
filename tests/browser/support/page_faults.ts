import { globSync, readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { Page } from 'playwright-core'

const SCRIPT = readFileSync(new URL('page_faults.js', import.meta.url), 'utf8')
const LOCALES = fileURLToPath(new URL('../../../adapters/web/locales/', import.meta.url))

/** Every key of every table: seen on a page, a text is missing. */
const KEYS: ReadonlySet<string> = new Set(globSync('*.json', { cwd: LOCALES }).flatMap((file) => Object.keys(JSON.parse(readFileSync(LOCALES + file, 'utf8')) as Record<string, string>)))

interface Found {
  faults: string[]
  /** Words with dots in them, as keys of texts are. */
  dotted: string[]
  text: string
}

/** What a careful eye finds wrong on the page in its present width: too wide, cut off, lying on each other, out of the keyboard's reach, words of the machine. */
export async function pageFaults(page: Page): Promise<string[]> {
  await page.evaluate(SCRIPT)
  const { faults, dotted } = await page.evaluate<Found>('pageFaults()')
  return [...faults, ...dotted.filter((word) => KEYS.has(word)).map((key) => `the text ${key} is missing`)]
}

/** The page's words: what is seen, its title, and what screen readers and empty fields say. */
export async function wordsOf(page: Page): Promise<string> {
  await page.evaluate(SCRIPT)
  return (await page.evaluate<Found>('pageFaults()')).text
}
