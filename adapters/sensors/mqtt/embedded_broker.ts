import type { EventEmitter } from 'node:events'
import { createServer, type Server, type Socket } from 'node:net'
import { createServer as createTlsServer } from 'node:tls'
import { Aedes, type AuthenticateError, type Client, type PublishPacket } from 'aedes'
import { handOver } from '../lines/hand_over.js'
import type { LineTools } from '../lines/line.js'
import type { LineRecord } from '../lines/line_record.js'
import { listen, type Listening } from '../lines/listen.js'
import { createLoginGuard } from '../lines/login_guard.js'
import { createDoor, isInForce, nameOf, speaksFor, type Identity } from './door.js'
import { createPacketGuard } from './packet_guard.js'
import { readPayload } from './read_payload.js'
import { downTopic, readTopicTemplate, UP_TOPIC } from './topic.js'

export interface EmbeddedBrokerSettings {
  host: string
  /** 0 = a free one; null = by TLS alone. */
  port: number | null
  /** Certificate chain and key as PEM. */
  tls: { port: number; cert: string; key: string } | null
  maxConnections: number
  /** Who has not said who it is by then is cut off. Default: ten seconds. */
  connectLimitMs?: number
}

export const MOST_CONNECTIONS = 5_000

export interface EmbeddedBroker {
  port: number | null
  tlsPort: number | null
  close(): Promise<void>
}

/** A device that says nothing and asks for no limit of its own is gone after one and a half times this. */
const LONGEST_KEEPALIVE_SECONDS = 3_600
const CONNECT_LIMIT_MS = 10_000
/** How soon who is connected by a secret that is not in force any more is cut off. */
const LOOK_MS = 1_000
/** What one socket may have read and not answered: with the connections, the most memory that waiting devices take. */
const READ_AHEAD = 16_384

const UP = readTopicTemplate(UP_TOPIC, '')!

/** Return codes of CONNACK, MQTT 3.1.1 §3.2.2.3. */
const refusal = (returnCode: 3 | 4, message: string) => Object.assign(new Error(message), { returnCode }) as AuthenticateError

/**
 * MQTT 3.1.1 for devices without a broker of their own. A device publishes to its own `…/up` alone; the PUBACK leaves when the intake has
 * committed what it said. While the intake is full the PUBACK waits, and with it the socket.
 */
