import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { test } from '@japa/runner'
import type { Block } from '#forms/documents/blocks'
import { planFonts } from '#forms/documents/fonts/font_plan'
import { createPdfRenderer } from '#forms/documents/pdf_renderer'
import type { PdfRenderer } from '#forms/documents/pdf_renderer'
import { startPrintQueue } from '#forms/documents/print_queue'
import { buildSheet } from '#forms/documents/sheet'
import { hasPoppler, rasterise, readFonts, readText } from './checker/poppler.js'
import { printHashes } from './fixtures/print_hash.js'
import { sealPicture } from './fixtures/seal_picture.js'
import { sheetInput } from './fixtures/sheet_input.js'
import { FONT_CACHE, createTestRenderer } from './fixtures/test_renderer.js'
import { TYPESCRIPT_LOADER } from '#tests/rings/typescript_loader'

const META = { title: '测试', createdAtMs: Date.UTC(2026, 2, 12) }

function paragraph(text: string): Block[] {
  return [{ kind: 'paragraph', spans: [{ text }] }]
}

test.group('pdf_renderer', (group) => {
  let renderer: PdfRenderer
  let folder: string
  group.setup(() => {
    renderer = createTestRenderer()
    folder = mkdtempSync(join(tmpdir(), 'renderer-'))
    return async () => {
      await renderer.close()
      rmSync(folder, { recursive: true })
    }
  })
  const textOf = async (blocks: Block[]) => {
    const file = join(folder, 'text.pdf')
    writeFileSync(file, (await renderer.render({ blocks, meta: META })).pdf)
    return readText(file).join('\f').replace(/[ \n]/g, '')
  }

  test('the same input gives the same bytes, in another process too', async ({ assert }) => {
    const script = fileURLToPath(new URL('./fixtures/print_hash.ts', import.meta.url))
    const other = promisify(execFile)(process.execPath, [...TYPESCRIPT_LOADER, script])
    const here = await printHashes()
    assert.deepEqual(await printHashes(), here)
    assert.deepEqual((await other).stdout.trim().split('\n'), here)
  }).timeout(60_000)

  test('what was printed before leaves no trace', async ({ assert }) => {
    const first = await renderer.render({ blocks: paragraph('申请人：甲。'), meta: META })
    await renderer.render({ blocks: paragraph('⼀⼆ Kangxi forms share glyphs with 一二，ABC'), meta: META })
    const again = await renderer.render({ blocks: paragraph('申请人：甲。'), meta: META })
    assert.equal(again.sha256, first.sha256)
    assert.equal(createHash('sha256').update(first.pdf).digest('hex'), first.sha256)
  })

  test('date and title are part of the bytes', async ({ assert }) => {
    const print = async (meta: typeof META) => (await renderer.render({ blocks: paragraph('甲'), meta })).sha256
    const hashes = [await print(META), await print({ ...META, createdAtMs: META.createdAtMs + 1000 }), await print({ ...META, title: '别的' })]
    assert.lengthOf([...new Set(hashes)], 3)
  })

  test('rare hanzi come from another face and stay readable; what no face has is said', async ({ assert }) => {
    const output = await renderer.render({ blocks: paragraph('劐㐂𠮷Ⅱ㎡☑ꙮ😀'), meta: META })
    assert.deepEqual(output.missingGlyphs, ['ꙮ', '😀'])
    const file = join(folder, 'rare.pdf')
    writeFileSync(file, output.pdf)
    assert.equal(readText(file).join('').replace(/\s/g, ''), '劐㐂𠮷Ⅱ㎡√〔U+A66E〕〔U+1F600〕')
    assert.deepEqual(readFonts(file).map(({ name }) => name.slice(7)).sort(), ['LXGWWenKai-Regular', 'NotoSansSC-Regular', 'NotoSerifSC-Regular'])
  }).skip(!hasPoppler(), 'poppler-utils is not installed')

  test('{title}')
    .with([
      { title: 'controls and NUL vanish', text: '甲\u0000乙\u0007丙\u001b[31m', printed: '甲乙丙[31m' },
      { title: 'marks that would turn the reading direction vanish', text: '甲\u202e乙丙\u202c丁\u2066', printed: '甲乙丙丁' },
      { title: 'half a surrogate pair vanishes', text: '甲\ud842乙', printed: '甲乙' },
      { title: 'zero-width characters vanish', text: '甲\u200b乙\ufeff丙', printed: '甲乙丙' },
      { title: 'a variation selector vanishes', text: '葛\u{e0100}乙', printed: '葛乙' },
      { title: 'what looks like PDF is text', text: ') Tj ET endstream endobj << /JS >>', printed: ')TjETendstreamendobj<</JS>>' },
      { title: 'compatibility forms of hanzi are printed as the hanzi', text: '⼭金', printed: '山金' },
    ])
    .skip(!hasPoppler(), 'poppler-utils is not installed')
    .run(async ({ assert }, row) => assert.equal((await textOf(paragraph(row.text))).replaceAll('\f', ''), row.printed))

  test('a word of ten thousand characters is broken, not lost', async ({ assert }) => {
    const text = await textOf(paragraph('x'.repeat(10_000)))
    assert.equal(text.replaceAll('\f', '').length, 10_000)
  }).skip(!hasPoppler(), 'poppler-utils is not installed')

  test('five thousand rows fill pages, each with its header', async ({ assert }) => {
    const columns = ['序号', '材料名称', '说明'].map((title) => ({ title, width: 10 }))
    const rows = Array.from({ length: 5000 }, (_, index) => [String(index + 1), `材料${index + 1}`, '示例说明'])
    const blocks: Block[] = [{ kind: 'table', columns, rows }]
    const pages = (await textOf(blocks)).split('\f')
    assert.isTrue(pages.every((page) => page.startsWith('序号材料名称说明')))
    assert.include(pages.at(-1) ?? '', '5000材料5000')
  })
    .skip(!hasPoppler(), 'poppler-utils is not installed')
    .timeout(60_000)

  test('a document without end is refused with a sentence, and the next one is printed', async ({ assert }) => {
    const blocks = Array.from({ length: 1100 }, (): Block[] => [{ kind: 'pageBreak' }, ...paragraph('甲')]).flat()
    await assert.rejects(() => renderer.render({ blocks, meta: META }), /超过 1000 页/)
    assert.equal((await renderer.render({ blocks: paragraph('甲'), meta: META })).pages, 1)
  })

  test('a seal with transparency is pressed over unit and date, which stay readable', async ({ assert }) => {
    const seal: Block = { kind: 'seal', unit: '长沙县行政审批服务局', date: '2026年3月12日', imagePngOrJpeg: sealPicture() }
    const blocks = [...paragraph('甲'), seal]
    const { pdf, sha256 } = await renderer.render({ blocks, meta: META })
    const file = join(folder, 'seal.pdf')
    writeFileSync(file, pdf)
    const [page] = rasterise(file, 100)
    // The red of the seal is 30 % grey; hardly anything of black text on white is.
    const red = page?.pixels.filter((grey) => grey > 65 && grey < 85).length ?? 0
    assert.isAbove(red, 1500)
    assert.include(readText(file).join('').replace(/\s/g, ''), '长沙县行政审批服务局2026年3月12日')
    assert.equal((await renderer.render({ blocks, meta: META })).sha256, sha256)
  }).skip(!hasPoppler(), 'poppler-utils is not installed')

  test('a picture that is none is refused with a sentence', async ({ assert }) => {
    const cut: Block = { kind: 'seal', unit: '甲', date: '乙', imagePngOrJpeg: sealPicture().subarray(0, 60) }
    await assert.rejects(() => renderer.render({ blocks: [cut], meta: META }))
    assert.equal((await renderer.render({ blocks: paragraph('甲'), meta: META })).pages, 1)
    const seal: Block = { kind: 'seal', unit: '甲', date: '乙', imagePngOrJpeg: new Uint8Array([1, 2, 3]) }
    await assert.rejects(() => renderer.render({ blocks: [seal], meta: META }), /PNG 或 JPEG/)
    await assert.rejects(() => renderer.render({ blocks: [{ kind: 'image', svg: '<html/>' }], meta: META }), /SVG/)
  })

  test('printing is done elsewhere: the calling thread stays idle', async ({ assert }) => {
    await renderer.render({ blocks: paragraph('甲'), meta: META })
    const before = performance.eventLoopUtilization()
    await renderer.render({ blocks: buildSheet(sheetInput(400)), meta: META })
    assert.isBelow(performance.eventLoopUtilization(before).utilization, 0.5)
  })

  test('what can’t be handed over is refused, and the next one is printed', async ({ assert }) => {
    const spans = [{ text: (() => '甲') as unknown as string }]
    await assert.rejects(() => renderer.render({ blocks: [{ kind: 'paragraph', spans }], meta: META }), /无法打印/)
    assert.equal((await renderer.render({ blocks: paragraph('甲'), meta: META })).pages, 1)
  })

  test('many at once are all printed, by two threads', async ({ assert }) => {
    const two = createPdfRenderer({ fontCacheDir: FONT_CACHE, useSystemFonts: false, workers: 2 })
    const outputs = await Promise.all(Array.from({ length: 12 }, (_, index) => two.render({ blocks: paragraph(`第${index}份`), meta: META })))
    assert.lengthOf([...new Set(outputs.map(({ sha256 }) => sha256))], 12)
    await two.close()
  })

  test('a queue that is full turns away, a document that takes too long is given up', async ({ assert }) => {
    const plan = planFonts({ fontCacheDir: FONT_CACHE, useSystemFonts: false })
    const queue = startPrintQueue(plan, { workers: 1, mostWaiting: 1, longestJobMs: 1500 })
    const endless = queue.print({ blocks: buildSheet(sheetInput(30_000)), meta: META })
    const second = queue.print({ blocks: paragraph('甲'), meta: META })
    await assert.rejects(() => queue.print({ blocks: paragraph('乙'), meta: META }), /较多/)
    await assert.rejects(() => endless, /中断|超过 1000 页/)
    const outcome = await second.then(({ pages }) => pages, (error: Error) => error.message)
    assert.oneOf(outcome, [1, '文书生成中断，请重试。'])
    await queue.close()
  })

  test('a closed renderer says so', async ({ assert }) => {
    const closed = createTestRenderer()
    const running = closed.render({ blocks: buildSheet(sheetInput(300)), meta: META })
    const outcome = running.then(() => 'printed', (error: Error) => error.message)
    await closed.close()
    assert.oneOf(await outcome, ['printed', '文书生成中断，请重试。'])
    await assert.rejects(() => closed.render({ blocks: [], meta: META }), /正在停止/)
  })
})

