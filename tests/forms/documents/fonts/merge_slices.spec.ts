import { readFileSync, readdirSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { mergeSlices } from '#forms/documents/fonts/merge_slices'
import { readAdvances, readCharacterMap, readName, readTables, requireTable, viewOf } from '#forms/documents/fonts/sfnt'

const FOLDER = join(dirname(createRequire(import.meta.url).resolve('@fontsource/noto-serif-sc/package.json')), 'files')
const SLICES = readdirSync(FOLDER)
  .filter((file) => file.endsWith('-400-normal.woff'))
  .toSorted()
  .map((file) => readFileSync(join(FOLDER, file)))

test.group('merge_slices', () => {
  test('the merged font has every character of every slice, as wide as there', ({ assert }) => {
    const merged = readTables(mergeSlices(SLICES))
    const characters = readCharacterMap(requireTable(merged, 'cmap'))
    const advances = readAdvances(merged)
    const wrong = SLICES.flatMap((slice) => {
      const tables = readTables(slice)
      const widths = readAdvances(tables)
      return [...readCharacterMap(requireTable(tables, 'cmap'))].filter(
        ([code, glyph]) => !characters.has(code) || advances[characters.get(code) ?? 0] !== widths[glyph],
      )
    })
    assert.isAbove(characters.size, 13_000)
    assert.deepEqual(wrong, [])
    assert.equal(readName(merged, 6), 'NotoSerifSC-Regular')
  })

  test('the same slices give the same bytes, whose checksum is right', ({ assert }) => {
    const merged = mergeSlices(SLICES.slice(0, 5))
    assert.deepEqual(Buffer.from(mergeSlices(SLICES.slice(0, 5))), Buffer.from(merged))
    let sum = 0
    for (let at = 0; at < merged.length; at += 4) sum = (sum + viewOf(merged).getUint32(at)) >>> 0
    assert.equal(sum, 0xb1b0afba)
  })

  test('what is no font is refused: {title}')
    .with([
      { title: 'nothing', bytes: new Uint8Array(0) },
      { title: 'text', bytes: new TextEncoder().encode('this is not a font at all') },
      { title: 'WOFF2', bytes: new TextEncoder().encode('wOF2aaaaaaaaaaaaaaaaaaaa') },
      { title: 'a font cut short', bytes: mergeSlices(SLICES.slice(0, 1)).subarray(0, 300) },
    ])
    .run(({ assert }, { bytes }) => {
      assert.throws(() => readTables(bytes))
    })
})
