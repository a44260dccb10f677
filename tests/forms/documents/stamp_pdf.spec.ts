import { PDFDocument, PDFName, degrees } from '@cantoo/pdf-lib'
import { test } from '@japa/runner'
import { DocumentError } from '#forms/documents/errors'
import { stampPdf } from '#forms/documents/stamp_pdf'

const NOW_MS = Date.parse('2026-11-23T09:00:00+08:00')

async function stamp(): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.addPage([595, 842]).drawText('STAMP')
  return document.save({ useObjectStreams: false })
}

/** A file with everything that could act: scripts at opening and on a page, a link, an attachment, and a seal that is only looked at. */
async function foreign(turns: readonly number[]): Promise<Uint8Array> {
  const document = await PDFDocument.create()
  document.addJavaScript('hello', 'app.alert(1)')
  await document.attach(new TextEncoder().encode('MZ'), 'tool.exe')
  for (const turn of turns) {
    const page = document.addPage([300, 500])
    page.drawText('CERTIFICATE')
    page.setRotation(degrees(turn))
    const look = document.context.register(document.context.stream('0 0 10 10 re f', { Type: 'XObject', Subtype: 'Form', BBox: [0, 0, 10, 10] }))
    const action = { S: 'JavaScript', JS: 'app.alert(2)' }
    page.node.set(PDFName.of('AA'), document.context.obj({ O: action }))
    page.node.set(PDFName.of('Annots'), document.context.obj([
      { Type: 'Annot', Subtype: 'Widget', Rect: [10, 10, 60, 60], AP: { N: look }, A: action, AA: { U: action } },
      { Type: 'Annot', Subtype: 'Link', Rect: [0, 0, 9, 9], A: { S: 'Launch', F: 'tool.exe' } },
    ] as never))
  }
  return document.save({ useObjectStreams: false })
}

test.group('a foreign PDF with a stamp over each page', () => {
  test('every page is kept as it lies and stamped; seals are still seen, nothing acts any more', async ({ assert }) => {
    const { pdf, pages } = await stampPdf(await foreign([0, 90, 180, 270]), await stamp(), NOW_MS)
    assert.equal(pages, 4)
    const read = await PDFDocument.load(pdf)
    assert.deepEqual(read.getPages().map((page) => page.getRotation().angle), [0, 90, 180, 270])
    for (const page of read.getPages()) {
      assert.equal(page.node.Annots()?.size(), 1, 'the seal alone')
      assert.isDefined(page.node.Resources()?.lookup(PDFName.of('XObject')), 'the stamp')
    }
    const plain = Buffer.from(await read.save({ useObjectStreams: false })).toString('latin1')
    for (const acting of ['JavaScript', 'Launch', 'tool.exe', 'app.alert', '/AA', 'EmbeddedFile', '/OpenAction']) assert.notInclude(plain, acting)
    assert.deepEqual(await stampPdf(await foreign([0]), await stamp(), NOW_MS).then(({ pdf: one }) => one.length > 0), true)
  })

  test('what is no PDF, cut off, empty or endless is refused in words', async ({ assert }) => {
    const whole = await foreign([0])
    const long = await PDFDocument.create()
    for (let page = 0; page < 201; page += 1) long.addPage([10, 10])
    for (const bytes of [new Uint8Array(), Buffer.from('%PDF-1.7\n'), Buffer.from('not a pdf at all'), whole.slice(0, 200), await long.save()]) {
      const error = await stampPdf(bytes, await stamp(), NOW_MS).then(() => null, (caught: unknown) => caught)
      assert.instanceOf(error, DocumentError)
      assert.equal((error as DocumentError).code, 'E_DOCUMENT_FOREIGN')
      assert.match((error as DocumentError).message, /不能加注/)
    }
  })
})
