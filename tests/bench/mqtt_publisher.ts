import { connect, type Socket } from 'node:net'

/** A connection that publishes with QoS 1 (MQTT 3.1.1), by hand: on two cores whoever sends runs beside the server it measures, and must cost little. */
export interface MqttPublisher {
  /** Publishes every packet, so many of them unacknowledged at most; resolves when all are acknowledged. */
  publish(packets: readonly PublishPacket[], inFlight: number): Promise<void>
  close(): void
}

/** A PUBLISH whose packet identifier (bytes `idAt` and the next) is still to be set. */
export interface PublishPacket {
  bytes: Buffer
  idAt: number
}

const MOST_IDS = 65_535

const text = (value: string): Buffer => {
  const bytes = Buffer.from(value)
  return Buffer.concat([Buffer.from([bytes.length >> 8, bytes.length & 0xff]), bytes])
}

/** §2.2.3: seven bits a byte, the lowest first. */
function lengthOf(bytes: number): Buffer {
  const digits: number[] = []
  for (let rest = bytes; rest > 0 || digits.length === 0; rest = Math.floor(rest / 128)) digits.push((rest % 128) | (rest >= 128 ? 0x80 : 0))
  return Buffer.from(digits)
}

const packet = (first: number, body: Buffer): Buffer => Buffer.concat([Buffer.from([first]), lengthOf(body.length), body])

/** §3.3, QoS 1. */
export function publishPacket(topic: string, payload: string): PublishPacket {
  const head = text(topic)
  const bytes = packet(0x32, Buffer.concat([head, Buffer.alloc(2), Buffer.from(payload)]))
  return { bytes, idAt: bytes.length - Buffer.byteLength(payload) - 2 }
}

/** §3.1: clean session, user name and password. */
const connectPacket = (clientId: string, username: string, password: string): Buffer =>
  packet(0x10, Buffer.concat([text('MQTT'), Buffer.from([4, 0xc2, 0, 60]), text(clientId), text(username), text(password)]))

/** Resolves when the broker has let us in. */
export async function openMqttPublisher(port: number, clientId: string, username: string, password: string): Promise<MqttPublisher> {
  const socket: Socket = connect({ host: '127.0.0.1', port, noDelay: true })
  const broken = new Promise<never>((_resolve, reject) => {
    socket.once('error', reject)
    socket.once('close', () => reject(new Error('Expected the broker to keep the connection, but it has closed it.')))
  })
  broken.catch(() => undefined)
  let heard: (bytes: number) => void = () => undefined
  socket.on('data', (chunk) => heard(chunk.length))
  const bytesHeard = (wanted: number) => new Promise<void>((resolve) => {
    let missing = wanted
    heard = (bytes) => void ((missing -= bytes) <= 0 && resolve())
  })
  const welcome = bytesHeard(4)
  socket.write(connectPacket(clientId, username, password))
  await Promise.race([welcome, broken])
  let id = 0
  return {
    async publish(packets, inFlight) {
      let [sent, acknowledged] = [0, 0]
      const send = (count: number): void => {
        const chunk = packets.slice(sent, sent + count)
        for (const { bytes, idAt } of chunk) bytes.writeUInt16BE((id = (id % MOST_IDS) + 1), idAt)
        sent += chunk.length
        if (chunk.length > 0) socket.write(Buffer.concat(chunk.map(({ bytes }) => bytes)))
      }
      const done = new Promise<void>((resolve) => {
        let bytes = 0
        heard = (more) => {
          bytes += more
          // a PUBACK has four bytes
          const now = Math.floor(bytes / 4)
          send(now - acknowledged)
          acknowledged = now
          if (acknowledged === packets.length) resolve()
        }
      })
      send(inFlight)
      await Promise.race([done, broken])
    },
    close: () => void socket.destroy(),
  }
}
