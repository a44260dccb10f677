import { isIP } from 'node:net'
import { join, resolve } from 'node:path'
import { parseAllowList, type AllowedPlace } from '#adapters/http_task/allow_list'
import { NO_DIRECTORY, parseDirectoryPlaces, type DirectoryPlaces } from '#adapters/directory_sync/directory_places'
import { NOWHERE, parseDeliveryPlaces, type DeliveryPlaces } from '#adapters/outbox/delivery_places'
import { readLineSettings, type LineSettings } from './line_settings.js'

/** What the environment asks for, checked. */
export interface Configuration {
  host: string
  port: number
  /** Absolute path: embedded database, attachments, keys. */
  dataDir: string
  /** `mysql://…`, or null for the embedded database. */
  databaseUrl: string | null
  /** Password of the demo accounts, or null: made at the first start. */
  demoPassword: string | null
  demo: boolean
  /** The demo county comes with cases in every state. Tests that bring their own leave them out. */
  demoCases: boolean
  /** Beside the dozen demo cases told one by one, those of a whole year; tests do without. */
  demoYear: boolean
  /** Encrypts the keys that lie in a shared database; null = one made at the first start, in `dataDir`. */
  masterKey: string | null
  /** Absolute path of the copy of the checkpoints outside the database; best on another machine's disk. */
  checkpointFile: string
  /** Finished instances older than this move to the archive; null = never. */
  archiveAfterDays: number | null
  /** How long 已有材料 stay in the register after their validity or their revocation. */
  materialsKeptDays: number | null
  /** How long settled deliveries, and what inbound messages said, are kept; null = for ever. */
  exchangeKeptDays: number | null
  /** How long an inbound message waits for one before it that never comes; null = for ever. */
  inboundHeldDays: number | null
  /** How long readings of sensors are kept; null = for ever. */
  readingsKeptDays: number | null
  /** Longest term of a 帮代办 mandate, in days. */
  mandateDays: number
  /** Opens /metrics to callers from elsewhere; null = to this machine alone. */
  metricsToken: string | null
  /** Behind a TLS proxy: secure cookies and HSTS. */
  secure: boolean
  /** Places outside that models may call. */
  httpTaskPlaces: readonly AllowedPlace[]
  /** Secrets for their headers, by name. */
  httpTaskSecrets: ReadonlyMap<string, string>
  /** Ports, brokers and tables by which sensors reach this node. */
  lines: LineSettings
  /** Systems outside that targets may be set to. */
  deliveryPlaces: DeliveryPlaces
  /** Directories of people that may be read. */
  directoryPlaces: DirectoryPlaces
  development: boolean
  /** Instant at which the clock starts instead of now, running on from there. Tests only. */
  clockStartMs: number | null
}

export type ReadConfiguration = { ok: true; configuration: Configuration } | { ok: false; faults: string[] }

type Environment = Readonly<Record<string, string | undefined>>

