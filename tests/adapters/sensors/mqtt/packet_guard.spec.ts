import { test } from '@japa/runner'
import fc from 'fast-check'
import { createPacketGuard } from '#adapters/sensors/mqtt/packet_guard'

const packet = (type: number, length: number): Buffer => {
  const head = [type << 4]
  for (let rest = length; ;) {
    const digit = rest % 128
    rest = Math.floor(rest / 128)
    head.push(rest > 0 ? digit | 0x80 : digit)
    if (rest === 0) break
  }
  return Buffer.concat([Buffer.from(head), Buffer.alloc(length, 0x30)])
}
const CONNECT = packet(1, 40)

test.group('lengths of MQTT packets', () => {
  for (const [what, bytes, isAllowed] of [
    ['packets of every allowed length', Buffer.concat([CONNECT, packet(3, 0), packet(3, 127), packet(3, 128), packet(3, 16_384), packet(3, 66_560)]), true],
    ['a byte more than a reading may have', Buffer.concat([CONNECT, packet(3, 66_561)]), false],
    ['a first packet that is none of CONNECT', packet(3, 10), false],
    ['a CONNECT of nine kilobytes', packet(1, 9_000), false],
    ['a length of five bytes', Buffer.concat([CONNECT, Buffer.from([0x30, 0x80, 0x80, 0x80, 0x80, 0x01])]), false],
    ['the reserved packet type', Buffer.concat([CONNECT, Buffer.from([0x05, 0])]), false],
  ] as const) {
    test(`${what}: ${isAllowed ? 'allowed' : 'refused'}, however it is cut`, ({ assert }) => {
      fc.assert(fc.property(fc.array(fc.integer({ min: 0, max: bytes.length }), { maxLength: 8 }), (cuts) => {
        const follows = createPacketGuard()
        const ends = [0, ...cuts.toSorted((a, b) => a - b), bytes.length]
        assert.equal(ends.slice(1).every((end, index) => follows(bytes.subarray(ends[index], end))), isAllowed)
      }), { numRuns: 30 })
    })
  }
})
