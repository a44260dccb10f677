/**
 * `npm run package -- check FOLDER`: everything that can be said of a business package – models, forms, rules, life-cycle, templates, manifest,
 * rehearsals, both engines. `npm run package -- deploy FOLDER [--url http://…] [--note TEXT]`: the same check, then into the local database
 * (DATA_DIR, DATABASE_URL) or through a running server. Exit code 0 = done, 1 = refused by the check, 2 = it could not be done.
 */
import { existsSync } from 'node:fs'
import { basename, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import type { Resource } from '#engine/runtime/ports/package_store'
import { askAccount } from './ask_account.js'
import { checkPackage, countParts, type CheckedPackage } from './check_package.js'
import { readConfiguration, type Configuration } from './configuration.js'
import { openLocalDeployment, signInToDeploy, type Deployment } from './deploy_package.js'
import { diagnosticLine } from './diagnostic_line.js'
import { faultLine } from './fault_line.js'
import { StartFault } from './keys.js'
import { readPackageFolders } from './package_folders.js'
import { tellRehearsal } from './tell_rehearsal.js'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const USAGE = `用法：npm run package -- check 业务包文件夹 …
      npm run package -- deploy 业务包文件夹 … [--url http://服务器] [--note 说明]
不写 --url 时发布到本机的数据库（DATA_DIR 或 DATABASE_URL）；写了则经服务器发布，账号由 XINGLIU_USER、XINGLIU_PASSWORD 给出或在终端输入。`

interface Wish {
  deploys: boolean
  folders: readonly string[]
  url: string | null
  note: string | null
}

async function main(): Promise<number> {
  const wish = readWish()
  if (wish === null) return 2
  const read = readConfiguration(process.env, fileURLToPath(new URL('../../', import.meta.url)))
  if (!read.ok) return read.faults.forEach(complain), 2
  let deployment: Deployment | null = null
  try {
    const packages = wish.folders.map(packageIn)
    // first of all: whoever may not deploy, or cannot reach the place, hears of it before anything is checked
    if (wish.deploys) deployment = await openDeployment(wish, read.configuration)
    let isFine = true
    for (const { folder, resources } of packages) isFine = tell(folder, await checkPackage(resources)) && isFine
    if (!isFine) return wish.deploys && say('没有发布：请先改正以上问题。'), 1
    for (const { resources } of deployment === null ? [] : packages) await deploy(deployment!, resources, wish.note)
    return 0
  } catch (error) {
    complain(faultLine(error, read.configuration))
    return 2
  } finally {
    await deployment?.close()
  }
}

function readWish(): Wish | null {
  try {
    const { values, positionals } = parseArgs({ options: { url: { type: 'string' }, note: { type: 'string' } }, allowPositionals: true })
    const [act, ...folders] = positionals
    const isKnown = (act === 'check' || act === 'deploy') && folders.length > 0
    const isWeb = values.url === undefined || /^https?:\/\/[^\s@]+$/.test(values.url)
    if (isKnown && isWeb) return { deploys: act === 'deploy', folders, url: values.url?.replace(/\/+$/, '') ?? null, note: values.note ?? null }
  } catch {
    // an option nobody knows: the usage says which there are
  }
  complain(USAGE)
  return null
}

function packageIn(path: string): { folder: string; resources: readonly Resource[] } {
  const folder = resolve(path)
  const found = existsSync(folder) ? readPackageFolders(folder).find((one) => one.folder === '') : undefined
  if (found === undefined) throw new StartFault(`${path}：这里没有业务包（缺少 manifest.json）。请核对路径。`)
  return { folder, resources: found.resources }
}

/** Everything found, in lines; answers whether the package may be deployed. */
function tell(folder: string, { ok, read, diagnostics, rehearsals, verification }: CheckedPackage): boolean {
  say(`业务包 ${basename(folder)}：${countParts(read)}`)
  for (const one of diagnostics) say(`  ${one.severity === 'error' ? '✗' : '!'} ${diagnosticLine(one)}`)
  if (verification !== null) say(`  ${verification.status === 'differed' ? '✗' : '✓'} 双引擎校验：${verification.detail}`)
  for (const one of rehearsals) tellRehearsal(one, true, say)
  if (rehearsals.length === 0 && verification !== null) say('  ! 没有预演（rehearsals/*.json）：没有人试过这个业务能不能走通。')
  say(ok ? '检查通过。' : '检查没有通过。')
  return ok
}

async function openDeployment({ url }: Wish, configuration: Configuration): Promise<Deployment> {
  return url === null ? openLocalDeployment(configuration) : signInToDeploy(url, await askAccount(process.env))
}

async function deploy(deployment: Deployment, resources: readonly Resource[], note: string | null): Promise<void> {
  const { key, version, unchanged } = await deployment.deploy(resources, note)
  say(unchanged ? `${key} 与现行第 ${version} 版内容相同，没有产生新版本。` : `已发布 ${key} 第 ${version} 版。`)
}

process.exitCode = await main()
