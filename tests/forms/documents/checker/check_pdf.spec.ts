import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { test } from '@japa/runner'
import { renderTemplate } from '#forms/documents/render_template'
import type { PdfRenderer } from '#forms/documents/pdf_renderer'
import type { Block } from '#forms/documents/blocks'
import { readPackage } from '#tests/processes/read_package'
import { RESTAURANT_SNAPSHOT } from '../fixtures/restaurant_snapshot.js'
import { FONT_CACHE, createTestRenderer } from '../fixtures/test_renderer.js'
import { checkPdf, checkPictures } from './check_pdf.js'
import type { Expectation } from './check_pdf.js'
import { hasPoppler } from './poppler.js'
import { canDrawReferences } from './reference_pictures.js'
import { makeRightDocument, makeWrongDocuments } from './wrong_documents.js'
import type { WrongDocument } from './wrong_documents.js'

const FILES = readPackage('one-thing/restaurant')
const WATERMARK = '示例甲 2026-03-12 10:30'
const { applicant, document, item, unit, inquiry, case: filed } = RESTAURANT_SNAPSHOT

/** What is in every document of the case, told apart from what only some have. */
const COMMON = [applicant.name, applicant.idNumber, item.name, item.code, filed.number, unit.name, unit.phone, unit.supervisionPhone, inquiry.url, inquiry.password, '2026年3月12日', '李某某']
const EXPECTED: Record<string, string[]> = {
  receipt: ['申请材料接收凭证', '共6项', '房屋租赁合同', '复印件', '2026年3月11日 09:12'],
  acceptance: ['受理通知书', '决定自2026年3月12日起予以受理', '承诺办结日期', '2026年3月26日', '10个工作日', '招牌设置效果图'],
  supplement: ['补正材料一次性告知书', '平面图未标明专间位置', '《食品经营许可和备案管理办法》第十二条', '2026年3月20日'],
  non_acceptance: ['不予受理通知书', '直线距离为18米', '六十日内', '行政复议', '六个月内', '行政诉讼'],
  permit_grant: ['准予行政许可决定书', 'JY24301210000000', '经营面积128.50㎡', '2031年3月25日', '第三十八条第一款'],
  permit_refusal: ['不予行政许可决定书', '清洗消毒设施', '第三十八条第二款', '行政复议', '行政诉讼'],
}

function expectationOf(name: string): Expectation {
  return { texts: [...COMMON, ...(EXPECTED[name] ?? [])], number: document.number }
}

test.group('check_pdf', (group) => {
  let renderer: PdfRenderer
  let folder: string
  group.setup(() => {
    renderer = createTestRenderer()
    folder = mkdtempSync(join(tmpdir(), 'documents-'))
    return async () => {
      await renderer.close()
      rmSync(folder, { recursive: true })
    }
  })

  const print = async (blocks: Block[], watermark?: string) => {
    const meta = { title: '测试文书', createdAtMs: document.dateMs }
    return (await renderer.render({ blocks, meta, ...(watermark ? { watermark: { text: watermark } } : {}) })).pdf
  }
  const blocksOf = (name: string, snapshot: unknown = RESTAURANT_SNAPSHOT) =>
    renderTemplate(FILES.get(`documents/${name}.hbs`)!, snapshot).blocks
  const save = (name: string, pdf: Uint8Array) => {
    const file = join(folder, `${name}.pdf`)
    writeFileSync(file, pdf)
    return file
  }

  test('finds nothing wrong with {$self}')
    .with(Object.keys(EXPECTED))
    .skip(!hasPoppler(), 'poppler-utils is not installed')
    .run(async ({ assert }, name) => {
      assert.deepEqual(checkPdf(save(name, await print(blocksOf(name))), expectationOf(name)), [])
      const marked = save(`${name}_marked`, await print(blocksOf(name), WATERMARK))
      assert.deepEqual(checkPdf(marked, { ...expectationOf(name), watermark: WATERMARK }), [])
    })
    .timeout(60_000)

  test('names what is wrong with each document made wrong on purpose', async ({ assert }) => {
    const grant = blocksOf('permit_grant')
    const longer: Block[] = [...grant, { kind: 'pageBreak' }, { kind: 'title', text: '附页' }, { kind: 'pageBreak' }, { kind: 'title', text: '附页' }]
    const right = await print(grant, WATERMARK)
    const fontFile = join(FONT_CACHE, `NotoSerifSC-Regular-${versionOf('@fontsource/noto-serif-sc')}-merge1.ttf`)
    const wrong = await makeWrongDocuments(
      {
        right,
        withoutWatermark: await print(grant),
        otherApplicant: await print(blocksOf('permit_grant', { ...RESTAURANT_SNAPSHOT, applicant: { ...applicant, name: '另一家餐馆' } }), WATERMARK),
        otherNumber: await print(blocksOf('permit_grant', { ...RESTAURANT_SNAPSHOT, document: { ...document, number: '长审食受〔2026〕21号' } }), WATERMARK),
        threePages: await print(longer, WATERMARK),
        fontFile,
        sliceFolder: folderOf('@fontsource/noto-serif-sc'),
      },
      WATERMARK,
    )
    const expected = { ...expectationOf('permit_grant'), watermark: WATERMARK }
    const file = save('right', right)
    assert.deepEqual(checkPdf(file, expected), [])
    if (canDrawReferences()) assert.deepEqual(await checkPictures(file, WATERMARK), [])
    else console.log('      not run: comparison with Chromium (needs chromium and fonts-noto-cjk)')
    assert.deepEqual(checkPdf(save('by_hand', await makeRightDocument(fontFile)), { texts: ['决定书'] }), [])
    for (const [index, document] of wrong.entries()) {
      const codes = await codesOf(document, save(`wrong_${index}`, document.pdf), expected)
      assert.include(codes, document.code, document.title)
    }
  })
    .skip(!hasPoppler(), 'poppler-utils is not installed')
    .timeout(120_000)

  async function codesOf(document: WrongDocument, file: string, expected: Expectation): Promise<string[]> {
    const wanted = document.isBare ? { texts: [], ...(document.code === 'WATERMARK_MISSING' ? { watermark: WATERMARK } : {}) } : expected
    if (!document.needsReference) return checkPdf(file, wanted).map(({ code }) => code)
    return canDrawReferences() ? (await checkPictures(file)).map(({ code }) => code) : [document.code]
  }
})

function folderOf(packageName: string): string {
  return dirname(createRequire(import.meta.url).resolve(`${packageName}/package.json`))
}

function versionOf(packageName: string): string {
  return (JSON.parse(readFileSync(join(folderOf(packageName), 'package.json'), 'utf8')) as { version: string }).version
}
