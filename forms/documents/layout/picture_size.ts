import { inflateSync } from 'node:zlib'
import { checkPixels, checkUnpacked, damaged, mostUnpacked, pngOutline, type PngOutline } from './png_outline.js'

/**
 * Width and height in pixels of a PNG or JPEG. A PNG is unpacked on trial, no further than its header allows, since printing it unpacks
 * without a limit.
 * @throws DocumentError when the bytes are neither, damaged, or too large to print.
 */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } {
  const png = pngOutline(bytes)
  if (png) {
    checkUnpacked(png, unpackedLength(png))
    return { width: png.width, height: png.height }
  }
  const size = jpegSize(bytes)
  if (!size) throw damaged()
  checkPixels(size.width, size.height)
  return size
}

function unpackedLength(png: PngOutline): number {
  try {
    return inflateSync(Buffer.concat(png.packed), { maxOutputLength: mostUnpacked(png) }).length
  } catch {
    throw damaged()
  }
}

/** From the first frame header (SOF0–SOF15 but DHT, JPG and DAC) of ITU-T T.81 §B.2.2. */
function jpegSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 2
  while (at + 9 < bytes.length) {
    if (bytes[at] !== 0xff) return undefined
    const marker = bytes[at + 1] as number
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { height: view.getUint16(at + 5), width: view.getUint16(at + 7) }
    at += 2 + view.getUint16(at + 2)
  }
  return undefined
}
