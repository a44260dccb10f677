/**
 * `npm run audit:verify [-- --file CHECKPOINTS]… [--data-dir FOLDER | --database-url mysql://…] [--key FINGERPRINT]
 * [--liveness]`: has anybody changed what is kept? With `--liveness` also: can everything that runs go on? One line a finding, Chinese first. Exit code 0 = whole, 1 = something is wrong, 2 = it could not be read.
 */
import { createReadStream, existsSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { fingerprint } from '#storage/audit/checkpoint_proof'
import type { Finding } from '#storage/audit/finding'
import { openReader } from '#storage/audit/open_reader'
import { verifyAudit, type AuditFigures } from '#storage/audit/verify_audit'
import { verifyLiveness } from './audit_liveness.js'
import { readConfiguration, type Configuration } from './configuration.js'

const say = (line: string): void => void process.stdout.write(`${line}\n`)

const USAGE = '用法：npm run audit:verify -- [--file 检查点文件]… [--data-dir 文件夹 | --database-url mysql://…] [--key 公钥指纹] [--liveness]'
/** Findings shown one by one; the rest is counted. */
const SHOWN = 200

function fail(line: string): never {
  process.stderr.write(`${line}\n`)
  process.exit(2)
}

function readArguments() {
  try {
    return parseArgs({
      options: {
        file: { type: 'string', multiple: true }, 'data-dir': { type: 'string' }, 'database-url': { type: 'string' }, key: { type: 'string' },
        liveness: { type: 'boolean' },
      },
    }).values
  } catch {
    return fail(USAGE)
  }
}

function configured(values: ReturnType<typeof readArguments>): Configuration {
  const environment = {
    ...process.env,
    ...(values['data-dir'] === undefined ? {} : { DATA_DIR: values['data-dir'], DATABASE_URL: '' }),
    ...(values['database-url'] === undefined ? {} : { DATABASE_URL: values['database-url'] }),
  }
  const read = readConfiguration(environment, fileURLToPath(new URL('../../', import.meta.url)))
  return read.ok ? read.configuration : fail(read.faults.join('\n'))
}

/** The files named, else the one this installation writes. */
function outsideFiles(named: readonly string[] | undefined, configuration: Configuration): string[] {
  for (const file of named ?? []) if (!existsSync(file)) fail(`${file}：检查点文件不存在。请核对路径。 The checkpoint file does not exist.`)
  return named ? [...named] : [configuration.checkpointFile].filter((file) => existsSync(file))
}

/** Opened when its turn comes: lines read before anybody listens would be lost. */
async function* linesOf(file: string): AsyncGenerator<string> {
  yield* createInterface({ input: createReadStream(file) })
}

function summary(figures: AuditFigures, files: readonly string[]): string[] {
  const { instances, rows, checkpoints, heads, auditRows, lines, publicKey } = figures
  return [
    `已核查：办件 ${instances} 件，日志 ${rows} 行，检查点 ${checkpoints} 个（覆盖 ${heads} 处），安全审计 ${auditRows} 行，外部文件 ${lines} 行`,
    `Checked: ${instances} instances, ${rows} journal rows, ${checkpoints} checkpoints over ${heads} heads, ${auditRows} audit rows, ${lines} lines outside`,
    ...(publicKey === null ? [] : [`检查点公钥指纹：${fingerprint(publicKey)}  （请与首次启动时记下的指纹核对 compare with the one noted at the first start）`]),
    ...(files.length ? [] : ['没有外部检查点文件：整库回退或换钥重签无法发现。 Without the outside file a rolled back database cannot be told.']),
  ]
}

async function main(): Promise<number> {
  const values = readArguments()
  const configuration = configured(values)
  const files = outsideFiles(values.file, configuration)
  const where = configuration.databaseUrl ?? join(configuration.dataDir, 'xingliu.sqlite')
  const reader = await openReader(where).catch((error: Error) => fail(`数据库读不到：${error.message}。 The database cannot be read.`))
  let found = 0
  const report = (finding: Finding): void => {
    found += 1
    if (found > SHOWN) return
    const where = [finding.instanceId, finding.seq === null ? null : `#${finding.seq}`].filter((part) => part !== null).join(' ')
    say(`✗ ${finding.code}  ${where}  ${finding.message}  ${finding.english}`)
  }
  try {
    const figures = await verifyAudit(reader, { files: files.map(linesOf), publicKey: null, report })
    const isOtherKey = values.key !== undefined && (figures.publicKey === null || fingerprint(figures.publicKey) !== values.key)
    if (isOtherKey) say('✗ KEY_CHANGED  检查点不是由此指纹的密钥签名  the checkpoints are not signed by the key of this fingerprint')
    if (found > SHOWN) say(`… 另有 ${found - SHOWN} 处  and ${found - SHOWN} more`)
    summary(figures, files).forEach(say)
    const alive = values.liveness ? await verifyLiveness(where, say) : null
    if (alive) say(`运行中的办件 ${alive.instances} 件，能否继续：${alive.found} 处问题。 ${alive.instances} running instances, ${alive.found} that cannot go on.`)
    const problems = found + (isOtherKey ? 1 : 0) + (alive?.found ?? 0)
    say(problems === 0 ? '✓ 完整，未发现问题。 Whole: nothing is wrong.' : `✗ 发现 ${problems} 处问题。 ${problems} problems.`)
    return problems === 0 ? 0 : 1
  } finally {
    await reader.close()
  }
}

process.exitCode = await main()
