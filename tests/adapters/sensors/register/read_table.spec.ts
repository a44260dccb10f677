import { crc32 } from 'node:zlib'
import { test } from '@japa/runner'
import writeXlsxFile from 'write-excel-file/node'
import { readTable } from '#adapters/sensors/register/read_table'

const text = (value: string) => new TextEncoder().encode(value)
const workbook = async (rows: string[][]): Promise<Uint8Array> =>
  new Uint8Array(await writeXlsxFile([{ sheet: '设备', data: rows.map((row) => row.map((value) => ({ value, type: String }))) }]).toBuffer())
const OFFICE = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships'
const MAIN = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main'

/** A workbook of one sheet, nothing compressed; its directory may claim another size of what it unpacks to. */
function bareWorkbook(rows: string, claimedSize?: number): Uint8Array {
  const files: Record<string, string> = {
    'xl/workbook.xml': `<workbook xmlns="${MAIN}" xmlns:r="${OFFICE}"><sheets><sheet name="a" sheetId="1" r:id="rId1"/></sheets></workbook>`,
    'xl/_rels/workbook.xml.rels': `<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Type="${OFFICE}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>`,
    'xl/worksheets/sheet1.xml': `<worksheet xmlns="${MAIN}"><sheetData>${rows}</sheetData></worksheet>`,
  }
  const parts: Buffer[] = []
  const directory: Buffer[] = []
  let at = 0
  for (const [name, content] of Object.entries(files)) {
    const [title, bytes] = [Buffer.from(name), Buffer.from(content)]
    const head = Buffer.alloc(26)
    head.writeUInt16LE(20, 0)
    head.writeUInt32LE(crc32(bytes), 10)
    head.writeUInt32LE(bytes.length, 14)
    head.writeUInt32LE(bytes.length, 18)
    head.writeUInt16LE(title.length, 22)
    const entry = Buffer.concat([Buffer.from('PK\x01\x02\x14\0', 'latin1'), head, Buffer.alloc(14), title])
    entry.writeUInt32LE(claimedSize ?? bytes.length, 24)
    entry.writeUInt32LE(at, 42)
    parts.push(Buffer.from('PK\x03\x04', 'latin1'), head, title, bytes)
    directory.push(entry)
    at += 30 + title.length + bytes.length
  }
  const end = Buffer.alloc(22)
  end.write('PK\x05\x06', 'latin1')
  end.writeUInt16LE(directory.length, 8)
  end.writeUInt16LE(directory.length, 10)
  end.writeUInt32LE(Buffer.concat(directory).length, 12)
  end.writeUInt32LE(at, 16)
  return new Uint8Array(Buffer.concat([...parts, ...directory, end]))
}
const cell = (place: string, value: string): string => `<row r="${place.replace(/\D/g, '')}"><c r="${place}" t="inlineStr"><is><t>${value}</t></is></c></row>`

test.group('tables that people send', () => {
  test('CSV with its mark, quotes and line breaks; with semicolons or tabs', async ({ assert }) => {
    assert.deepEqual(await readTable(text('\uFEFF来源,名称\r\nnb,"甲 ""乙""\n丙"\r\n')), { rows: [['来源', '名称'], ['nb', '甲 "乙"\n丙']] })
    assert.deepEqual(await readTable(text('来源;名称\nnb;井盖')), { rows: [['来源', '名称'], ['nb', '井盖']] })
    assert.deepEqual(await readTable(text('来源\t名称\nnb\t井盖,一')), { rows: [['来源', '名称'], ['nb', '井盖,一']] })
  })

  test('a workbook gives the same rows, numbers as texts', async ({ assert }) => {
    assert.deepEqual(await readTable(await workbook([['来源', '名称'], ['nb', '井盖']])), { rows: [['来源', '名称'], ['nb', '井盖']] })
  })

  test('a workbook that says it unpacks to gigabytes, and one with a cell at the far end of the sheet, take nothing along', async ({ assert }) => {
    assert.deepEqual(await readTable(bareWorkbook(cell('A1', '来源'))), { rows: [['来源']] })
    for (const bytes of [bareWorkbook(cell('A1', '来源'), 2_000_000_000), bareWorkbook(cell('XFD1048576', 'x'))]) {
      const answer = await readTable(bytes)
      assert.match('refusal' in answer ? answer.refusal : '', /过大|过于复杂/)
    }
  })

  test('what is neither is refused in words', async ({ assert }) => {
    for (const bytes of [text('PK\u0003\u0004 nothing'), new Uint8Array([0xff, 0x80, 0xfe, 0x81]), text('"open')]) assert.property(await readTable(bytes), 'refusal')
  })
})
