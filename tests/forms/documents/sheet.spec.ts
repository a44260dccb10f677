import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { test } from '@japa/runner'
import { buildSheet } from '#forms/documents/sheet'
import type { SheetInput } from '#forms/documents/sheet'
import { checkPdf } from './checker/check_pdf.js'
import { hasPoppler } from './checker/poppler.js'
import { sheetInput } from './fixtures/sheet_input.js'
import { createTestRenderer } from './fixtures/test_renderer.js'

const EMPTY: SheetInput = { title: '空表', number: '', rows: [], opinions: [], timeline: [], watermark: '示例甲' }

test.group('sheet', () => {
  test('forty opinions, long names and a diagram are all on paper, on each page the viewer’s name', async ({ assert }) => {
    const renderer = createTestRenderer()
    const folder = mkdtempSync(join(tmpdir(), 'sheet-'))
    const input = sheetInput(40)
    input.rows.push({ label: '一个名称很长很长很长很长很长的字段', text: '一'.repeat(3000) })
    const output = await renderer.render({ blocks: buildSheet(input), meta: { title: input.title, createdAtMs: 0 } })
    const file = join(folder, 'sheet.pdf')
    writeFileSync(file, output.pdf)
    const texts = [input.title, input.number, '示例广场一层A区', '示例员工6', '窗口受理，转市场监督管理局', '流程图', '审核']
    assert.deepEqual(checkPdf(file, { texts, watermark: input.watermark }), [])
    assert.isAbove(output.pages, 5)
    await renderer.close()
    rmSync(folder, { recursive: true })
  })
    .skip(!hasPoppler(), 'poppler-utils is not installed')
    .timeout(60_000)

  test('entries of a list with the same fields stand in a table, others under headings', ({ assert }) => {
    const entry = (...labels: string[]) => ({ label: '', text: '', children: labels.map((label) => ({ label, text: `${label}值` })) })
    const alike = buildSheet({ ...EMPTY, rows: [{ label: '人员', text: '', children: [entry('姓名', '岗位'), entry('姓名', '岗位')] }] })
    assert.deepInclude(alike.find((block) => block.kind === 'table'), { rows: [['1', '姓名值', '岗位值'], ['2', '姓名值', '岗位值']] })
    const unlike = buildSheet({ ...EMPTY, rows: [{ label: '人员', text: '', children: [entry('姓名'), entry('岗位')] }] })
    assert.isUndefined(unlike.find((block) => block.kind === 'table'))
    assert.lengthOf(unlike.filter((block) => block.kind === 'fieldTable'), 2)
  })

  test('long and many-line values take a whole row', ({ assert }) => {
    const rows = [{ label: '短', text: '甲' }, { label: '长', text: '甲'.repeat(19) }, { label: '多行', text: '甲\n乙' }]
    const table = buildSheet({ ...EMPTY, rows }).find((block) => block.kind === 'fieldTable')
    assert.deepEqual(table?.kind === 'fieldTable' ? table.fields.map(({ wide }) => wide === true) : [], [false, true, true])
  })

  test('what is not there leaves no empty heading', ({ assert }) => {
    const texts = buildSheet(EMPTY).map((block) => ('text' in block ? block.text : block.kind))
    assert.deepEqual(texts, ['pageSetup', '示例甲', 'header', 'footer', '空表', '办理意见', 'opinions'])
  })
})
