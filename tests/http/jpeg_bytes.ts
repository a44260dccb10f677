const segment = (marker: number, body: Buffer): Buffer => {
  const length = Buffer.alloc(2)
  length.writeUInt16BE(body.length + 2)
  return Buffer.concat([Buffer.from([0xff, marker]), length, body])
}

/** Exif with a GPS directory, little-endian, as phones write it: degrees, minutes, seconds as rationals. */
function exif(longitude: number, latitude: number): Buffer {
  const tiff = Buffer.alloc(160)
  tiff.write('II', 0, 'latin1')
  tiff.writeUInt16LE(42, 2)
  tiff.writeUInt32LE(8, 4)
  tiff.writeUInt16LE(1, 8)
  entry(tiff, 10, { tag: 0x8825, type: 4, count: 1, value: 26 })
  tiff.writeUInt16LE(4, 26)
  entry(tiff, 28, { tag: 1, type: 2, count: 2, value: 'N'.charCodeAt(0) })
  entry(tiff, 40, { tag: 2, type: 5, count: 3, value: 90 })
  entry(tiff, 52, { tag: 3, type: 2, count: 2, value: 'E'.charCodeAt(0) })
  entry(tiff, 64, { tag: 4, type: 5, count: 3, value: 114 })
  degrees(tiff, 90, latitude)
  degrees(tiff, 114, longitude)
  return Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff])
}

function entry(tiff: Buffer, at: number, { tag, type, count, value }: { tag: number; type: number; count: number; value: number }): void {
  tiff.writeUInt16LE(tag, at)
  tiff.writeUInt16LE(type, at + 2)
  tiff.writeUInt32LE(count, at + 4)
  tiff.writeUInt32LE(value, at + 8)
}

function degrees(tiff: Buffer, at: number, value: number): void {
  const minutes = (value % 1) * 60
  const parts = [[Math.floor(value), 1], [Math.floor(minutes), 1], [Math.round((minutes % 1) * 60 * 10_000), 10_000]]
  parts.forEach(([numerator, denominator], index) => {
    tiff.writeUInt32LE(numerator!, at + index * 8)
    tiff.writeUInt32LE(denominator!, at + index * 8 + 4)
  })
}

export interface JpegOptions {
  position?: { longitude: number; latitude: number }
  /** Kept in a comment segment. */
  comment?: string
  /** Hung behind the end. */
  behind?: Buffer
  width?: number
  height?: number
  /** Tells two pictures apart. */
  seed?: number
}

/** The frame of a JPEG as a phone makes it, not its picture: enough for whoever looks at markers. */
export function jpegBytes({ position, comment, behind, width = 8, height = 8, seed = 1 }: JpegOptions = {}): Buffer {
  const frame = Buffer.from([8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0])
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    segment(0xe0, Buffer.from('JFIF\0\x01\x01\0\0\x01\0\x01\0\0', 'latin1')),
    ...(position ? [segment(0xe1, exif(position.longitude, position.latitude))] : []),
    ...(comment === undefined ? [] : [segment(0xfe, Buffer.from(comment))]),
    segment(0xdb, Buffer.alloc(65, 1)),
    segment(0xc0, frame),
    segment(0xc4, Buffer.alloc(29, 0)),
    segment(0xda, Buffer.from([1, 1, 0, 0, 63, 0])),
    Buffer.from([0x12, seed & 0x7f, 0xff, 0x00, 0x34, 0xff, 0xd0, 0x56]),
    Buffer.from([0xff, 0xd9]),
    ...(behind ? [behind] : []),
  ])
}
