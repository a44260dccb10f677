import { test } from '@japa/runner'
import { inspectUpload, UPLOAD_LIMIT_BYTES } from '#adapters/web/server/attachments/inspect_upload'
import { ProblemError } from '#adapters/web/server/http/problem'
import { craftedPng } from '../../forms/documents/fixtures/crafted_png.js'

const bytes = (text: string) => new TextEncoder().encode(text)
const codeOf = (name: string, content: Uint8Array) =>
  inspectUpload(name, content).then(
    ({ mediaType }) => mediaType,
    (error: unknown) => (error instanceof ProblemError ? error.problem.code : String(error)),
  )

test.group('Inspecting an upload', () => {
  for (const { name, content, expected } of [
    { name: '说明.txt', content: bytes('一段说明\n第二行'), expected: 'text/plain' },
    { name: '名单.csv', content: bytes('姓名,电话\n'), expected: 'text/plain' },
    // 你好 in GB 18030
    { name: '旧文件.txt', content: new Uint8Array([0xc4, 0xe3, 0xba, 0xc3]), expected: 'text/plain' },
    { name: '证明.pdf', content: bytes('%PDF-1.7\n'), expected: 'application/pdf' },
    { name: '版式.ofd', content: new Uint8Array([...bytes('PK\u0003\u0004'), ...bytes('xxOFD.xmlxx')]), expected: 'application/ofd' },
    { name: '假版式.ofd', content: new Uint8Array([...bytes('PK\u0003\u0004'), ...bytes('evil.exe')]), expected: 'E_UPLOAD_TYPE' },
    { name: '图.svg', content: bytes('<svg/>'), expected: 'E_UPLOAD_TYPE' },
    { name: '表.html', content: bytes('plain words'), expected: 'E_UPLOAD_DISGUISED' },
    { name: '.htaccess', content: bytes('x'), expected: 'E_UPLOAD_NAME' },
    { name: '照片.png', content: craftedPng(), expected: 'image/png' },
    { name: '炸弹.png', content: craftedPng({ raw: new Uint8Array(40_000_000) }), expected: 'E_UPLOAD_PICTURE' },
    { name: '半张.png', content: craftedPng().subarray(0, 60), expected: 'E_UPLOAD_PICTURE' },
    { name: '', content: bytes('x'), expected: 'E_UPLOAD_NAME' },
    { name: 'a.txt', content: new Uint8Array(0), expected: 'E_UPLOAD_EMPTY' },
    { name: 'a.txt', content: new Uint8Array([65, 0, 66]), expected: 'E_UPLOAD_TYPE' },
    { name: 'big.txt', content: new Uint8Array(UPLOAD_LIMIT_BYTES + 1).fill(65), expected: 'E_UPLOAD_TOO_LARGE' },
  ]) {
    test(`${name || 'no name'} (${content.length} bytes) is ${expected}`, async ({ assert }) => {
      assert.equal(await codeOf(name, content), expected)
    })
  }

  test('a very long name keeps its ending', async ({ assert }) => {
    const { name } = await inspectUpload(`${'长'.repeat(300)}.txt`, bytes('x'))
    assert.lengthOf(name, 120)
    assert.isTrue(name.endsWith('.txt'))
  })
})
