import { crc32, deflateSync } from 'node:zlib'

const WIDTH = 160
const HEIGHT = 120

/** A drawn picture (sky, ground and a frame) for demo uploads, its colours by `tone`, so that no photo of anybody is needed. PNG bytes. */
export function demoPicture(tone: number): Uint8Array {
  const rows = Buffer.alloc((WIDTH * 3 + 1) * HEIGHT)
  for (let y = 0; y < HEIGHT; y += 1) {
    for (let x = 0; x < WIDTH; x += 1) {
      const isFrame = x < 3 || y < 3 || x >= WIDTH - 3 || y >= HEIGHT - 3
      const isHill = y > 70 + 14 * Math.sin((x + tone) / 23)
      const colour = isFrame ? [120, 120, 120] : isHill ? [96 + (tone % 60), 122, 88] : [190 - y / 2, 210 - y / 3, 228]
      rows.set(colour.map(Math.round), y * (WIDTH * 3 + 1) + 1 + x * 3)
    }
  }
  const header = Buffer.alloc(13)
  header.writeUInt32BE(WIDTH, 0)
  header.writeUInt32BE(HEIGHT, 4)
  header.set([8, 2, 0, 0, 0], 8)
  return Buffer.concat([Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))])
}

function chunk(name: string, content: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name, 'latin1'), content])
  const length = Buffer.alloc(4)
  length.writeUInt32BE(content.length)
  const check = Buffer.alloc(4)
  check.writeUInt32BE(crc32(body))
  return Buffer.concat([length, body, check])
}
