import { viewOf } from './sfnt.js'
import type { SfntTables } from './sfnt.js'

const CHECKSUM_MAGIC = 0xb1b0afba

/** A TrueType file of these tables, with directory and checksums (OpenType 1.9, "Table Directory"). */
export function writeSfnt(tables: SfntTables): Uint8Array {
  const entries = [...tables].sort(([a], [b]) => (a < b ? -1 : 1))
  const headerLength = 12 + entries.length * 16
  const length = entries.reduce((sum, [, table]) => sum + padded(table.length), headerLength)
  const file = new Uint8Array(length)
  const view = viewOf(file)
  writeHeader(view, entries.length)
  let at = headerLength
  let headAt = 0
  entries.forEach(([tag, table], index) => {
    const entry = 12 + index * 16
    file.set(table, at)
    if (tag === 'head') {
      headAt = at
      view.setUint32(at + 8, 0)
    }
    for (let letter = 0; letter < 4; letter++) file[entry + letter] = tag.charCodeAt(letter)
    view.setUint32(entry + 4, checksum(view, at, padded(table.length)))
    view.setUint32(entry + 8, at)
    view.setUint32(entry + 12, table.length)
    at += padded(table.length)
  })
  view.setUint32(headAt + 8, (CHECKSUM_MAGIC - checksum(view, 0, length)) >>> 0)
  return file
}

function writeHeader(view: DataView, tableCount: number): void {
  const power = Math.floor(Math.log2(tableCount))
  view.setUint32(0, 0x00010000)
  view.setUint16(4, tableCount)
  view.setUint16(6, 2 ** power * 16)
  view.setUint16(8, power)
  view.setUint16(10, tableCount * 16 - 2 ** power * 16)
}

function checksum(view: DataView, start: number, length: number): number {
  let sum = 0
  for (let at = start; at < start + length; at += 4) sum = (sum + view.getUint32(at)) >>> 0
  return sum
}

function padded(length: number): number {
  return (length + 3) & ~3
}
