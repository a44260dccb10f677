import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import type { LineCursorStore } from '#processes/foundation/alarms/line_cursor_store'
import { createFrontLine } from '#adapters/sensors/front_database/front_line'
import { createHj212Server, HJ212_DEFAULTS } from '#adapters/sensors/hj212/server'
import type { LineTools, SensorLine } from '#adapters/sensors/lines/line'
import { lineMetrics } from '#adapters/sensors/lines/line_metrics'
import { createBrokerOnDuty, DUTY_EVERY_MS } from '#adapters/sensors/mqtt/broker_on_duty'
import { MOST_CONNECTIONS } from '#adapters/sensors/mqtt/embedded_broker'
import { createOutsideBroker } from '#adapters/sensors/mqtt/outside_broker'
import type { LineSettings } from './line_settings.js'

export interface SensorLines {
  /** Prometheus text. */
  metrics(): string
  /** What has begun, a line each, for whoever starts the server; what could not is said and holds up nothing else. */
  start(): Promise<string[]>
  stop(): Promise<void>
}

export interface LineSurroundings {
  leases: LeaseStore
  cursors: LineCursorStore
  nodeId: string
}

interface Planned {
  line: SensorLine
  /** What it is, for people. */
  shows: string
  variable: string
}

/** Every line that the settings ask for. Nothing is open yet. */
export function openSensorLines(settings: LineSettings, tools: LineTools, surroundings: LineSurroundings): SensorLines {
  const planned = planLines(settings, tools, surroundings)
  return {
    metrics: () => lineMetrics(planned.map(({ line }) => line)),
    start: async () => Promise.all(planned.map(startLine)),
    stop: async () => void (await Promise.all(planned.map(({ line }) => line.stop()))),
  }
}

function planLines(settings: LineSettings, tools: LineTools, surroundings: LineSurroundings): Planned[] {
  const { host, mqttPort, mqttTls, outside, hj212, frontTables } = settings
  const planned: Planned[] = []
  if (mqttPort !== null || mqttTls !== null) {
    const ports = [...(mqttPort === null ? [] : [`${host}:${mqttPort}`]), ...(mqttTls === null ? [] : [`${host}:${mqttTls.port}（TLS）`])]
    const broker = { host, port: mqttPort, tls: mqttTls, maxConnections: MOST_CONNECTIONS, ...surroundings, everyMs: DUTY_EVERY_MS }
    planned.push({ line: createBrokerOnDuty(broker, tools), shows: `MQTT ${ports.join('、')}`, variable: 'MQTT_PORT' })
  }
  if (outside) planned.push({ line: createOutsideBroker(outside, tools), shows: `MQTT ${withoutSecrets(outside.url)}`, variable: 'MQTT_URL' })
  if (hj212) planned.push({ line: createHj212Server({ ...HJ212_DEFAULTS, host, ...hj212 }, tools), shows: `HJ 212 ${host}:${hj212.port}`, variable: 'HJ212_PORT' })
  for (const table of frontTables) planned.push({ line: createFrontLine(table, tools, surroundings), shows: `前置库 ${table.name}`, variable: 'FRONT_TABLES' })
  return planned
}

const startLine = ({ line, shows, variable }: Planned): Promise<string> =>
  line.start().then(
    () => `传感器接入 Sensors: ${shows}`,
    (error: unknown) => `传感器接入未启动：${shows}，${reasonOf(error)}。请释放端口，或以 ${variable} 另设（off 为不启用）。 Not started.`,
  )

function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : ''
  if (code === 'EADDRINUSE') return '端口已被占用'
  if (code === 'EACCES') return '没有权限使用该端口'
  return error instanceof Error ? error.message : String(error)
}

function withoutSecrets(text: string): string {
  const url = new URL(text)
  url.username = ''
  url.password = ''
  return url.href
}
