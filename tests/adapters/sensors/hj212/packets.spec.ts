import { test } from '@japa/runner'
import fc from 'fast-check'
import { createFrameReader, LONGEST_SEGMENT } from '#adapters/sensors/hj212/frame_reader'
import { answerTo, frameText, parsePacket } from '#adapters/sensors/hj212/packet'
import { readMessage } from '#adapters/sensors/hj212/read_message'

const bytes = (text: string): Buffer => Buffer.from(text, 'latin1')
const RECEIVED = Date.parse('2026-11-22T10:05:00+08:00')

/** The example that the standard prints for its CRC. */
const STANDARD = '##0101QN=20160801085857223;ST=32;CN=1062;PW=100000;MN=010000A8900016F000169DC0;Flag=5;CP=&&RtdInterval=30&&1C80\r\n'

const segment = (fields: string, more = 'ST=22;CN=2011', flag = 5): string => `QN=20261122100400001;${more};PW=123456;MN=CS0001;Flag=${flag};CP=&&${fields}&&`

const read = (text: string) => {
  const packet = parsePacket(text)
  return packet && readMessage(packet, 'hj212', RECEIVED, text)
}

test.group('HJ 212 packets', () => {
  test('the example of the standard has the CRC it prints, and we write it the same', ({ assert }) => {
    const frames = createFrameReader().read(bytes(STANDARD))
    assert.equal(frames?.length, 1)
    assert.equal(frames?.[0]?.kind, 'data')
    assert.equal(frameText(STANDARD.slice(6, -6)), STANDARD)
  })

  test('a real-time packet is a reading: names of rules, China time', ({ assert }) => {
    const message = read(segment('DataTime=20261122100400;a34002-Rtd=0.182,a34002-Flag=N;a34004-Rtd=0.09,a34004-Flag=N;a99999-Rtd=3,a99999-Flag=N'))
    assert.deepEqual(message?.values, { pm10: 0.182, pm25: 0.09, a99999: 3 })
    assert.equal(message?.eventAtMs, Date.parse('2026-11-22T10:04:00+08:00'))
    assert.equal(message?.deviceId, 'CS0001')
  })

  test('a value whose mark is not N is kept under a name that no rule asks for', ({ assert }) => {
    assert.deepEqual(read(segment('DataTime=20261122100400;w01001-Rtd=7.1,w01001-Flag=N;w21003-Rtd=9.9,w21003-Flag=D'))?.values, { ph: 7.1, ammonia_flag_D: 9.9 })
  })

  for (const [command, suffix, atMs] of [
    // nine o'clock's ten minutes come at five past ten: of long ago, known at their end
    ['2051', '_minute', Date.parse('2026-11-22T09:10:00+08:00')],
    // the hour that has just ended, the day that has not: news when they come, later than the real-time values before them
    ['2061', '_hour', RECEIVED], ['2031', '_day', RECEIVED],
  ] as const) {
    test(`${command}: means have names of their own and are known at the end of their time, the last one when it comes`, ({ assert }) => {
      const message = read(segment('DataTime=20261122090000;a34002-Avg=0.1,a34002-Min=0.05,a34002-Max=0.2,a34002-Flag=N', `ST=22;CN=${command}`))
      assert.deepEqual(message?.values, { [`pm10${suffix}`]: 0.1, [`pm10${suffix}_min`]: 0.05, [`pm10${suffix}_max`]: 0.2 })
      assert.equal(message?.eventAtMs, atMs)
    })
  }

  test('sub-packages of one observation are messages of their own, each with its own id', ({ assert }) => {
    const part = (number: number) => read(`QN=20261122100400001;ST=22;CN=2011;PW=1;MN=CS0001;Flag=7;PNUM=2;PNO=${number};CP=&&DataTime=20261122100400;a3400${2 * number}-Rtd=${number}&&`)
    assert.deepEqual([part(1)?.values, part(2)?.values], [{ pm10: 1 }, { pm25: 2 }])
    assert.notEqual(part(1)?.messageId, part(2)?.messageId)
  })

  for (const [what, text] of [
    ['no data part', 'QN=1;ST=22;CN=2011;MN=A;Flag=5'], ['a data part that does not end', 'ST=22;CN=2011;MN=A;CP=&&a34002-Rtd=1'], ['no number of a device', segment('a34002-Rtd=1').replace('MN=CS0001', 'X=1')],
    ['a number of a device with a quote', segment('a34002-Rtd=1').replace('CS0001', "CS'--")], ['no command', segment('a34002-Rtd=1').replace('CN=2011', 'CN=')], ['a field without a value', segment('a34002')],
    ['more fields than a packet holds', segment(Array.from({ length: 300 }, (_, n) => `a${n}-Rtd=1`).join(';'))],
  ] as const) {
    test(`${what}: no packet`, ({ assert }) => assert.isNull(parsePacket(text)))
  }

  test('names of the language are values like others', ({ assert }) => {
    const message = read(segment('__proto__-Rtd=1;constructor-Rtd=2'))
    assert.deepEqual(Object.entries(message?.values ?? {}), [['constructor', 2]])
    assert.isUndefined(({} as Record<string, unknown>)['Rtd'])
  })

  test('what is no number has no value', ({ assert }) => {
    for (const text of ['NaN', '1e9', '0x10', 'Infinity', '', '1.2.3', '--1']) assert.isNull(read(segment(`a34002-Rtd=${text}`)), text)
  })

  test('the answer names the request and is itself a good packet', ({ assert }) => {
    const packet = parsePacket(segment('a34002-Rtd=1'))!
    const frames = createFrameReader().read(bytes(answerTo(packet)))
    assert.deepEqual(frames, [{ kind: 'data', text: 'QN=20261122100400001;ST=91;CN=9014;PW=123456;MN=CS0001;Flag=4;CP=&&&&' }])
  })
})