export async function openEmbeddedBroker(settings: EmbeddedBrokerSettings, tools: LineTools, record: LineRecord): Promise<EmbeddedBroker> {
  const abort = new AbortController()
  const connectLimitMs = settings.connectLimitMs ?? CONNECT_LIMIT_MS
  const identities = new WeakMap<Client, Identity>()
  /** Who is let in and has not gone. */
  const present = new Set<Client>()
  const enter = createDoor(tools.register, createLoginGuard('mqtt', tools.clock, tools.refusedLogin))
  const refuse = (code: string, message: string, device = '', raw = ''): void => record.refuse({ atMs: tools.clock(), device, code, message, raw })

  const broker = await Aedes.createBroker({
    connectTimeout: connectLimitMs,
    queueLimit: 200,
    maxInflightInbound: 20,
    maxTopicLevels: 8,
    preConnect(_client, packet, done) {
      // nothing is kept for a device that is away, and nobody takes over the connection of another by its client id
      packet.clean = true
      packet.clientId = `${packet.username ?? ''}#${packet.clientId}`
      packet.keepalive = Math.min(packet.keepalive || LONGEST_KEEPALIVE_SECONDS, LONGEST_KEEPALIVE_SECONDS)
      done(null, true)
    },
    authenticate(client, username, password, done) {
      const address = (client.conn as Socket).remoteAddress ?? ''
      enter(username ?? '', password?.toString('utf8') ?? '', address).then(
        (entrance) => {
          if (entrance.kind === 'known') {
            identities.set(client, entrance.identity)
            present.add(client)
            client.conn.once('close', () => present.delete(client))
            return done(null, true)
          }
          refuse('E_LINE_PASSWORD', entrance.kind === 'busy' ? '密码连续错误，一分钟内不再受理。' : '用户名或密码不对。请核对设备登记（用户名为“来源/设备编号”）。', username?.slice(0, 200))
          done(entrance.kind === 'busy' ? refusal(3, 'server unavailable') : refusal(4, 'bad user name or password'), false)
        },
        (error: unknown) => {
          tools.onError(error, 'mqtt')
          done(refusal(3, 'server unavailable'), false)
        },
      )
    },
    authorizePublish(client, packet, done) {
      const identity = client && identities.get(client)
      const device = UP.deviceOf(packet.topic)
      if (!identity || !device || !speaksFor(identity, device)) {
        refuse('E_LINE_TOPIC', '设备只能发布到自己的主题 devices/来源/设备编号/up，连接已断开。', packet.topic.slice(0, 200))
        return done(new Error('not your topic'))
      }
      if (!isInForce(tools.register, identity)) {
        refuseRevoked(identity)
        return done(new Error('the secret is not in force any more'))
      }
      packet.retain = false
      takePublished(packet, device).then(() => done(null), (error: unknown) => {
        if (!abort.signal.aborted) tools.onError(error, 'mqtt')
        done(error instanceof Error ? error : new Error(String(error)))
      })
    },
    authorizeSubscribe(client, subscription, done) {
      const identity = identities.get(client)
      const own = identity && (identity.deviceId === null ? `devices/${identity.source}/+/down` : downTopic({ source: identity.source, deviceId: identity.deviceId }))
      done(null, subscription.topic === own ? subscription : null)
    },
  })

  forwardNothing(broker)

  const refuseRevoked = (identity: Identity): void =>
    refuse('E_LINE_REVOKED', '密钥已更换，或设备、平台已停用，连接已断开。请以现在的密钥重新连接。', nameOf(identity))
  /** One that says nothing and only listens goes, too. */
  const looking = setInterval(() => {
    for (const client of present) {
      const identity = identities.get(client)
      if (client.closed) present.delete(client)
      if (client.closed || !identity || isInForce(tools.register, identity)) continue
      refuseRevoked(identity)
      present.delete(client)
      client.close()
    }
  }, LOOK_MS)
  looking.unref()

  /** Resolves when the PUBACK may leave: committed, or refused for good and said so. */
  async function takePublished(packet: PublishPacket, device: { source: string; deviceId: string }): Promise<void> {
    const receivedAtMs = tools.clock()
    const name = `${device.source}/${device.deviceId}`
    const read = readPayload(packet.payload, device)
    if (!read.ok) {
      refuse(read.code, read.message, name, read.raw)
      return tell(device, read.code, read.message)
    }
    const taken = await handOver(tools.intake, read.messages, receivedAtMs, abort.signal)
    record.count(taken, name, read.raw, receivedAtMs)
    for (const one of taken) if (one.kind === 'rejected') tell(device, one.code, one.message)
  }

  /** For whoever connects a device: why its message was not taken. */
  const tell = (device: { source: string; deviceId: string }, code: string, message: string): void =>
    broker.publish({ cmd: 'publish', topic: downTopic(device), payload: JSON.stringify({ code, message }), qos: 0, dup: false, retain: false }, () => undefined)

  const faults: EventEmitter = broker
  faults.on('error', (error: unknown) => tools.onError(error, 'mqtt'))

  const accept = (socket: Socket): void => {
    record.connected(1)
    socket.once('close', () => record.connected(-1))
    guard(socket, () => refuse('E_LINE_TOO_LARGE', '报文超过 64 KB 或不是 MQTT，连接已断开。'))
    broker.handle(socket)
  }
  const servers: Server[] = []
  const opened: Listening[] = []
  const close = async (): Promise<void> => {
    clearInterval(looking)
    const closed = opened.map((one) => one.close())
    abort.abort()
    await new Promise<void>((resolve) => broker.close(resolve))
    await Promise.all(closed)
  }
  const options = { noDelay: true, keepAlive: true, keepAliveInitialDelay: 60_000, highWaterMark: READ_AHEAD }
  const open = async (server: Server, port: number): Promise<number> => {
    server.maxConnections = settings.maxConnections
    server.on('drop', () => refuse('E_LINE_TOO_MANY', `连接数已达上限 ${settings.maxConnections}。请检查是否有设备反复重连。`))
    servers.push(server)
    const listening = await listen(server, settings.host, port)
    opened.push(listening)
    return listening.port
  }
  try {
    const port = settings.port === null ? null : await open(createServer(options, accept), settings.port)
    const { tls } = settings
    const tlsPort = tls && (await open(createTlsServer({ ...options, cert: tls.cert, key: tls.key, handshakeTimeout: connectLimitMs, minVersion: 'TLSv1.2' }, accept), tls.port))
    return { port, tlsPort, close }
  } catch (error) {
    await close()
    throw error
  }
}

/** Nobody may subscribe to what devices publish, so the broker need not look for whom to send it to: what it says itself goes out as ever. */
function forwardNothing(broker: Aedes): void {
  const say = broker.publish.bind(broker)
  broker.publish = (packet: PublishPacket, client: unknown, done?: () => void): void => {
    if (typeof client === 'object' && client !== null) done?.()
    else say(packet, typeof client === 'function' ? (client as () => void) : () => done?.())
  }
}

/** The broker reads by `read`: a chunk that breaks the limits never reaches its parser. */
function guard(socket: Socket, onBroken: () => void): void {
  const isAllowed = createPacketGuard()
  const read = socket.read.bind(socket)
  socket.read = (size?: number): Buffer | null => {
    const chunk = read(size) as Buffer | null
    if (chunk === null || isAllowed(chunk)) return chunk
    onBroken()
    socket.destroy()
    return null
  }
}
