import { crcText } from './crc16.js'

/** What one packet on the wire was: its data segment, or one whose CRC is wrong and that has no effect. */
export type Frame = { kind: 'data'; text: string } | { kind: 'wrong_crc' }

export interface FrameReader {
  /** The packets that `chunk` completes. Null: this is not HJ 212 or too long; the connection is to be closed. */
  read(chunk: Uint8Array): Frame[] | null
  /** Bytes kept for a packet that is not whole yet. */
  kept(): number
}

/** Longest data segment, HJ 212—2017 §6.3.1. What is longer is sent in sub-packages. */
export const LONGEST_SEGMENT = 1024

const HASH = 0x23
const CR = 0x0d
const LF = 0x0a
/** `##` and four digits. */
const HEAD = 6
/** Four digits of CRC, CR, LF. */
const TAIL = 6

/** Packets out of a TCP stream: `##`, four digits of length, data segment, CRC, CR LF. Keeps at most one packet and one chunk. */
export function createFrameReader(): FrameReader {
  let rest: Uint8Array = new Uint8Array(0)
  return {
    kept: () => rest.length,
    read(chunk) {
      const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk])
      const frames: Frame[] = []
      let at = 0
      for (;;) {
        // stations end a packet with an empty line more than they should
        while (bytes[at] === CR || bytes[at] === LF) at += 1
        const length = segmentLength(bytes, at)
        if (length === 'wrong') return null
        const end = length === 'unknown' ? Infinity : at + HEAD + length + TAIL
        if (length === 'unknown' || end > bytes.length) break
        if (bytes[end - 2] !== CR || bytes[end - 1] !== LF) return null
        frames.push(frameOf(bytes.subarray(at + HEAD, end - TAIL), bytes.subarray(end - TAIL, end - 2)))
        at = end
      }
      // a copy: a view would keep the whole chunk alive
      rest = Uint8Array.from(bytes.subarray(at))
      return frames
    },
  }
}

/** `unknown`: the head is not whole yet, and so far nothing speaks against it. */
function segmentLength(bytes: Uint8Array, at: number): number | 'unknown' | 'wrong' {
  let length = 0
  for (let index = 0; index < HEAD; index++) {
    const byte = bytes[at + index]
    if (byte === undefined) return 'unknown'
    if (index < 2 ? byte !== HASH : byte < 0x30 || byte > 0x39) return 'wrong'
    if (index >= 2) length = length * 10 + byte - 0x30
  }
  return length <= LONGEST_SEGMENT ? length : 'wrong'
}

const frameOf = (segment: Uint8Array, crc: Uint8Array): Frame =>
  crcText(segment) === textOf(crc).toUpperCase() ? { kind: 'data', text: textOf(segment) } : { kind: 'wrong_crc' }

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1')
