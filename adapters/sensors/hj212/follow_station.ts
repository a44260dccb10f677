import type { Socket } from 'node:net'
import { handOver } from '../lines/hand_over.js'
import type { LineTools } from '../lines/line.js'
import type { LineRecord } from '../lines/line_record.js'
import { createFrameReader, type Frame } from './frame_reader.js'
import { answerTo, parsePacket, type Packet } from './packet.js'
import { carriesValues, readMessage } from './read_message.js'

export interface StationSurroundings extends LineTools {
  source: string
  record: LineRecord
  signal: AbortSignal
  /** A station has named itself and its password rightly. */
  known(): void
}

/** One connection brings the data of so many stations at most. */
const MOST_STATIONS = 200

/** Takes what a connection brings until it ends or breaks the protocol. Never rejects. What it sends waits while the intake is full. */
export async function followStation(socket: Socket, surroundings: StationSurroundings): Promise<void> {
  const reader = createFrameReader()
  const known = new Map<string, Promise<boolean>>()
  try {
    for await (const chunk of socket) {
      const frames = reader.read(chunk as Buffer)
      if (!frames) return refuse(surroundings, '', 'E_LINE_GARBAGE', '收到的数据不是 HJ 212 报文，或数据段超过 1024 字节，连接已断开。请检查设备的协议设置。', chunk as Buffer)
      const goOn = await Promise.all(frames.map((frame) => takeFrame(socket, frame, known, surroundings)))
      if (goOn.includes(false)) return
    }
  } catch (error) {
    if (!surroundings.signal.aborted && !isBrokenConnection(error)) surroundings.onError(error, 'hj212')
  } finally {
    socket.destroy()
  }
}

/** False: the connection is to be closed. */
async function takeFrame(socket: Socket, frame: Frame, known: Map<string, Promise<boolean>>, surroundings: StationSurroundings): Promise<boolean> {
  const { source, record, intake, clock, signal } = surroundings
  if (frame.kind === 'wrong_crc') {
    refuse(surroundings, '', 'E_LINE_CRC', '报文校验码（CRC）不符，没有入库。请检查传输线路或设备的校验算法。', '')
    return true
  }
  const packet = parsePacket(frame.text)
  if (!packet) {
    refuse(surroundings, '', 'E_LINE_PACKET', '数据段不符合 HJ 212—2017 的格式，没有入库。请检查设备的协议设置。', withoutPassword(frame.text))
    return true
  }
  const device = `${source}/${packet.mn}`
  if (!(await isKnown(packet, known, surroundings))) {
    refuse(surroundings, device, 'E_LINE_PASSWORD', '设备编号（MN）或密码（PW）不对，连接已断开。请核对设备登记。', '')
    return false
  }
  const receivedAtMs = clock()
  const raw = withoutPassword(frame.text)
  const message = readMessage(packet, source, receivedAtMs, raw)
  if (message) record.count(await handOver(intake, [message], receivedAtMs, signal), device, raw, receivedAtMs)
  else refuse(surroundings, device, 'E_LINE_NO_VALUES', `命令 ${packet.cn} 没有可用的监测数据，没有入库。`, raw)
  if (packet.wantsAnswer && carriesValues(packet)) socket.write(answerTo(packet), 'latin1')
  return true
}

/** Asked once per station and connection; packets that come together wait for the same answer. */
function isKnown(packet: Packet, known: Map<string, Promise<boolean>>, { source, register, known: tellKnown }: StationSurroundings): Promise<boolean> {
  const pair = `${packet.mn} ${packet.password}`
  const asked = known.get(pair)
  if (asked) return asked
  if (known.size >= MOST_STATIONS) return Promise.resolve(false)
  const answer = register.authenticate(source, packet.mn, packet.password).then(async (isDevice) => {
    const isRight = isDevice || (await register.authenticatePlatform(source, packet.password))
    if (isRight) tellKnown()
    return isRight
  })
  known.set(pair, answer)
  return answer
}

const refuse = ({ record, clock }: StationSurroundings, device: string, code: string, message: string, raw: string | Buffer): void =>
  record.refuse({ atMs: clock(), device, code, message, raw: typeof raw === 'string' ? raw : raw.subarray(0, 500).toString('latin1') })

/** What is kept and shown carries no secret. */
const withoutPassword = (text: string): string => text.replace(/(^|;)PW=[^;]*/g, '$1PW=***')

const isBrokenConnection = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(String(error.code))
