import 'reflect-metadata'
import { fileURLToPath } from 'node:url'
import { startWebApplication } from '#adapters/web/server/web_application'
import { createClock, type Clock } from './clock.js'
import { compose, REPOSITORY, type Composition } from './compose.js'
import { readConfiguration, type Configuration } from './configuration.js'
import { faultLine } from './fault_line.js'
import { loadAdministrators, loadDemoCounty, type FirstAccounts } from './first_accounts.js'
import { loadDemoSensors } from './load_demo_sensors.js'
import { loadPackages } from './load_packages.js'
import { playDemoCases } from './play_demo_cases.js'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const read = readConfiguration(process.env, fileURLToPath(REPOSITORY))
if (!read.ok) {
  read.faults.forEach(complain)
  process.exit(1)
}

try {
  await start(read.configuration)
} catch (error) {
  complain(faultLine(error, read.configuration))
  process.exit(1)
}

async function start(configuration: Configuration): Promise<void> {
  const clock = createClock(configuration.clockStartMs)
  const composition = await compose(configuration, clock)
  const first = await prepare(composition, configuration, clock)
  const web = await startWebApplication(composition.services)
  composition.startWorkers()
  const lines = await composition.startLines()
  endOnSignals(async () => {
    await web.stop()
    await composition.close()
  })
  announce(web.address, configuration, composition, first, lines)
}

/** The first start loads the county, or the three administrators; every start looks for new versions of the packages. */
async function prepare(composition: Composition, configuration: Configuration, clock: Clock): Promise<FirstAccounts | null> {
  const { services, engine } = composition
  const isFirst = services.organisation.snapshot().people.length === 0
  const first = !isFirst ? null : configuration.demo ? await loadDemoCounty(services, configuration.demoPassword) : await loadAdministrators(services)
  await services.organisation.refresh()
  for (const line of await loadPackages(engine, fileURLToPath(new URL('processes', REPOSITORY)))) complain(line)
  await composition.lookAtRules()
  if (isFirst && configuration.demo && configuration.demoCases) {
    await loadDemoSensors(services)
    say('正在载入演示办件… Loading the demo cases …')
    for (const line of await playDemoCases(engine, clock, services.calendar.calendar(), { year: configuration.demoYear })) complain(`演示办件没有完成：${line}`)
  }
  return first
}

function announce(address: string, configuration: Configuration, composition: Composition, first: FirstAccounts | null, sensorLines: readonly string[]): void {
  const lines = [`星流已启动：${address}  （接口说明 ${address}/api/v1/docs）  Xingliu is running.`, ...sensorLines]
  if (composition.madeMasterKey) lines.push(`已生成主密钥 ${configuration.dataDir}/master.key：其他节点须以 MASTER_KEY 提供同一密钥。`)
  if (first) {
    lines.push(first.oneTime ? '首批账号（首次登录须修改密码）：' : '演示账号（密码相同）：')
    for (const { username, shows } of first.accounts) lines.push(`  ${username.padEnd(21)} ${shows}`)
    lines.push(`密码 Password：${first.password}`, '密码只显示这一次，请记下。 The password is shown only once.')
  } else {
    lines.push('账号与密码沿用首次启动时所给。 Accounts and passwords are those of the first start.')
    if (configuration.demoPassword !== null) lines.push('DEMO_PASSWORD 只在首次启动时生效。 DEMO_PASSWORD takes effect at the first start only.')
  }
  say(lines.join('\n'))
}

/** SIGTERM and SIGINT finish the running group and close; a second signal does not wait. */
function endOnSignals(stop: () => Promise<void>): void {
  let isEnding = false
  const end = () => {
    if (isEnding) process.exit(1)
    isEnding = true
    stop().then(
      () => process.exit(0),
      (error) => {
        complain(`停止时出错：${error instanceof Error ? error.message : String(error)}`)
        process.exit(1)
      },
    )
  }
  process.on('SIGTERM', end)
  process.on('SIGINT', end)
}
