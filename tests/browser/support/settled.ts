import type { Page } from 'playwright-core'

/** Run in the page: whether it shows what it was asked for: fonts there, nothing busy, no question to the server under way for a moment. */
const SETTLED = `new Promise((resolve) => {
  const until = performance.now() + 15000
  let quietSince = performance.now()
  let seen = performance.getEntriesByType('resource').length
  const look = () => {
    const now = performance.now()
    const count = performance.getEntriesByType('resource').length
    const isBusy = document.querySelector('main [aria-busy="true"], main .el-loading-mask, [aria-busy="true"]:not(main):not(html)') !== null || document.querySelector('h1, h2, main') === null
    if (isBusy || count !== seen) { quietSince = now; seen = count }
    if (now - quietSince > 150 || now > until) document.fonts.ready.then(() => resolve(true))
    else setTimeout(look, 30)
  }
  look()
})`

/** Waits until the page shows what it was asked for. */
export async function isSettled(page: Page): Promise<void> {
  await page.evaluate(SETTLED)
}
