import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import type { FaceStyle } from '#forms/documents/blocks'
import type { PdfRenderer } from '#forms/documents/pdf_renderer'
import { cutHanzi, isFrame, likeness } from './checker/glyph_pictures.js'
import type { GlyphPicture } from './checker/glyph_pictures.js'
import { hasPoppler, rasterise, readFonts, readText, readWords } from './checker/poppler.js'
import type { Raster } from './checker/poppler.js'
import { canDrawReferences, drawReferences } from './checker/reference_pictures.js'
import { createTestRenderer } from './fixtures/test_renderer.js'

/** The 6763 hanzi of GB/T 2312—1980: rows 16 to 87 of its table, read through the decoder of the platform. */
function hanziOfGb2312(): string[] {
  const decoder = new TextDecoder('gb18030')
  const rows = Array.from({ length: 72 }, (_, row) => row + 0xb0)
  const cells = Array.from({ length: 94 }, (_, cell) => cell + 0xa1)
  const characters = rows.flatMap((row) => cells.map((cell) => decoder.decode(Uint8Array.of(row, cell))))
  return characters.filter((character) => /^\p{Script=Han}$/u.test(character))
}

const HANZI = hanziOfGb2312()
const STRANGERS = 6

test.group('GB 2312 in print, with the fonts from npm alone', (group) => {
  let renderer: PdfRenderer
  let folder: string
  group.setup(() => {
    renderer = createTestRenderer()
    folder = mkdtempSync(join(tmpdir(), 'gb2312-'))
    return async () => {
      await renderer.close()
      rmSync(folder, { recursive: true })
    }
  })

  const print = async (face: FaceStyle) => {
    const spans = [{ text: HANZI.join('') }]
    const blocks = [{ kind: 'paragraph' as const, indent: 0, face, size: 14, align: 'left' as const, spans }]
    const output = await renderer.render({ blocks, meta: { title: 'GB 2312', createdAtMs: 0 } })
    const file = join(folder, `${face}.pdf`)
    writeFileSync(file, output.pdf)
    return { file, missingGlyphs: output.missingGlyphs }
  }
  const picturesOf = (file: string): GlyphPicture[] => {
    const rasters = rasterise(file, 150)
    return readWords(file).flatMap((page, index) => cutHanzi(page, rasters[index] as Raster))
  }

  test('each of the 6763 hanzi has a picture of its own in {$self}')
    .with(['song', 'song-bold', 'hei', 'kai'] satisfies FaceStyle[])
    .skip(!hasPoppler(), 'poppler-utils is not installed')
    .run(async ({ assert }, face) => {
      const { file, missingGlyphs } = await print(face)
      assert.lengthOf(HANZI, 6763)
      assert.deepEqual(missingGlyphs, [])
      assert.isTrue(readFonts(file).every((font) => font.isEmbedded && font.isSubset && font.hasUnicode))
      assert.equal(readText(file).join('').replace(/\s/g, ''), HANZI.join(''))
      const pictures = picturesOf(file)
      assert.lengthOf(pictures, 6763)
      // 一 has the least ink, about 2 % of its square; a blot has 60 % and more.
      const strange = pictures.filter(({ density }) => density < 0.015 || density > 0.45)
      assert.deepEqual(strange.map(({ character }) => character), [])
      assert.deepEqual(pictures.filter(isFrame).map(({ character }) => character).filter((character) => !'口囗'.includes(character)), [])
      const seen = new Map<string, string>()
      for (const { ink, character } of pictures) {
        const key = Buffer.from(ink.buffer).toString('latin1')
        assert.isUndefined(seen.get(key), `${character} looks like ${seen.get(key)}`)
        seen.set(key, character)
      }
    })
    .timeout(60_000)

  test('each hanzi looks more like itself, drawn by Chromium with another font, than like others', async ({ assert }) => {
    if (!hasPoppler() || !canDrawReferences()) {
      console.log('      not run: comparison with Chromium (needs poppler-utils, chromium and fonts-noto-cjk)')
      return
    }
    const pictures = picturesOf((await print('song')).file)
    const [reference] = await drawReferences(HANZI, ['Noto Serif CJK SC'])
    const drawn = (character: string) => reference?.get(character) as GlyphPicture
    const mistaken = pictures.filter((picture, index) => {
      const own = likeness(picture, drawn(picture.character))
      const others = Array.from({ length: STRANGERS }, (_, step) => pictures[(index + (step + 1) * 241) % pictures.length] as GlyphPicture)
      return own < 0.55 || others.some((other) => likeness(picture, drawn(other.character)) >= own)
    })
    assert.deepEqual(mistaken.map(({ character }) => character), [])
  }).timeout(120_000)
})