/** Reads the environment; every wrong value gives one line, in Chinese and English. */
export function readConfiguration(environment: Environment, repository: string): ReadConfiguration {
  const faults: string[] = []
  const read = <T>(name: string, fallback: T, parse: (text: string) => T | undefined, expected: readonly [chinese: string, english: string]): T => {
    const text = environment[name]?.trim()
    if (!text) return fallback
    const value = parse(text)
    if (value !== undefined) return value
    // Secrets are never echoed.
    const shown = SECRET.has(name) ? '' : `，现为“${text}”`
    faults.push(`${name} 应为${expected[0]}${shown}。 ${name} must be ${expected[1]}.`)
    return fallback
  }
  const isTest = environment['NODE_ENV'] === 'test'
  const databaseUrl = read<string | null>('DATABASE_URL', null, parseDatabaseUrl, ['mysql://用户:密码@主机:端口/库名', 'mysql://user:password@host:port/database'])
  const masterKey = read<string | null>('MASTER_KEY', null, (text) => (text.length >= 32 ? text : undefined), ['至少 32 个字符的密钥', 'a secret of at least 32 characters'])
  const path = (text: string) => (text.includes('\0') ? undefined : resolve(repository, text))
  const dataDir = read('DATA_DIR', resolve(repository, 'var/data'), path, ['文件夹路径', 'a folder path'])
  const host = read('HOST', '127.0.0.1', parseHost, ['IP 地址或 localhost', 'an IP address or localhost'])
  const port = read('PORT', 3333, parsePort, ['0–65535 的整数', 'an integer from 0 to 65535'])
  const demo = read('DEMO', true, parseSwitch, ['on 或 off', 'on or off'])
  const configuration: Configuration = {
    host,
    port,
    dataDir,
    checkpointFile: read('CHECKPOINT_FILE', join(dataDir, 'checkpoints.jsonl'), path, ['文件路径', 'a file path']),
    archiveAfterDays: read<number | null>('ARCHIVE_AFTER_DAYS', 180, parseDays, ['天数（1 以上的整数）或 off', 'a number of days, 1 or more, or off']),
    materialsKeptDays: read<number | null>('MATERIALS_KEPT_DAYS', 1_095, parseDays, ['天数（1 以上的整数）或 off', 'a number of days, 1 or more, or off']),
    exchangeKeptDays: read<number | null>('EXCHANGE_KEPT_DAYS', 180, parseDays, ['天数（1 以上的整数）或 off', 'a number of days, 1 or more, or off']),
    inboundHeldDays: read<number | null>('INBOUND_HELD_DAYS', 7, parseDays, ['天数（1 以上的整数）或 off', 'a number of days, 1 or more, or off']),
    readingsKeptDays: read<number | null>('READINGS_KEPT_DAYS', 180, parseDays, ['天数（1 以上的整数）或 off', 'a number of days, 1 or more, or off']),
    mandateDays: read('MANDATE_DAYS', 366, (text) => parseDays(text) ?? undefined, ['天数（1 以上的整数）', 'a number of days, 1 or more']),
    databaseUrl,
    demoPassword: read<string | null>('DEMO_PASSWORD', null, (text) => (text.length >= 8 && text.length <= 200 ? text : undefined), ['8–200 个字符', '8 to 200 characters']),
    demo,
    demoCases: read('XINGLIU_DEMO_CASES', true, (text) => (isTest ? parseSwitch(text) : undefined), ['NODE_ENV=test 时的 on 或 off', 'on or off, and NODE_ENV=test']),
    demoYear: !isTest,
    masterKey,
    metricsToken: read<string | null>('METRICS_TOKEN', null, (text) => (text.length >= 16 ? text : undefined), ['至少 16 个字符', 'at least 16 characters']),
    secure: read('SECURE', false, parseSwitch, ['on 或 off', 'on or off']),
    httpTaskPlaces: read<readonly AllowedPlace[]>('HTTP_TASK_ALLOW', [], parseAllowList, [
      '以逗号隔开的网址，如 https://api.example.cn/v1/；内网地址前加 private+', 'addresses separated by commas, such as https://api.example.cn/v1/; private+ before one inside the house',
    ]),
    httpTaskSecrets: readSecrets(environment),
    deliveryPlaces: read<DeliveryPlaces>('DELIVERY_ALLOW', NOWHERE, parseDeliveryPlaces, [
      '以逗号隔开的对接地址：网址（内网前加 private+）、mysql://主机/库名、file:///文件夹/', 'addresses separated by commas: https://…, private+http://…, mysql://host/database, file:///folder/',
    ]),
    directoryPlaces: read<DirectoryPlaces>('DIRECTORY_ALLOW', NO_DIRECTORY, parseDirectoryPlaces, [
      '以逗号隔开的通讯录地址：ldaps://主机:端口、ldap://主机:端口、https://…（内网前加 private+）', 'addresses separated by commas: ldaps://host:port, ldap://host:port, https://…, private+https://…',
    ]),
    lines: readLineSettings(read, faults, { host, webPort: port, opensPorts: demo && !isTest, repository, environment }),
    development: Boolean(environment['DEV_MODE']),
    clockStartMs: read<number | null>('XINGLIU_CLOCK', null, (text) => (isTest ? parseInstant(text) : undefined), [
      'NODE_ENV=test 时的 ISO-8601 时刻', 'an ISO-8601 instant, and NODE_ENV=test',
    ]),
  }
  return faults.length > 0 ? { ok: false, faults } : { ok: true, configuration }
}

/** `HTTP_SECRET_TOKEN` is the secret `TOKEN`. */
const readSecrets = (environment: Environment): ReadonlyMap<string, string> =>
  new Map(Object.entries(environment).flatMap(([name, value]) => {
    const secret = /^HTTP_SECRET_([A-Z][A-Z0-9_]{0,60})$/.exec(name)?.[1]
    return secret !== undefined && value ? [[secret, value] as const] : []
  }))

const SECRET = new Set(['DATABASE_URL', 'DEMO_PASSWORD', 'MASTER_KEY', 'METRICS_TOKEN', 'MQTT_URL', 'MQTT_PASSWORD'])

function parsePort(text: string): number | undefined {
  return /^\d{1,5}$/.test(text) && Number(text) <= 65_535 ? Number(text) : undefined
}

const parseDays = (text: string): number | null | undefined => (text === 'off' ? null : /^[1-9]\d{0,4}$/.test(text) ? Number(text) : undefined)

const parseHost = (text: string): string | undefined => (isIP(text) !== 0 || text === 'localhost' ? text : undefined)

const parseSwitch = (text: string): boolean | undefined => (text === 'on' ? true : text === 'off' ? false : undefined)

const parseInstant = (text: string): number | undefined => {
  const atMs = Date.parse(text)
  return Number.isFinite(atMs) ? atMs : undefined
}

function parseDatabaseUrl(text: string): string | undefined {
  try {
    const url = new URL(text)
    return url.protocol === 'mysql:' && url.hostname && /^\/[\w$-]+$/.test(url.pathname) ? text : undefined
  } catch {
    return undefined
  }
}
