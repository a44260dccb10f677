import { problem } from '../http/problem.js'

/** What stands in a JPEG file (ITU-T T.81, Annex B): by the second byte of each marker. */
const START = 0xd8
const END = 0xd9
const SCAN = 0xda
const APP0 = 0xe0
const APP14 = 0xee
/** Baseline, extended and progressive frames; tables; restart interval. */
const FRAMES: ReadonlySet<number> = new Set([0xc0, 0xc1, 0xc2])
const KEPT: ReadonlySet<number> = new Set([...FRAMES, 0xc4, 0xdb, 0xdd, SCAN])
const MOST_PIXELS = 50_000_000

/**
 * The picture alone: tables, frame and scans of a JPEG as they are, nothing else. EXIF with its position, comments, thumbnails, colour
 * profiles and whatever hangs behind the picture are left out; what is no whole JPEG, or unreasonably large, is refused. Nothing is decoded.
 */
export function stripPhoto(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0xff || bytes[1] !== START) throw noPhoto()
  const parts: Uint8Array[] = [bytes.subarray(0, 2)]
  let hasFrame = false
  for (let at = 2; ;) {
    const { marker, from } = markerAt(bytes, at)
    if (marker === END) {
      if (!hasFrame || parts.length < 3) throw noPhoto()
      return Buffer.concat([...parts, Uint8Array.of(0xff, END)])
    }
    const end = from + lengthAt(bytes, from)
    if (end > bytes.length) throw noPhoto()
    if (FRAMES.has(marker)) {
      if (hasFrame) throw noPhoto()
      requireSize(bytes, from)
      hasFrame = true
    }
    const next = marker === SCAN ? endOfScan(bytes, end) : end
    if (KEPT.has(marker) || isPlainHeader(bytes, marker, from, end)) parts.push(Uint8Array.of(0xff, marker), bytes.subarray(from, next))
    at = next
  }
}

/** The next marker; any number of 0xFF may stand before it. */
function markerAt(bytes: Uint8Array, at: number): { marker: number; from: number } {
  let from = at
  if (bytes[from] !== 0xff) throw noPhoto()
  while (bytes[from] === 0xff) from += 1
  const marker = bytes[from]
  if (marker === undefined || marker === 0 || marker === START) throw noPhoto()
  return { marker, from: from + 1 }
}

function lengthAt(bytes: Uint8Array, at: number): number {
  const length = ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  if (length < 2) throw noPhoto()
  return length
}

/** Compressed data go on to the next marker that is no stuffed byte and no restart. */
function endOfScan(bytes: Uint8Array, from: number): number {
  for (let at = from; at < bytes.length - 1; at += 1) {
    if (bytes[at] !== 0xff) continue
    const next = bytes[at + 1]!
    if (next !== 0 && next !== 0xff && (next < 0xd0 || next > 0xd7)) return at
  }
  throw noPhoto()
}

function requireSize(bytes: Uint8Array, from: number): void {
  const [height, width] = [lengthOrZero(bytes, from + 3), lengthOrZero(bytes, from + 5)]
  if (height === 0 || width === 0) throw noPhoto()
  if (height * width > MOST_PIXELS) throw problem(422, 'E_PHOTO_TOO_LARGE', '照片尺寸过大。请缩小后重新上传。', [{ path: 'file', message: '请缩小后重新上传。' }])
}

const lengthOrZero = (bytes: Uint8Array, at: number): number => ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)

/** JFIF without a thumbnail, and Adobe's note on the colours: without them some pictures look wrong. */
function isPlainHeader(bytes: Uint8Array, marker: number, from: number, end: number): boolean {
  const name = (length: number) => Buffer.from(bytes.subarray(from + 2, from + 2 + length)).toString('latin1')
  return (marker === APP0 && end - from === 16 && name(5) === 'JFIF\0') || (marker === APP14 && end - from === 14 && name(5) === 'Adobe')
}

const noPhoto = () => {
  const detail = '只能上传完整的 JPG 照片。请重新拍照或选择照片。'
  return problem(422, 'E_PHOTO', detail, [{ path: 'file', message: detail }])
}
