/** Tags of Exif 2.32 §4.6.6: hemisphere and degrees, minutes, seconds of latitude and longitude. */
const LATITUDE = { hemisphere: 1, degrees: 2 }
const LONGITUDE = { hemisphere: 3, degrees: 4 }
const GPS_POINTER = 0x8825
const APP1 = 0xe1
const SCAN = 0xda

/** Where a JPEG says it was taken, in degrees; null when it does not say, or not in order. */
export function photoPosition(bytes: Uint8Array): { longitude: number; latitude: number } | null {
  try {
    const tiff = tiffOf(bytes)
    return tiff && readPosition(tiff)
  } catch (error) {
    if (error instanceof RangeError) return null
    throw error
  }
}

/** The Exif block of a JPEG: the first APP1 that begins with `Exif`. */
function tiffOf(bytes: Uint8Array): DataView | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint16(0) !== 0xffd8) return null
  for (let at = 2; view.getUint8(at) === 0xff && view.getUint8(at + 1) !== SCAN; at += 2 + view.getUint16(at + 2)) {
    const length = view.getUint16(at + 2)
    if (view.getUint8(at + 1) !== APP1 || view.getUint32(at + 4) !== 0x45786966) continue
    return new DataView(bytes.buffer, bytes.byteOffset + at + 10, length - 8)
  }
  return null
}

function readPosition(tiff: DataView): { longitude: number; latitude: number } | null {
  const little = tiff.getUint16(0) === 0x4949
  const first = entriesAt(tiff, tiff.getUint32(4, little), little)
  const pointer = first.get(GPS_POINTER)
  if (pointer === undefined) return null
  const gps = entriesAt(tiff, tiff.getUint32(pointer + 8, little), little)
  const latitude = degreesOf(tiff, gps, LATITUDE, 'S', little)
  const longitude = degreesOf(tiff, gps, LONGITUDE, 'W', little)
  return latitude === null || longitude === null ? null : { longitude, latitude }
}

/** Places of the entries of a directory, by tag. */
function entriesAt(tiff: DataView, offset: number, little: boolean): Map<number, number> {
  const count = tiff.getUint16(offset, little)
  return new Map(Array.from({ length: count }, (_, index) => offset + 2 + index * 12).map((at) => [tiff.getUint16(at, little), at]))
}

function degreesOf(tiff: DataView, entries: ReadonlyMap<number, number>, tags: typeof LATITUDE, negative: string, little: boolean): number | null {
  const [hemisphere, degrees] = [entries.get(tags.hemisphere), entries.get(tags.degrees)]
  if (hemisphere === undefined || degrees === undefined) return null
  const at = tiff.getUint32(degrees + 8, little)
  const [whole = NaN, minutes = NaN, seconds = NaN] = [0, 8, 16].map((part) => tiff.getUint32(at + part, little) / tiff.getUint32(at + part + 4, little))
  const value = whole + minutes / 60 + seconds / 3600
  if (!Number.isFinite(value)) return null
  return String.fromCharCode(tiff.getUint8(hemisphere + 8)) === negative ? -value : value
}