test.group('pdf_renderer / fonts', (group) => {
  let folder: string
  group.each.setup(() => {
    folder = mkdtempSync(join(tmpdir(), 'fonts-'))
    return () => rmSync(folder, { recursive: true })
  })
  const bundled = (name: string) => join(FONT_CACHE, readdirSync(FONT_CACHE).find((file) => file.startsWith(name)) as string)

  test('the faces from npm are always there, and what they stand in for is said', async ({ assert }) => {
    const renderer = createTestRenderer()
    const { faces, rejected } = renderer.fonts()
    await renderer.close()
    assert.deepEqual(
      faces.map(({ style, name, standsInFor }) => [style, name, standsInFor]),
      [
        ['song', 'NotoSerifSC-Regular', undefined],
        ['song-bold', 'NotoSerifSC-Bold', '小标宋'],
        ['hei', 'NotoSansSC-Regular', undefined],
        ['kai', 'LXGWWenKai-Regular', undefined],
        ['fang', 'NotoSerifSC-Regular', '仿宋'],
      ],
    )
    assert.deepEqual(rejected, [])
  })

  test('an operator’s own font comes first; a broken or unknown file is named', async ({ assert }) => {
    const own = join(folder, 'own')
    mkdirSync(own)
    const warm = createTestRenderer()
    await warm.render({ blocks: [{ kind: 'paragraph', face: 'kai', spans: [{ text: '甲' }] }], meta: META })
    await warm.close()
    copyFileSync(bundled('LXGWWenKai'), join(own, '仿宋_GB2312.ttf'))
    copyFileSync(bundled('LXGWWenKai'), join(own, 'abc.ttf'))
    writeFileSync(join(own, '楷体.ttf'), 'not a font')
    writeFileSync(join(own, 'readme.txt'), '')
    const renderer = createPdfRenderer({ fontCacheDir: FONT_CACHE, operatorFontDir: own, useSystemFonts: false })
    const { faces, rejected } = renderer.fonts()
    assert.deepInclude(faces, { style: 'fang', name: 'LXGWWenKai-Regular', source: 'operator' })
    assert.deepEqual(rejected.map(({ file }) => file), ['楷体.ttf'])
    const output = await renderer.render({ blocks: paragraph('甲乙丙'), meta: META })
    await renderer.close()
    assert.include(Buffer.from(output.pdf).toString('latin1'), 'LXGWWenKai-Regular')
  })

  test('a merged font that was cut short is made again', async ({ assert }) => {
    const print = async () => {
      const renderer = createPdfRenderer({ fontCacheDir: folder, useSystemFonts: false })
      const { sha256 } = await renderer.render({ blocks: paragraph('甲'), meta: META })
      await renderer.close()
      return sha256
    }
    const first = await print()
    const file = join(folder, readdirSync(folder)[0] as string)
    const { size } = statSync(file)
    truncateSync(file, size / 2)
    assert.equal(await print(), first)
    assert.equal(statSync(file).size, size)
    assert.lengthOf(readdirSync(folder), 1)
  })

  test('two servers that start at once on one cache both print', async ({ assert }) => {
    const renderers = [1, 2, 3].map(() => createPdfRenderer({ fontCacheDir: folder, useSystemFonts: false }))
    const outputs = await Promise.all(renderers.map((renderer) => renderer.render({ blocks: paragraph('甲'), meta: META })))
    await Promise.all(renderers.map((renderer) => renderer.close()))
    assert.lengthOf([...new Set(outputs.map(({ sha256 }) => sha256))], 1)
  })
})
