import type { Socket } from 'node:net'
import { handOver } from '../lines/hand_over.js'
import type { LineTools } from '../lines/line.js'
import type { LineRecord } from '../lines/line_record.js'
import { createFrameReader, type Frame } from './frame_reader.js'
import { answerTo, parsePacket } from './packet.js'
import { carriesValues, readMessage } from './read_message.js'
import type { StationDoor } from './station_door.js'

export interface StationSurroundings extends LineTools {
  source: string
  record: LineRecord
  signal: AbortSignal
  door: StationDoor
}

/** Takes what a connection brings until it ends or breaks the protocol. Never rejects. What it sends waits while the intake is full. */
export async function followStation(socket: Socket, surroundings: StationSurroundings): Promise<void> {
  const reader = createFrameReader()
  try {
    for await (const chunk of socket) {
      const frames = reader.read(chunk as Buffer)
      if (!frames) return refuse(surroundings, '', 'E_LINE_GARBAGE', '收到的数据不是 HJ 212 报文，或数据段超过 1024 字节，连接已断开。请检查设备的协议设置。', chunk as Buffer)
      const goOn = await Promise.all(frames.map((frame) => takeFrame(socket, frame, surroundings)))
      if (goOn.includes(false)) return
    }
  } catch (error) {
    if (!surroundings.signal.aborted && !isBrokenConnection(error)) surroundings.onError(error, 'hj212')
  } finally {
    socket.destroy()
  }
}

/** False: the connection is to be closed. */
async function takeFrame(socket: Socket, frame: Frame, surroundings: StationSurroundings): Promise<boolean> {
  const { source, record, intake, clock, signal, door } = surroundings
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
  if (!(await door.lets(packet))) {
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

const refuse = ({ record, clock }: StationSurroundings, device: string, code: string, message: string, raw: string | Buffer): void =>
  record.refuse({ atMs: clock(), device, code, message, raw: typeof raw === 'string' ? raw : raw.subarray(0, 500).toString('latin1') })

/** What is kept and shown carries no secret. */
const withoutPassword = (text: string): string => text.replace(/(^|;)PW=[^;]*/g, '$1PW=***')

const isBrokenConnection = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && ['ECONNRESET', 'EPIPE', 'ETIMEDOUT', 'ERR_STREAM_PREMATURE_CLOSE', 'ABORT_ERR'].includes(String(error.code))
