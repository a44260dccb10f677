import { createServer, type Socket } from 'node:net'
import { listen, type Listening } from '../lines/listen.js'
import type { LineTools, SensorLine } from '../lines/line.js'
import { createLineRecord } from '../lines/line_record.js'
import { followStation } from './follow_station.js'

export interface Hj212Settings {
  host: string
  /** 0 = a free one. */
  port: number
  /** Source of its devices in the register; their id is the MN. */
  source: string
  maxConnections: number
  /** Silent for so long = gone. */
  idleMs: number
  /** Who has not named a station and its password by then is cut off. */
  strangerMs: number
}

export const HJ212_DEFAULTS = { source: 'hj212', maxConnections: 2_000, idleMs: 30 * 60_000, strangerMs: 30_000 }

export interface Hj212Server extends SensorLine {
  /** Null while it does not listen. */
  port(): number | null
}

/** Air and water stations by HJ 212—2017 over TCP. Data are answered (9014) only when they are committed. */
export function createHj212Server(settings: Hj212Settings, tools: LineTools): Hj212Server {
  const record = createLineRecord((refusal) => tools.refused('hj212', refusal))
  const abort = new AbortController()
  const open = new Set<Socket>()
  const following = new Set<Promise<void>>()
  let listening: Listening | null = null

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, highWaterMark: 16_384 }, (socket) => {
    open.add(socket)
    record.connected(1)
    socket.setTimeout(settings.idleMs, () => socket.destroy())
    const stranger = setTimeout(() => socket.destroy(), settings.strangerMs)
    const known = (): void => clearTimeout(stranger)
    const done = followStation(socket, { ...tools, source: settings.source, record, signal: abort.signal, known }).finally(() => {
      known()
      record.connected(-1)
      open.delete(socket)
      following.delete(done)
    })
    following.add(done)
  })
  server.maxConnections = settings.maxConnections
  server.on('drop', () => record.refuse({
    atMs: tools.clock(), device: '', code: 'E_LINE_TOO_MANY', message: `连接数已达上限 ${settings.maxConnections}。请检查是否有设备反复重连。`, raw: '',
  }))
  return {
    name: 'hj212',
    record,
    port: () => listening?.port ?? null,
    async start() {
      listening = await listen(server, settings.host, settings.port)
    },
    async stop() {
      const closed = listening?.close()
      listening = null
      abort.abort()
      for (const socket of open) socket.destroy()
      await Promise.all([closed, ...following])
    },
  }
}
