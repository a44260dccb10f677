import { connect, type Socket } from 'node:net'
import type { Device } from '#processes/foundation/alarms/device'
import { FACTORS } from '../hj212/factors.js'
import { createFrameReader } from '../hj212/frame_reader.js'
import { frameText } from '../hj212/packet.js'
import type { Sender } from './sender.js'

const CODES = new Map(FACTORS.map(({ code, value }) => [value, code]))

/** By HJ 212: real-time values in one packet, means of the hour in another. */
export async function openStationSender(host: string, port: number, secret: string): Promise<Sender> {
  const socket: Socket = connect(port, host)
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('error', reject)
  })
  const reader = createFrameReader()
  const waiting = new Map<string, { done: () => void; failed: (error: Error) => void }>()
  let made = 0
  socket.on('data', (chunk: Buffer) => {
    for (const frame of reader.read(chunk) ?? []) {
      const qn = frame.kind === 'data' ? (/QN=(\d+)/.exec(frame.text)?.[1] ?? '') : ''
      waiting.get(qn)?.done()
      waiting.delete(qn)
    }
  })
  socket.on('error', () => undefined)
  socket.once('close', () => {
    for (const { failed } of waiting.values()) failed(new Error('the connection was closed'))
  })
  const ask = ({ deviceId: mn, kind }: Device, command: string, dataTime: string, fields: string, atMs: number): Promise<void> => new Promise((done, failed) => {
    const qn = `${digitsOf(atMs)}${String((made += 1) % 1_000).padStart(3, '0')}`
    waiting.set(qn, { done, failed })
    socket.write(frameText(`QN=${qn};ST=${kind === 'water' ? 21 : 22};CN=${command};PW=${secret};MN=${mn};Flag=5;CP=&&DataTime=${dataTime};${fields}&&`), 'latin1')
  })
  return {
    async send({ device, values }, atMs) {
      const isMean = (name: string) => name.endsWith('_hour')
      const field = (name: string, value: unknown, aspect: string) => {
        const code = CODES.get(name.replace(/_hour$/, ''))
        return code === undefined ? [] : [`${code}-${aspect}=${String(value)},${code}-Flag=N`]
      }
      const entries = Object.entries(values)
      const now = entries.filter(([name]) => !isMean(name)).flatMap(([name, value]) => field(name, value, 'Rtd'))
      const means = entries.filter(([name]) => isMean(name)).flatMap(([name, value]) => field(name, value, 'Avg'))
      await Promise.all([
        ...(now.length === 0 ? [] : [ask(device, '2011', digitsOf(atMs), now.join(';'), atMs)]),
        ...(means.length === 0 ? [] : [ask(device, '2061', `${digitsOf(atMs - 3_600_000).slice(0, 10)}0000`, means.join(';'), atMs)]),
      ])
    },
    close: async () => void socket.end(),
  }
}

/** `YYYYMMDDhhmmss` on China's clocks. */
const digitsOf = (atMs: number): string => new Date(atMs + 8 * 3_600_000).toISOString().replaceAll(/\D/g, '').slice(0, 14)
