import { Readable } from 'node:stream'
import { createInflate } from 'node:zlib'
import { checkUnpacked, damaged, mostUnpacked, pngOutline } from './layout/png_outline.js'

/**
 * Takes a PNG only when its image data unpacks to what its header says; unpacks it piece by piece and keeps none, off the main thread.
 * @throws DocumentError for a damaged or cut-off picture, one that unpacks to more, or one with too many pixels.
 */
export async function checkPng(bytes: Uint8Array): Promise<void> {
  const png = pngOutline(bytes)
  if (!png) throw damaged()
  const inflate = createInflate()
  let length = 0
  try {
    for await (const piece of Readable.from(png.packed).pipe(inflate)) {
      length += (piece as Buffer).length
      if (length > mostUnpacked(png)) break
    }
  } catch {
    throw damaged()
  } finally {
    inflate.destroy()
  }
  checkUnpacked(png, length)
}
