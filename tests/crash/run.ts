/**
 * Kills the server with SIGKILL under load and proves that nothing acknowledged is missing, nothing is done twice, and the journal
 * is whole: `tests/crash/run.ts [--kills 20] [--seed N] [--database-url mysql://…] [--server product|bare|early|twice] [--clerks 6]`.
 * At least a fifth of the kills fall between the last statement of a group and its commit; they are counted and printed.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { employClerks } from './clerks.js'
import { createCrashWindow } from './crash_window.js'
import { hostTarget } from './host_target.js'
import { openLedger } from './ledger.js'
import { productTarget } from './product_target.js'
import { createRandom } from './seeded_random.js'
import { verifyCrash } from './verify_crash.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' }, seed: { type: 'string' }, server: { type: 'string', default: 'product' },
    clerks: { type: 'string', default: '6' }, 'database-url': { type: 'string' },
  },
})
if (values['database-url']) process.env.TEST_DATABASE_URL = values['database-url']
const kills = Number(values.kills)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
/** Of every four kills one falls right before a commit (so that a fifth does for sure) and one between commit and answer. */
const sideOf = (kill: number): 'before' | 'after' | null => (kill % 4 === 1 ? 'before' : kill % 4 === 3 ? 'after' : null)
const WINDOW_LIMIT_MS = 10_000

const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

const folder = mkdtempSync(join(tmpdir(), 'xingliu-crash-'))
const window = createCrashWindow(join(folder, 'window'))
const ledger = openLedger(join(folder, 'ledger.jsonl'))
const target = values.server === 'product' ? await productTarget(window.path) : await hostTarget(values.server === 'bare' ? 'right' : values.server!, window.path)
const random = createRandom(seed)
const clerks = employClerks(Number(values.clerks), target, ledger, String(seed))
const inWindow = { before: 0, after: 0 }
let underLoad = 0

/** Waits until work is being acknowledged again; answers whether it was. */
const untilBusy = async (): Promise<boolean> => {
  for (const until = Date.now() + 20_000; Date.now() < until; ) {
    if (clerks.acknowledged >= 3) return true
    await wait(5)
  }
  return false
}

const untilInWindow = async (side: 'before' | 'after'): Promise<boolean> => {
  window.arm(side)
  for (const until = Date.now() + WINDOW_LIMIT_MS; Date.now() < until; ) {
    if (window.isReached()) return true
    await wait(2)
  }
  return false
}

console.log(`crash test of ${values.server}: ${kills} kills, seed ${seed}, ${process.env.TEST_DATABASE_URL ? 'MySQL' : 'SQLite'}`)
let problems: string[] = []
try {
  await target.start()
  for (let kill = 1; kill <= kills; kill += 1) {
    clerks.resume()
    if (await untilBusy()) underLoad += 1
    await wait(random() * 250)
    const side = sideOf(kill)
    if (side && (await untilInWindow(side))) inWindow[side] += 1
    await target.kill()
    window.disarm()
    await target.start()
  }
  clerks.resume()
  await untilBusy()
  await clerks.pause()
  await target.settled()
  await target.end()
  problems = [...clerks.refusals, ...(await verifyCrash(target.database(), ledger.lines))]
  const count = (kind: string) => ledger.lines.filter((line) => line.kind === kind).length
  console.log(`${kills} kills, ${underLoad} under load, ${inWindow.before} between statement and commit (${Math.round((100 * inWindow.before) / kills)} %), ${inWindow.after} between commit and answer`)
  console.log(`${count('sent')} commands sent, ${count('acknowledged')} acknowledged, ${clerks.repeated} sent again under their key`)
  if (inWindow.before * 5 < kills) problems.push(`only ${inWindow.before} of ${kills} kills fell between statement and commit; a fifth has to`)
  if (underLoad < kills) problems.push(`${kills - underLoad} kills found nobody at work`)
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
} finally {
  await target.kill()
  await target.cleanUp()
  ledger.close()
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems.slice(0, 40)) console.log(`PROBLEM ${problem}`)
console.log(problems.length === 0 ? `nothing lost, nothing twice, the journal is whole (seed ${seed})` : `${problems.length} problems (seed ${seed})`)
process.exit(problems.length === 0 ? 0 : 1)
