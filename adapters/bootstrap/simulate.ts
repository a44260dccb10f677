/**
 * `npm run simulate -- day|storm|flood [--url http://127.0.0.1:3333] [--mqtt mqtt://127.0.0.1:1883] [--hj212 127.0.0.1:9212] [--count N]`: the devices of the
 * demo county talk to a running server as real ones would – MQTT, HTTP, HJ 212 – and what came of it is printed. Account: one that may manage
 * sensors (center_chief of the demo), by XINGLIU_USER and XINGLIU_PASSWORD or asked for. Exit code 0 = all acknowledged, 1 = not, 2 = it could not be done.
 */
import { setTimeout as pause } from 'node:timers/promises'
import { parseArgs } from 'node:util'
import { DEMO_SOURCE, DEMO_STATIONS } from '#adapters/sensors/simulate/demo_devices'
import { playScenario, type Played } from '#adapters/sensors/simulate/play_scenario'
import { lineOf, SCENARIOS, scenarioOf, STORM_MESSAGES, type ScenarioName } from '#adapters/sensors/simulate/scenario'
import { openStationSender } from '#adapters/sensors/simulate/send_by_hj212'
import { openHttpSender } from '#adapters/sensors/simulate/send_by_http'
import { openMqttSender } from '#adapters/sensors/simulate/send_by_mqtt'
import type { Sender } from '#adapters/sensors/simulate/sender'
import { askAccount } from './ask_account.js'
import { StartFault } from './keys.js'
import { openSimulatedCounty, type RaisedAlarm, type SimulatedCounty } from './simulate_county.js'

const say = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const USAGE = `用法：npm run simulate -- day|storm|flood [--url http://127.0.0.1:3333] [--mqtt mqtt://127.0.0.1:1883] [--hj212 127.0.0.1:9212] [--count 条数]
账号须可维护感知设备（演示：center_chief），由 XINGLIU_USER、XINGLIU_PASSWORD 给出或在终端输入。`

interface Wish {
  name: ScenarioName
  url: string
  mqtt: string
  station: { host: string; port: number }
  count: number
}

function readWish(): Wish | null {
  try {
    const text = { type: 'string' } as const
    const { values, positionals } = parseArgs({ options: { url: text, mqtt: text, hj212: text, count: text }, allowPositionals: true })
    const name = SCENARIOS.find((one) => one === positionals[0])
    const [, host, port] = /^([^:]+):(\d{1,5})$/.exec(values.hj212 ?? '127.0.0.1:9212') ?? []
    const count = Number(values.count ?? STORM_MESSAGES)
    if (name === undefined || positionals.length > 1 || host === undefined || !Number.isInteger(count) || count < 1 || count > 1_000_000) return null
    return { name, url: (values.url ?? 'http://127.0.0.1:3333').replace(/\/+$/, ''), mqtt: values.mqtt ?? 'mqtt://127.0.0.1:1883', station: { host, port: Number(port) }, count }
  } catch {
    return null
  }
}

async function openSenders({ url, mqtt, station }: Wish, lines: ReadonlySet<string>, secrets: Readonly<Record<string, string>>): Promise<Record<string, Sender>> {
  const fault = (what: string) => (error: unknown): never => {
    throw new StartFault(`连不上 ${what}（${error instanceof Error ? error.message : String(error)}）。请核对地址和端口。`)
  }
  const senders: Record<string, Sender> = {}
  if (lines.has('HTTP')) senders['HTTP'] = openHttpSender(url, DEMO_SOURCE, secrets[DEMO_SOURCE]!)
  if (lines.has('MQTT')) senders['MQTT'] = await openMqttSender(mqtt, DEMO_SOURCE, secrets[DEMO_SOURCE]!).catch(fault(mqtt))
  if (lines.has('HJ 212')) senders['HJ 212'] = await openStationSender(station.host, station.port, secrets[DEMO_STATIONS]!).catch(fault(`${station.host}:${station.port}`))
  return senders
}

async function main(): Promise<number> {
  const wish = readWish()
  if (!wish) return complain(USAGE), 2
  let county: SimulatedCounty | null = null
  try {
    county = await openSimulatedCounty(wish.url, await askAccount(process.env))
    const secrets = await county.prepare(say)
    // another node learns of devices and rules within a second or two
    await pause(2_500)
    const scenario = scenarioOf(wish.name, wish.count)
    const senders = await openSenders(wish, new Set(scenario.sendings.map(lineOf)), secrets)
    const startedMs = Date.now()
    say(scenario.shows)
    const played = await playScenario(scenario, senders, lineOf)
    tellSent(played)
    for (const sender of Object.values(senders)) await sender.close()
    await tellWhatCame(county, startedMs)
    say(`（${scenario.expects}）`)
    return played.failed === 0 ? 0 : 1
  } catch (error) {
    complain(error instanceof StartFault ? error.message : String(error instanceof Error ? error.stack : error))
    return 2
  } finally {
    await county?.close()
  }
}

function tellSent({ sent, failed, fault, milliseconds }: Played): void {
  const total = Object.values(sent).reduce((sum, count) => sum + count, 0)
  say(`已发送 ${total} 条（${Object.entries(sent).map(([line, count]) => `${line} ${count}`).join('，')}），用时 ${(milliseconds / 1_000).toFixed(1)} 秒，${failed === 0 ? '全部受理' : `${failed} 条没有受理：${fault}`}`)
}

/** Nothing has changed for so long = that was all. Rules wait half a minute before they believe some things. */
const QUIET_MS = 12_000
const LONGEST_MS = 120_000

async function tellWhatCame(county: SimulatedCounty, startedMs: number): Promise<void> {
  let alarms: readonly RaisedAlarm[] = []
  let changedMs = Date.now()
  for (const end = Date.now() + LONGEST_MS; Date.now() < end && Date.now() - changedMs < QUIET_MS;) {
    await pause(1_000)
    const now = await county.alarmsSince(startedMs)
    const sign = (list: readonly RaisedAlarm[]) => list.map(({ id, hasCase, members, state }) => `${id}${hasCase}${members}${state}`).join()
    if (sign(now) !== sign(alarms)) changedMs = Date.now()
    alarms = now
  }
  const cases = alarms.filter(({ hasCase }) => hasCase)
  say(`报警 ${alarms.length} 条，其中立案 ${cases.length} 件，归并或抑制 ${alarms.filter(({ heldBy }) => heldBy !== null).length} 条，只记录 ${alarms.filter(({ hasCase, heldBy }) => !hasCase && heldBy === null).length} 条`)
  for (const [name, count] of countBy(alarms)) say(`  ${name} ${count} 条`)
  for (const one of cases.slice(0, 30)) {
    say(`  → ${one.name}${one.members > 0 ? `（${one.members} 条报警）` : ''}：${one.of === 'storm' ? '值守事项，由值班员核实' : `${one.town?.name ?? ''} ${(await county.caseOf(one.id)) ?? one.address}`}`)
  }
  if (cases.length > 30) say(`  → 另有 ${cases.length - 30} 件`)
}

function countBy(alarms: readonly RaisedAlarm[]): [string, number][] {
  const counts = new Map<string, number>()
  for (const { name, severity } of alarms) counts.set(`${name}（${severity}）`, (counts.get(`${name}（${severity}）`) ?? 0) + 1)
  return [...counts].toSorted(([, a], [, b]) => b - a)
}

process.exitCode = await main()
