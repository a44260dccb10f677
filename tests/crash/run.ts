/**
 * Breaks the server under load and proves that nothing acknowledged is missing, nothing is done twice, and the journal is whole:
 * `tests/crash/run.ts [--fault server|database|disk] [--kills 20] [--seed N] [--server product|bare|early|twice] [--clerks 6] [--disk mounted|injected]`.
 * `server`: SIGKILL; at least a fifth of the kills fall between the last statement of a group and its commit. `database`: SIGKILL of a
 * MariaDB of its own while the server runs on. `disk`: the file system below the data runs full and has room again; where none can be mounted (or
 * with `--disk injected`) the database is made to say so itself, and the report names it.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { startPrivateMariaDb } from '#tests/rings/private_mariadb'
import { employClerks, type Clerks } from './clerks.js'
import { createCrashWindow } from './crash_window.js'
import { fullDisk, killedDatabase, killedServer, type Fault } from './fault.js'
import { hostTarget } from './host_target.js'
import { limitedGrowth, limitedPages, ONE_GROWING_FILE } from './injected_disk.js'
import { openLedger } from './ledger.js'
import { productTarget } from './product_target.js'
import { createRandom } from './seeded_random.js'
import { mountSmallDisk } from './small_disk.js'
import { verifyCrash } from './verify_crash.js'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '20' }, seed: { type: 'string' }, server: { type: 'string', default: 'product' }, fault: { type: 'string', default: 'server' },
    clerks: { type: 'string', default: '6' }, 'database-url': { type: 'string' }, disk: { type: 'string' },
  },
})
if (values['database-url']) process.env.TEST_DATABASE_URL = values['database-url']
const kills = Number(values.kills)
const seed = Number(values.seed ?? Date.now() % 1_000_000)
const random = createRandom(seed)
const wait = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds))

/** Below it lie a server's start, its demo county and a MariaDB's own files, and what every round leaves behind. */
const DISK_MEGABYTES = { sqlite: 96, mysql: 640, eachRound: 4 }
const isMySql = process.env.TEST_DATABASE_URL !== undefined || values.fault === 'database'
const diskMegabytes = (isMySql ? DISK_MEGABYTES.mysql : DISK_MEGABYTES.sqlite) + kills * DISK_MEGABYTES.eachRound
const mounted = values.fault === 'disk' && values.disk !== 'injected' ? mountSmallDisk(diskMegabytes) : null
if (values.disk === 'mounted' && mounted === null) throw new Error('--disk mounted was asked for, but no file system can be mounted here')
const isInjected = values.fault === 'disk' && mounted === null

const folder = mkdtempSync(join(tmpdir(), 'xingliu-crash-'))
const pages = isInjected && !isMySql ? limitedPages(join(folder, 'full')) : null
const ownDatabase = isMySql && values.fault !== 'server' ? await startPrivateMariaDb(mounted?.path, { settings: isInjected ? ONE_GROWING_FILE : [] }) : null
if (ownDatabase) process.env.TEST_DATABASE_URL = ownDatabase.url
const disk = mounted ?? pages ?? (isInjected && ownDatabase ? limitedGrowth(ownDatabase) : null)

const window = createCrashWindow(join(folder, 'window'))
const ledger = openLedger(join(folder, 'ledger.jsonl'))
const dataDir = mounted !== null && !isMySql ? join(mounted.path, 'data') : undefined
const target =
  values.server === 'product' ? await productTarget(window.path, dataDir, pages?.env) : await hostTarget(values.server === 'bare' ? 'right' : values.server!, window.path)
const clerks: Clerks = employClerks(Number(values.clerks), target, ledger, String(seed))

function chosenFault(): Fault {
  if (disk) return fullDisk(disk, ownDatabase, () => clerks)
  return ownDatabase ? killedDatabase(ownDatabase, () => clerks, random) : killedServer(target, window)
}
const fault = chosenFault()
let underLoad = 0

/** Waits until work is being acknowledged again; answers whether it was. */
const untilBusy = async (): Promise<boolean> => {
  for (const end = Date.now() + 60_000; Date.now() < end; ) {
    await fault.attend?.()
    if (clerks.acknowledged >= 3) return true
    await wait(5)
  }
  return false
}

console.log(`crash test of ${values.server}: ${kills} ${fault.name}, seed ${seed}, ${process.env.TEST_DATABASE_URL ? 'MySQL' : 'SQLite'}${disk ? `, ${disk.kind}` : ''}`)
let problems: string[] = []
try {
  await target.start()
  for (let round = 1; round <= kills; round += 1) {
    clerks.resume()
    if (await untilBusy()) underLoad += 1
    await wait(random() * 250)
    await fault.strike(round)
  }
  clerks.resume()
  if (!(await untilBusy())) problems.push('after the last fault nobody could work any more')
  await clerks.pause()
  await target.settled()
  await target.end()
  problems.push(...clerks.refusals, ...(await verifyCrash(target.database(), ledger.lines)))
  const count = (kind: string) => ledger.lines.filter((line) => line.kind === kind).length
  console.log(`${kills} ${fault.name}, ${underLoad} under load, ${fault.summary(kills)}`)
  console.log(`${count('sent')} commands sent, ${count('acknowledged')} acknowledged, ${clerks.repeated} sent again under their key`)
  problems.push(...fault.objections(kills))
  if (underLoad < kills) problems.push(`${kills - underLoad} ${fault.name} found nobody at work`)
} catch (error) {
  problems.push(error instanceof Error ? (error.stack ?? error.message) : String(error))
  if (ownDatabase?.hasEnded()) problems.push('the database is not running any more')
} finally {
  await target.kill()
  await target.cleanUp().catch((error: unknown) => problems.push(`not cleaned up: ${String(error)}`))
  await ownDatabase?.stop()
  mounted?.remove()
  ledger.close()
  rmSync(folder, { recursive: true, force: true })
}
for (const problem of problems.slice(0, 40)) console.log(`PROBLEM ${problem}`)
console.log(problems.length === 0 ? `nothing lost, nothing twice, the journal is whole (seed ${seed})` : `${problems.length} problems (seed ${seed})`)
process.exit(problems.length === 0 ? 0 : 1)
