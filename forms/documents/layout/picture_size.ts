import { DocumentError } from '../errors.js'

const PNG_SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const MOST_PIXELS = 40_000_000

/** Width and height in pixels of a PNG or JPEG. @throws DocumentError when the bytes are neither, or too large to print. */
export function pictureSize(bytes: Uint8Array): { width: number; height: number } {
  const size = pngSize(bytes) ?? jpegSize(bytes)
  if (!size || size.width === 0 || size.height === 0) {
    throw new DocumentError('E_DOCUMENT_IMAGE', '图片不是可识别的 PNG 或 JPEG 文件，请重新上传。')
  }
  if (size.width * size.height > MOST_PIXELS) {
    throw new DocumentError('E_DOCUMENT_IMAGE', '图片像素过大（超过 4000 万像素），请压缩后重新上传。')
  }
  return size
}

function pngSize(bytes: Uint8Array): { width: number; height: number } | undefined {
  if (bytes.length < 24 || !PNG_SIGNATURE.every((byte, index) => bytes[index] === byte)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  return { width: view.getUint32(16), height: view.getUint32(20) }
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
