import { readFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { isIP } from 'node:net'
import { resolve } from 'node:path'
import { readFrontTables, type FrontTable } from '#adapters/sensors/front_database/front_table'
import { MOST_IN_FLIGHT, type OutsideBrokerSettings } from '#adapters/sensors/mqtt/outside_broker'
import { readTopicTemplate, UP_TOPIC } from '#adapters/sensors/mqtt/topic'

/** Lines by which sensors reach this node. */
export interface LineSettings {
  host: string
  /** null = this port is not opened. */
  mqttPort: number | null
  mqttTls: { port: number; cert: string; key: string } | null
  outside: OutsideBrokerSettings | null
  hj212: { port: number; source: string } | null
  frontTables: readonly FrontTable[]
}

export const NO_LINES: LineSettings = { host: '127.0.0.1', mqttPort: null, mqttTls: null, outside: null, hj212: null, frontTables: [] }

/** Reads one variable of the environment: its value, or `fallback` and a line that says what was expected. */
export type ReadSetting = <T>(name: string, fallback: T, parse: (text: string) => T | undefined, expected: readonly [chinese: string, english: string]) => T

export interface LineDefaults {
  host: string
  /** Of the web server: tells nodes of one machine apart. */
  webPort: number
  /** The usual ports are opened unasked. */
  opensPorts: boolean
  repository: string
  environment: Readonly<Record<string, string | undefined>>
}

const MQTT_PORT = 1883
const HJ212_PORT = 9212

export function readLineSettings(read: ReadSetting, faults: string[], { host, webPort, opensPorts, repository, environment }: LineDefaults): LineSettings {
  const port = (name: string, usual: number | null): number | null => read<number | null | undefined>(name, usual, parsePort, ['端口号或 off', 'a port or off']) ?? null
  const file = (name: string): string | null => read<string | null>(name, null, (text) => readText(resolve(repository, text)), ['可读的文件', 'a file that can be read'])
  const name = (variable: string, usual: string): string => read(variable, usual, (text) => (/^[A-Za-z0-9][A-Za-z0-9._-]{0,79}$/.test(text) ? text : undefined), ['字母、数字、点、横线组成的编号', 'letters, digits, points, hyphens'])
  const text = (variable: string): string | null => read<string | null>(variable, null, (given) => given, ['文本', 'a text'])

  const tlsPort = port('MQTT_TLS_PORT', null)
  const [cert, key] = [file('MQTT_TLS_CERT'), file('MQTT_TLS_KEY')]
  if (tlsPort !== null && (cert === null || key === null)) faults.push('MQTT_TLS_PORT 须与 MQTT_TLS_CERT、MQTT_TLS_KEY 一起给出。 MQTT_TLS_PORT needs MQTT_TLS_CERT and MQTT_TLS_KEY.')
  const url = read<string | null>('MQTT_URL', null, parseBrokerUrl, ['mqtt(s)://主机:端口 或 ws(s)://…', 'mqtt(s):// or ws(s)://'])
  const source = name('MQTT_SOURCE', 'mqtt')
  const topic = read('MQTT_TOPIC', readTopicTemplate(UP_TOPIC, source)!, (given) => readTopicTemplate(given, source) ?? undefined, ['含 {deviceId} 的主题', 'a topic with {deviceId}'])
  const version = read<4 | 5>('MQTT_VERSION', 5, (given) => (given === '5' ? 5 : given === '3.1.1' ? 4 : undefined), ['3.1.1 或 5', '3.1.1 or 5'])
  const hj212Port = port('HJ212_PORT', opensPorts ? HJ212_PORT : null)
  return {
    host: read('SENSOR_HOST', host, (given) => (isIP(given) !== 0 || given === 'localhost' ? given : undefined), ['IP 地址或 localhost', 'an IP address or localhost']),
    mqttPort: port('MQTT_PORT', opensPorts ? MQTT_PORT : null),
    mqttTls: tlsPort === null || cert === null || key === null ? null : { port: tlsPort, cert, key },
    outside: url === null ? null : {
      url, version, topic,
      username: text('MQTT_USERNAME'), password: text('MQTT_PASSWORD'), ca: file('MQTT_CA'),
      clientId: name('MQTT_CLIENT_ID', `xingliu-${hostname().replaceAll(/[^A-Za-z0-9.-]/g, '-')}-${webPort}`.slice(0, 80)),
      group: version === 5 ? name('MQTT_GROUP', 'xingliu') : text('MQTT_GROUP'),
      mostInFlight: MOST_IN_FLIGHT,
    },
    hj212: hj212Port === null ? null : { port: hj212Port, source: name('HJ212_SOURCE', 'hj212') },
    frontTables: readTables(file('FRONT_TABLES'), faults, environment),
  }
}

function readTables(text: string | null, faults: string[], environment: LineDefaults['environment']): readonly FrontTable[] {
  if (text === null) return []
  const read = readFrontTables(text, environment)
  if (read.ok) return read.tables
  faults.push(...read.faults.map((fault) => `FRONT_TABLES ${fault}`))
  return []
}

/** null = off. */
const parsePort = (text: string): number | null | undefined => (text === 'off' ? null : /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined)

function readText(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return undefined
  }
}

function parseBrokerUrl(text: string): string | undefined {
  try {
    return /^(mqtts?|wss?):$/.test(new URL(text).protocol) ? text : undefined
  } catch {
    return undefined
  }
}
