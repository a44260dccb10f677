import { test } from '@japa/runner'
import type { Block } from '#forms/documents/blocks'
import { layoutDocument } from '#forms/documents/layout/layout_document'
import type { LaidOutDocument } from '#forms/documents/layout/layout_document'
import { setSealImage } from '#forms/documents/set_seal_image'
import { craftedPng } from '../fixtures/crafted_png.js'
import { SQUARE_METRICS } from '../fixtures/square_metrics.js'

function layout(...blocks: Block[]): LaidOutDocument {
  return layoutDocument(blocks, SQUARE_METRICS)
}

function textsOf(document: LaidOutDocument): string[] {
  return document.pages.map((page) => page.ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])).join(''))
}

const LONG = '经现场核查，经营场所布局与申报图纸一致。'
const SEAL: Block = { kind: 'seal', unit: '长沙县行政审批服务局', date: '2026年3月12日', sealName: '专用章' }

function paragraphs(count: number): Block[] {
  return Array.from({ length: count }, () => ({ kind: 'paragraph', spans: [{ text: '甲乙丙' }] }))
}

test.group('layout_document', () => {
  test('text stays inside the margins of GB/T 9704', ({ assert }) => {
    const { pages, sheet } = layout({ kind: 'title', text: LONG.repeat(3) }, { kind: 'paragraph', spans: [{ text: LONG.repeat(200) }] })
    assert.isAbove(pages.length, 2)
    for (const op of pages.flatMap((page) => page.ops)) {
      if (op.op !== 'text') continue
      assert.isAtLeast(op.x, sheet.page.left - 0.01)
      // A closing mark may hang over by its blank half.
      assert.isAtMost(op.x + op.width, sheet.page.width - sheet.page.right + op.size / 2 + 0.01)
      assert.isAbove(op.y - op.size * 0.88, sheet.page.top - 0.01)
      assert.isBelow(op.y, sheet.page.height - sheet.page.bottom)
    }
  })

  test('no line of a paragraph is left alone at the top of a page', ({ assert }) => {
    for (let filled = 20; filled < 28; filled++) {
      const [, second] = layout(...paragraphs(filled), { kind: 'paragraph', spans: [{ text: '丁'.repeat(70) }] }).pages
      const lines = second?.ops.filter((op) => op.op === 'text').length ?? 0
      assert.notEqual(lines, 1, `${filled} lines before`)
    }
  })

  test('a table repeats its header and loses no row', ({ assert }) => {
    const rows = Array.from({ length: 120 }, (_, index) => [`第${index}行`, LONG])
    const texts = textsOf(layout({ kind: 'table', columns: [{ title: '序号列', width: 20 }, { title: '内容列', width: 80 }], rows }))
    assert.isAbove(texts.length, 3)
    assert.isTrue(texts.every((text) => text.startsWith('序号列内容列')))
    rows.forEach(([name]) => assert.lengthOf(texts.join('').split(`${name}`), 2, name))
  })

  test('a row higher than a page is split between lines and goes on under the header', ({ assert }) => {
    const texts = textsOf(layout({ kind: 'table', columns: [{ title: '意见', width: 1 }], rows: [[LONG.repeat(200)]] }))
    assert.isAbove(texts.length, 2)
    assert.equal(texts.join('').replaceAll('意见', '').length, LONG.length * 200)
    assert.isTrue(texts.every((text) => text.startsWith('意见')))
  })

  test('a header does not stand at the foot of a page without a row', ({ assert }) => {
    for (let filled = 18; filled < 27; filled++) {
      const texts = textsOf(layout(...paragraphs(filled), { kind: 'table', columns: [{ title: '头', width: 1 }], rows: [['行'], ['行']] }))
      assert.isTrue(texts.every((text) => !text.endsWith('头')), `${filled} lines before`)
    }
  })

  test('an empty table says so', ({ assert }) => {
    const [text] = textsOf(layout({ kind: 'table', columns: [{ title: '甲', width: 1 }, { title: '乙', width: 1 }], rows: [], emptyText: '无' }))
    assert.equal(text, '甲乙无')
  })

  test('a seal never stands on a page without text', ({ assert }) => {
    for (let filled = 14; filled < 27; filled++) {
      const text = textsOf(layout(...paragraphs(filled), SEAL)).at(-1) ?? ''
      assert.include(text, '长沙县行政审批服务局')
      assert.include(text, '甲乙丙', `${filled} lines before`)
    }
  })

  test('the unit is centred over a date that is right by four characters', ({ assert }) => {
    const { pages, sheet } = layout(SEAL)
    const texts = (pages[0]?.ops ?? []).flatMap((op) => (op.op === 'text' ? [op] : []))
    const date = texts.find(({ text }) => text.startsWith('2026'))
    const unit = texts.find(({ text }) => text === SEAL.unit)
    if (!date || !unit) throw new Error('no date or unit')
    assert.closeTo(date.x + date.width, sheet.page.width - sheet.page.right - 4 * date.size, 0.01)
    assert.closeTo(unit.x + unit.width / 2, date.x + date.width / 2, 0.01)
    assert.isBelow(unit.y, date.y)
    assert.isTrue(pages[0]?.ops.some((op) => op.op === 'ring' && op.dashed), 'place of the seal')
    assert.include(texts.map(({ text }) => text), '印章位置')
  })

  test('a seal given as a picture takes the place of the ring', ({ assert }) => {
    const png = craftedPng({ width: 200, height: 100 })
    const sealed = setSealImage([...paragraphs(1), SEAL], png)
    const [page] = layout(...sealed).pages
    const picture = page?.ops.find((op) => op.op === 'picture')
    assert.closeTo(picture?.op === 'picture' ? picture.width / picture.height : 0, 2, 0.001)
    assert.notInclude(textsOf(layout(...sealed)).join(), '印章位置')
  })

  test('each page says which of how many it is', ({ assert }) => {
    const texts = textsOf(layout({ kind: 'footer', pageNumbers: true }, ...paragraphs(60)))
    texts.forEach((text, index) => assert.include(text, `第 ${index + 1} 页　共 ${texts.length} 页`))
  })

  test('the watermark of the viewer goes before that of the template', ({ assert }) => {
    const blocks: Block[] = [{ kind: 'watermark', text: '样张' }, ...paragraphs(1)]
    assert.include(textsOf(layoutDocument(blocks, SQUARE_METRICS)).join(), '样张')
    const marked = textsOf(layoutDocument(blocks, SQUARE_METRICS, '示例甲')).join()
    assert.include(marked, '示例甲')
    assert.notInclude(marked, '样张')
  })

  test('boxes to tick are drawn, ticked ones with a tick', ({ assert }) => {
    const [page] = layout({ kind: 'checkboxes', options: [{ label: '是', checked: true }, { label: '否', checked: false }] }).pages
    assert.lengthOf(page?.ops.filter((op) => op.op === 'box') ?? [], 2)
    assert.lengthOf(page?.ops.filter((op) => op.op === 'path') ?? [], 1)
  })

  test('a list that runs over pages keeps each marker beside its item', ({ assert }) => {
    const { pages } = layout({ kind: 'list', marker: 'arabic', items: Array.from({ length: 40 }, () => LONG) })
    for (const page of pages) {
      const texts = page.ops.flatMap((op) => (op.op === 'text' ? [op] : []))
      const markers = texts.filter(({ text }) => /^\d+．$/.test(text))
      for (const marker of markers) assert.isTrue(texts.some((other) => other !== marker && other.y === marker.y), marker.text)
    }
    assert.lengthOf(textsOf({ pages, sheet: layout().sheet, missingGlyphs: [] }).join('').match(/\d+．/g) ?? [], 40)
  })

  test('a diagram is drawn: shapes, arrows and names, not what only the mouse needs', ({ assert }) => {
    const svg = `<svg viewBox="0 0 200 100"><!-- x --><g transform="translate(10 20)"><rect width="50" height="30" rx="5" style="fill: white; stroke: rgb(1, 2, 3)"/>
      <text style="font-size: 12px"><tspan x="5" y="15">受&amp;理</tspan></text></g><path class="djs-hit" d="M 0 0 L 9 9" stroke="red"/>
      <path d="M60,35L120,35" fill="none" stroke="#000" marker-end="url(#a)"/><path d="evil) Tj" stroke="red"/></svg>`
    const ops = layout({ kind: 'image', svg }).pages[0]?.ops ?? []
    const paths = ops.flatMap((op) => (op.op === 'path' ? [op] : []))
    assert.deepEqual(paths.map(({ fill, stroke }) => [fill, stroke]), [['white', '#010203'], [undefined, '#000'], ['#000', undefined]])
    assert.deepEqual(ops.flatMap((op) => (op.op === 'text' ? [op.text] : [])), ['受&理'])
  })
})
