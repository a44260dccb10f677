import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { MAX_SOURCE_BYTES } from '#engine/compile/decode_source'
import { Findings } from '#engine/compile/findings'
import { scanXml } from '#engine/compile/scan_xml'
import { model, start, user, flows } from '../kernel/bpmn.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const latin = (text: string) => Uint8Array.from(text, (character) => character.charCodeAt(0))
const body = (name: string) => `<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t"><process id="p" isExecutable="true"><startEvent id="s" name="${name}"/></process></definitions>`
const deep = (depth: number) => model(`${'<subProcess>'.repeat(depth)}<startEvent/>${'</subProcess>'.repeat(depth)}`)

test.group('compile | hostile text', () => {
  const refused: [title: string, source: Uint8Array | string, code: string][] = [
    ['nothing', '', 'FILE_EMPTY'],
    ['only space', bytes(' \n '), 'FILE_EMPTY'],
    ['too large', 'x'.repeat(MAX_SOURCE_BYTES + 1), 'FILE_TOO_LARGE'],
    ['DOCTYPE', `<!DOCTYPE definitions [<!ENTITY x SYSTEM "file:///etc/passwd">]>${body('&x;')}`, 'XML_DOCTYPE'],
    ['an entity of its own', body('&bomb;'), 'XML_ENTITY'],
    ['a bare ampersand', body('A & B'), 'XML_ENTITY'],
    ['a control character', body('\u0008'), 'XML_CHARACTER'],
    ['a reference to a control character', body('&#0;'), 'XML_CHARACTER'],
    ['cut off inside a tag', body('x').slice(0, -8), 'XML_TRUNCATED'],
    ['cut off between tags', body('x').replace('</definitions>', ''), 'XML_TRUNCATED'],
    ['tags that cross', '<definitions><process></definitions></process>', 'XML_MALFORMED'],
    ['two roots', `${body('x')}${body('y')}`, 'XML_MALFORMED'],
    ['no XML', 'just text', 'XML_MALFORMED'],
    ['JSON', '{"a":1}', 'XML_MALFORMED'],
    ['HTML', '<html><body>404</body></html>', 'NOT_BPMN'],
    ['definitions without namespace', '<definitions id="d"><process id="p"/></definitions>', 'NOT_BPMN'],
    ['nested without end', deep(10_000), 'XML_TOO_DEEP'],
    ['bytes that are not UTF-8', latin(`<?xml version="1.0" encoding="UTF-8"?>${body('\u00c3\u0028\u00ff')}`), 'ENCODING_MISMATCH'],
    ['an encoding nobody knows', bytes(`<?xml version="1.0" encoding="klingon"?>${body('x')}`), 'ENCODING_UNKNOWN'],
    ['an element BPMN does not have', model(start(), '<teleport id="x"/>'), 'UNREADABLE_ELEMENT'],
  ]
  for (const [title, source, code] of refused) {
    test(`refused with one clear finding: ${title}`, async ({ assert }) => {
      const { processes, diagnostics } = await compileModel(source)
      assert.lengthOf(processes, 0)
      assert.equal(diagnostics[0]?.code, code)
    })
  }

  const read: [title: string, source: Uint8Array | string, name: string][] = [
    ['windows-1252', latin(`<?xml version="1.0" encoding="windows-1252"?>${body('Pr\u00fcfung \u0080')}`), 'Prüfung €'],
    ['GB18030 declared as such', Uint8Array.from([...latin('<?xml version="1.0" encoding="GB18030"?>'), ...latin(body('\u00cf\u00df'))]), '线'],
    ['UTF-8 with byte order mark', Uint8Array.from([0xef, 0xbb, 0xbf, ...bytes(body('餐饮'))]), '餐饮'],
    ['UTF-16', Uint8Array.from([0xff, 0xfe, ...[...body('餐饮')].flatMap((character) => [character.charCodeAt(0) & 255, character.charCodeAt(0) >> 8])]), '餐饮'],
    ['text with mark', `\uFEFF${body('餐饮')}`, '餐饮'],
    ['references of XML', body('&lt;script&gt; &amp; &#20013;&#x56fd;'), '<script> & 中国'],
    ['a > inside an attribute', body('a > b'), 'a > b'],
    ['rare hanzi outside the first plane', body('𠮷'), '𠮷'],
  ]
  for (const [title, source, name] of read) {
    test(`read to the letter: ${title}`, async ({ assert }) => {
      const { processes, diagnostics } = await compileModel(source)
      assert.deepEqual(diagnostics, [])
      assert.equal(processes[0]?.elements.get('s')?.name, name)
    })
  }

  test('a DOCTYPE inside a comment or CDATA is only text', async ({ assert }) => {
    const { diagnostics } = await compileModel(model('<!-- <!DOCTYPE x> --><documentation><![CDATA[<!DOCTYPE html> & more]]></documentation>', start(), user('a'), flows('s>a')))
    assert.deepEqual(diagnostics, [])
  })

  test('a model at the limit of size is scanned in good time', async ({ assert }) => {
    const startMs = performance.now()
    await compileModel(body(' '.repeat(MAX_SOURCE_BYTES - 1_000)))
    await compileModel(model(`${'<task/>'.repeat(100_000)}`))
    assert.isBelow(performance.now() - startMs, 20_000)
  }).timeout(40_000)

  test('a long file is read once, not once for every tag', ({ assert }) => {
    const findings = new Findings()
    const startedMs = performance.now()
    assert.isTrue(scanXml(`<a>${'<b/>xxxxxxxxxxxxxxxx'.repeat(190_000)}</a>`, findings))
    // a guard against hanging: read again for every tag it would take minutes
    assert.isBelow(performance.now() - startedMs, 5_000)
  }).timeout(60_000)
})