test.group('HJ 212 frames', () => {
  test('a packet cut anywhere is read as whole', ({ assert }) => {
    const two = bytes(STANDARD + STANDARD)
    fc.assert(fc.property(fc.array(fc.integer({ min: 1, max: two.length - 1 }), { maxLength: 12 }), (cuts) => {
      const reader = createFrameReader()
      const ends = [0, ...cuts.toSorted((a, b) => a - b), two.length]
      const frames = ends.slice(1).flatMap((end, index) => reader.read(two.subarray(ends[index], end)) ?? [])
      assert.deepEqual(frames.map(({ kind }) => kind), ['data', 'data'])
      assert.equal(reader.kept(), 0)
    }))
  })

  test('one wrong bit in the data has no effect but is seen; what follows is read', ({ assert }) => {
    fc.assert(fc.property(fc.integer({ min: 6, max: 106 }), fc.integer({ min: 0, max: 7 }), (at, bit) => {
      const broken = bytes(STANDARD)
      broken[at]! ^= 1 << bit
      const frames = createFrameReader().read(Buffer.concat([broken, bytes(STANDARD)]))
      assert.deepEqual(frames?.map(({ kind }) => kind), ['wrong_crc', 'data'])
    }))
  })

  test('whatever comes, nothing is thrown and no more is kept than one packet', ({ assert }) => {
    const pieces = fc.oneof(fc.uint8Array({ maxLength: 3_000 }), fc.constantFrom(STANDARD, '##', '##0', '##0000', '##1024', '\r\n\r\n', '##9999').map(bytes))
    fc.assert(fc.property(fc.array(pieces, { maxLength: 20 }), (chunks) => {
      const reader = createFrameReader()
      for (const chunk of chunks) {
        const frames = reader.read(chunk)
        if (!frames) return
        for (const frame of frames) if (frame.kind === 'data') parsePacket(frame.text)
        assert.isBelow(reader.kept(), LONGEST_SEGMENT + 12)
      }
    }), { numRuns: 300 })
  })

  test('whatever a segment says, it is a packet or none', () => {
    const word = fc.constantFrom('QN', 'CN=2011', 'MN=A', 'Flag=5', 'CP=&&', '&&', ';', ',', '=', 'a34002-Rtd=1', 'PNO=9', 'DataTime=20269999', '\0', 'é')
    fc.assert(fc.property(fc.array(fc.oneof(word, fc.string()), { maxLength: 30 }), (words) => void read(words.join(''))), { numRuns: 500 })
  })

  for (const [what, text] of [['a longer segment than the standard allows', '##1025'], ['another protocol', 'GET / HTTP/1.1\r\n'], ['letters for a length', '##00a1'], ['a packet that does not end with CR LF', STANDARD.replace('\r\n', '##')]] as const) {
    test(`${what} ends the connection`, ({ assert }) => assert.isNull(createFrameReader().read(bytes(text))))
  }
})
