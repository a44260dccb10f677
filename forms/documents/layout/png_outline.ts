import { DocumentError } from '../errors.js'

/** What of a PNG has to agree before anything unpacks it (ISO/IEC 15948 §5, §7, §11). */
export interface PngOutline {
  width: number
  height: number
  /** Compressed image data, chunk by chunk: parts of the given bytes, not copies. */
  packed: Uint8Array[]
  /** Length of the image data once unpacked: scanlines with their filter bytes. */
  unpackedBytes: number
}

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]
const MOST_PIXELS = 40_000_000
/** As much as MOST_PIXELS take at eight bits a sample. */
const MOST_UNPACKED_BYTES = 4 * MOST_PIXELS + 100_000
/** Some programs pad the end of their image data. */
const PADDING_BYTES = 4096

/** Samples of a pixel and the depths it may have, by colour type. */
const COLOUR_TYPES: Readonly<Record<number, { samples: number; depths: readonly number[] }>> = {
  0: { samples: 1, depths: [1, 2, 4, 8, 16] },
  2: { samples: 3, depths: [8, 16] },
  3: { samples: 1, depths: [1, 2, 4, 8] },
  4: { samples: 2, depths: [8, 16] },
  6: { samples: 4, depths: [8, 16] },
}

/** Start and step of the seven passes of an interlaced picture: x, y, dx, dy. */
const ADAM7 = [[0, 0, 8, 8], [4, 0, 8, 8], [0, 4, 4, 8], [2, 0, 4, 4], [0, 2, 2, 4], [1, 0, 2, 2], [0, 1, 1, 2]] as const

/**
 * Reads the chunks of a PNG without unpacking any; undefined when it is none.
 * @throws DocumentError when chunks are damaged or missing, or the picture is too large to print.
 */
export function pngOutline(bytes: Uint8Array): PngOutline | undefined {
  if (!SIGNATURE.every((byte, index) => bytes[index] === byte)) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const packed: Uint8Array[] = []
  let header: Omit<PngOutline, 'packed'> | null = null
  for (let at = 8; ; ) {
    if (at + 12 > bytes.length) throw damaged()
    const from = at + 8
    const to = from + view.getUint32(at)
    if (to + 4 > bytes.length) throw damaged()
    const kind = String.fromCharCode(...bytes.subarray(at + 4, from))
    // One header, and first: a second one would give the picture another size later on.
    if ((kind === 'IHDR') !== (header === null)) throw damaged()
    if (kind === 'IHDR') header = readHeader(bytes.subarray(from, to))
    if (kind === 'IDAT') packed.push(bytes.subarray(from, to))
    if (kind === 'IEND') return { ...header!, packed }
    at = to + 4
  }
}

function readHeader(header: Uint8Array): Omit<PngOutline, 'packed'> {
  if (header.length !== 13) throw damaged()
  const view = new DataView(header.buffer, header.byteOffset, header.byteLength)
  const width = view.getUint32(0)
  const height = view.getUint32(4)
  const [depth, colourType, compression, filter, interlace] = header.subarray(8) as unknown as [number, number, number, number, number]
  const colour = COLOUR_TYPES[colourType]
  if (!colour?.depths.includes(depth) || compression !== 0 || filter !== 0 || interlace > 1) throw damaged()
  checkPixels(width, height)
  const passes = interlace === 1 ? ADAM7 : [[0, 0, 1, 1] as const]
  const unpackedBytes = passes.reduce((sum, [x, y, dx, dy]) => {
    const columns = Math.max(0, Math.ceil((width - x) / dx))
    const rows = Math.max(0, Math.ceil((height - y) / dy))
    return columns === 0 ? sum : sum + rows * (1 + Math.ceil((columns * depth * colour.samples) / 8))
  }, 0)
  if (unpackedBytes > MOST_UNPACKED_BYTES) throw tooLarge()
  return { width, height, unpackedBytes }
}

/** @throws DocumentError for a picture without pixels, or with more than can be printed. */
export function checkPixels(width: number, height: number): void {
  if (width === 0 || height === 0) throw damaged()
  if (width * height > MOST_PIXELS) throw tooLarge()
}

/** Where unpacking stops at the latest. */
export const mostUnpacked = ({ unpackedBytes }: PngOutline): number => unpackedBytes + PADDING_BYTES

/** @throws DocumentError when the image data unpacked to more or less than the header says. */
export function checkUnpacked(outline: PngOutline, bytes: number): void {
  if (bytes < outline.unpackedBytes || bytes > mostUnpacked(outline)) throw damaged()
}

export const damaged = () => new DocumentError('E_DOCUMENT_IMAGE', '图片不是可识别的 PNG 或 JPEG 文件，或者文件不完整，请重新上传。')

const tooLarge = () => new DocumentError('E_DOCUMENT_IMAGE', '图片像素过大（超过 4000 万像素），请压缩后重新上传。')
