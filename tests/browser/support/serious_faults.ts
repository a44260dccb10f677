import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import type { Page } from 'playwright-core'

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

/** The bpmn.io mark is drawn by the viewer and may not be changed. */
const AXE_FAULTS = `axe.run({ exclude: [['.fjs-powered-by']] }).then((found) =>
  found.violations
    .filter((fault) => fault.impact === 'serious' || fault.impact === 'critical')
    .flatMap((fault) => fault.nodes.map((node) => fault.id + ': ' + node.target.join(' ') + ' ' + node.html.slice(0, 160))))`

/** A colour on its way from one state to another is neither: what moves and ends has ended. */
const SETTLED = 'Promise.allSettled(document.getAnimations().filter((one) => one.playState === "running" && one.effect.getComputedTiming().endTime !== Infinity).map((one) => one.finished)).then(() => true)'

/** What keeps people with a screen reader, a keyboard or weak eyes from using the page as it stands. */
export async function seriousFaults(page: Page): Promise<string[]> {
  await page.evaluate(SETTLED)
  await page.evaluate(AXE)
  return page.evaluate<string[]>(AXE_FAULTS)
}
