import { createServer, type Socket } from 'node:net'
import { listen, type Listening } from '../lines/listen.js'
import type { LineTools, SensorLine } from '../lines/line.js'
import { createLineRecord } from '../lines/line_record.js'
import { createLoginGuard } from '../lines/login_guard.js'
import { followStation } from './follow_station.js'
import { createStationDoor, type StationDoor } from './station_door.js'

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

/** How soon a connection whose secret is not in force any more is cut off. */
const LOOK_MS = 1_000

export const HJ212_DEFAULTS = { source: 'hj212', maxConnections: 2_000, idleMs: 30 * 60_000, strangerMs: 30_000 }

export interface Hj212Server extends SensorLine {
  /** Null while it does not listen. */
  port(): number | null
}

/** Air and water stations by HJ 212—2017 over TCP. Data are answered (9014) only when they are committed. */
export function createHj212Server(settings: Hj212Settings, tools: LineTools): Hj212Server {
  const record = createLineRecord((refusal) => tools.refused('hj212', refusal))
  const abort = new AbortController()
  const open = new Map<Socket, StationDoor>()
  const guard = createLoginGuard('hj212', tools.clock, tools.refusedLogin)
  let looking: NodeJS.Timeout | null = null
  const following = new Set<Promise<void>>()
  let listening: Listening | null = null

  const server = createServer({ noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, highWaterMark: 16_384 }, (socket) => {
    record.connected(1)
    socket.setTimeout(settings.idleMs, () => socket.destroy())
    const stranger = setTimeout(() => socket.destroy(), settings.strangerMs)
    const known = (): void => clearTimeout(stranger)
    const door = createStationDoor({ source: settings.source, register: tools.register, guard, address: socket.remoteAddress ?? '', known })
    open.set(socket, door)
    const done = followStation(socket, { ...tools, source: settings.source, record, signal: abort.signal, door }).finally(() => {
      known()
      record.connected(-1)
      open.delete(socket)
      following.delete(done)
    })
    following.add(done)
  })
  /** Who says nothing is cut off, too, once a secret it came in by is not in force any more. */
  const look = async (): Promise<void> => {
    for (const [socket, door] of open) {
      if (await door.stillLets()) continue
      record.refuse({ atMs: tools.clock(), device: settings.source, code: 'E_LINE_REVOKED', message: '密码已更换，或设备、平台已停用，连接已断开。请以现在的密码重新连接。', raw: '' })
      socket.destroy()
    }
  }
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
      looking = setInterval(() => void look().catch((error: unknown) => tools.onError(error, 'hj212')), LOOK_MS)
      looking.unref()
    },
    async stop() {
      const closed = listening?.close()
      listening = null
      abort.abort()
      if (looking !== null) clearInterval(looking)
      for (const socket of open.keys()) socket.destroy()
      await Promise.all([closed, ...following])
    },
  }
}
