import { test } from '@japa/runner'
import { checkPng } from '#forms/documents/check_png'
import { DocumentError } from '#forms/documents/errors'
import { pictureSize } from '#forms/documents/layout/picture_size'
import { craftedPng } from '../fixtures/crafted_png.js'

const codeOf = (error: unknown) => (error instanceof DocumentError ? error.code : String(error))

const sizeOrCode = (bytes: Uint8Array) => {
  try {
    const { width, height } = pictureSize(bytes)
    return `${width}×${height}`
  } catch (error) {
    return codeOf(error)
  }
}

const zeros = (length: number) => new Uint8Array(length)
const BOMB_BYTES = 200_000_000

test.group('Size of a picture that can be unpacked without harm', () => {
  for (const { name, picture, expected } of [
    { name: 'four samples of eight bits', picture: craftedPng(), expected: '4×4' },
    { name: 'a few bytes of padding', picture: craftedPng({ raw: zeros(4 * 17 + 100) }), expected: '4×4' },
    { name: 'a palette of one bit', picture: craftedPng({ width: 9, depth: 1, colourType: 3, raw: zeros(4 * 3) }), expected: '9×4' },
    // 1×1: of the seven passes only the first has a pixel.
    { name: 'one interlaced pixel', picture: craftedPng({ width: 1, height: 1, interlace: 1, raw: zeros(5) }), expected: '1×1' },
    // 5×5 grey: 1×1, 1×1, 2×1, 1×2, 3×1, 2×3 and 5×2 pixels, a filter byte for each row.
    { name: 'interlaced passes', picture: craftedPng({ width: 5, height: 5, depth: 8, colourType: 0, interlace: 1, raw: zeros(25 + 11) }), expected: '5×5' },
    { name: 'an interlaced picture without its last row', picture: craftedPng({ width: 5, height: 5, depth: 8, colourType: 0, interlace: 1, raw: zeros(25 + 5) }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'surplus zeros', picture: craftedPng({ raw: zeros(1_000_000) }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'less than the header says', picture: craftedPng({ raw: zeros(10) }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'cut off', picture: craftedPng().subarray(0, 60), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'a second header', picture: craftedPng({ headers: 2 }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'no header', picture: craftedPng({ headers: 0 }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'no pixels', picture: craftedPng({ width: 0 }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'a depth that does not exist', picture: craftedPng({ depth: 255 }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'too many pixels', picture: craftedPng({ width: 40_000, height: 40_000, raw: zeros(10) }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'sixteen bits of too many pixels', picture: craftedPng({ width: 6000, height: 6000, depth: 16, raw: zeros(10) }), expected: 'E_DOCUMENT_IMAGE' },
    { name: 'nothing', picture: zeros(0), expected: 'E_DOCUMENT_IMAGE' },
  ]) {
    test(`${name}: ${expected}`, async ({ assert }) => {
      assert.equal(sizeOrCode(picture), expected)
      const streamed = await checkPng(picture).then(() => 'taken', codeOf)
      assert.equal(streamed, expected === 'E_DOCUMENT_IMAGE' ? expected : 'taken')
    })
  }

  test('a small file that unpacks to much is given up early', async ({ assert }) => {
    const bomb = craftedPng({ raw: zeros(BOMB_BYTES) })
    assert.isBelow(bomb.length, BOMB_BYTES / 500)
    const before = process.memoryUsage().rss
    assert.equal(sizeOrCode(bomb), 'E_DOCUMENT_IMAGE')
    assert.equal(await checkPng(bomb).then(() => 'taken', codeOf), 'E_DOCUMENT_IMAGE')
    assert.isBelow(process.memoryUsage().rss - before, BOMB_BYTES / 4)
  })
})
