import { test } from '@japa/runner'
import * as fc from 'fast-check'
import type { ParagraphBlock } from '#forms/documents/blocks'
import { renderTemplate } from '#forms/documents/render_template'
import { readPackage } from '#tests/processes/read_package'
import { RESTAURANT_SNAPSHOT } from '../fixtures/restaurant_snapshot.js'

const FILES = readPackage('one-thing/restaurant')
const NAMES = ['receipt', 'acceptance', 'supplement', 'non_acceptance', 'permit_grant', 'permit_refusal']

function textOf(source: string, data: unknown): string {
  const { blocks, problems } = renderTemplate(`<段落>${source}</段落>`, data)
  if (problems.length > 0) throw new Error(JSON.stringify(problems))
  return (blocks[0] as ParagraphBlock).spans.map((span) => span.text).join('')
}

function problemsOf(source: string, data: unknown = {}): string[] {
  return renderTemplate(source, data).problems.map(({ line, code }) => `${line} ${code}`)
}

test.group('render_template / what a template can say', () => {
  test('{source} prints {text}')
    .with([
      { source: '你好，{{name}}。', data: { name: '示例甲' }, text: '你好，示例甲。' },
      { source: '{{日期 at}}', data: { at: Date.UTC(2026, 11, 30, 16, 0) }, text: '2026年12月31日' },
      { source: '{{日期 at}}', data: { at: '2026-03-05' }, text: '2026年3月5日' },
      { source: '{{日期时间 at}}', data: { at: Date.UTC(2026, 2, 5, 1, 2) }, text: '2026年3月5日 09:02' },
      { source: '{{默认 pages "／"}}', data: { pages: null }, text: '／' },
      { source: '{{默认 pages "／"}}', data: { pages: 0 }, text: '0' },
      { source: '{{#each rows}}{{序号}}.{{name}};{{/each}}', data: { rows: [{ name: '甲' }, { name: '乙' }] }, text: '1.甲;2.乙;' },
      { source: '{{#each rows}}{{this}}{{#unless @last}}、{{/unless}}{{/each}}', data: { rows: ['甲', '乙'] }, text: '甲、乙' },
      { source: '{{#each rows}}{{../no}}{{@root.no}}{{/each}}', data: { no: 7, rows: [1] }, text: '77' },
      { source: '{{#each rows}}{{.}}{{else}}无{{/each}}', data: { rows: [] }, text: '无' },
      { source: '{{#if (等于 kind "个人")}}身份证{{else}}信用代码{{/if}}', data: { kind: '单位' }, text: '信用代码' },
      { source: '{{#with applicant}}{{name}}{{/with}}', data: { applicant: { name: '甲' } }, text: '甲' },
      { source: '{{金额 fen}}', data: { fen: 123456705 }, text: '1,234,567.05元' },
      { source: '{{遮盖 id}}', data: { id: '430121199902300011' }, text: '4301**********0011' },
      { source: '{{遮盖 name}}', data: { name: '示例甲' }, text: '示**' },
      { source: '{{连接 bases}}', data: { bases: ['甲法', '乙法'] }, text: '甲法、乙法' },
      { source: '{{数量 rows}}', data: { rows: [1, 2] }, text: '2' },
      { source: '{{中文数字 n}}', data: { n: 105 }, text: '一百〇五' },
      { source: '甲\n    乙 a\n    b', data: {}, text: '甲乙 a b' },
      { source: '甲<换行/>乙', data: {}, text: '甲\n乙' },
      { source: '{{text}}', data: { text: '一\n二' }, text: '一\n二' },
      { source: 'A&amp;B &lt;', data: {}, text: 'A&B <' },
    ])
    .run(({ assert }, row) => assert.equal(textOf(row.source, row.data), row.text))

  test('data are only ever text: whatever they hold comes out as it went in', ({ assert }) => {
    const nasty = fc.constantFrom('<', '>', '&', '"', "'", '{{', '}}', '</段落>', '<换页/>', '&lt;', '&#60;', '\n', '\r', '<!--', '字', ' ', '\u0000')
    fc.assert(
      fc.property(fc.array(nasty, { minLength: 1 }), (pieces) => {
        const value = `字${pieces.join('')}字`
        assert.equal(textOf('{{value}}', { value }), value)
        const { blocks, problems } = renderTemplate('<页眉 左="{{value}}"/>', { value })
        assert.deepEqual([blocks, problems], [[{ kind: 'header', left: value }], []])
      }),
    )
  })
})

test.group('render_template / mistakes are named with their line', () => {
  test('{problems} for {source}')
    .with([
      { source: '<段落>\n甲{{applicant.name}}\n</段落>', problems: ['2 DATA_MISSING'] },
      { source: '<段落>{{name}}</段落>', data: { name: '  ' }, problems: ['1 DATA_MISSING'] },
      { source: '<表格 列="甲 5">\n{{#each rows}}\n<行><格>{{name}}</格></行>{{/each}}</表格>', data: { name: '外层', rows: [{}] }, problems: ['3 DATA_MISSING'] },
      { source: '\n{{#each rows}}{{/each}}', problems: ['2 DATA_MISSING'] },
      { source: '<段落>\n{{日期 at}}</段落>', problems: ['2 DATA_MISSING'] },
      { source: '<段落>{{日期 at}}</段落>', data: { at: '明天' }, problems: ['1 FUNCTION_ARGUMENT'] },
      { source: '<段落>{{常量}}</段落>\n<段落>{{大写 x}}</段落>', data: { 常量: 'x' }, problems: ['2 UNKNOWN_FUNCTION'] },
      { source: '<段落>{{#如果 x}}甲{{/如果}}</段落>', problems: ['1 UNKNOWN_FUNCTION'] },
      { source: '<段落>{{{x}}}</段落>', data: { x: 1 }, problems: ['1 TEMPLATE_FEATURE_UNSUPPORTED'] },
      { source: '\n\n{{> other}}', problems: ['3 TEMPLATE_FEATURE_UNSUPPORTED'] },
      { source: '<段落>\n{{#if x}}甲</段落>', problems: ['2 TEMPLATE_SYNTAX'] },
      { source: '<段落>{{/if}}</段落>', problems: ['1 TEMPLATE_SYNTAX'] },
      { source: '<段落>甲\n<标题>乙</标题>', problems: ['1 MARKUP_SYNTAX', '2 UNKNOWN_TAG'] },
      { source: '甲\n</段落>', problems: ['1 MISPLACED_TEXT', '2 MARKUP_SYNTAX'] },
      { source: '<段落 缩进=2>甲</段落>', problems: ['1 MARKUP_SYNTAX'] },
      { source: '<段落>3 < 4</段落>', problems: ['1 MARKUP_SYNTAX'] },
      { source: '<段落>A & B</段落>', problems: ['1 MARKUP_SYNTAX'] },
      { source: '<大标题>甲</大标题>', problems: ['1 UNKNOWN_TAG'] },
      { source: '<段落 颜色="红">甲</段落>', problems: ['1 UNKNOWN_ATTRIBUTE'] },
      { source: '<段落 缩进="二">甲</段落>', problems: ['1 ATTRIBUTE_VALUE'] },
      { source: '<段落 对齐="中间">甲</段落>', problems: ['1 ATTRIBUTE_VALUE'] },
      { source: '<标题></标题>', problems: ['1 ATTRIBUTE_VALUE'] },
      { source: '<落款 单位="甲"/>', problems: ['1 ATTRIBUTE_VALUE'] },
      { source: '<换页>甲</换页>', problems: ['1 MISPLACED_TEXT'] },
      { source: '<表格 列="甲 5, 乙 5">\n<行><格>1</格></行></表格>', problems: ['2 ATTRIBUTE_VALUE'] },
      { source: '<表格 列="甲 宽">\n</表格>', problems: ['1 ATTRIBUTE_VALUE'] },
      { source: '<登记表><格>甲</格></登记表>', problems: ['1 UNKNOWN_TAG'] },
    ])
    .run(({ assert }, row) => assert.deepEqual(problemsOf(row.source, row.data), row.problems))

  test('a line in a long loop is still the line of the source', ({ assert }) => {
    const rows = Array.from({ length: 50 }, (_, index) => ({ name: index === 41 ? null : `材料\n${index}` }))
    const source = '{{! 注释\n两行 }}\n<清单>\n{{#each rows}}\n  <项>{{name}}</项>\n{{/each}}\n</清单>\n<坏/>'
    assert.deepEqual(problemsOf(source, { rows }), ['5 DATA_MISSING', '8 UNKNOWN_TAG'])
  })
})

test.group('render_template / hostile templates and data', () => {
  test('prototypes and functions are out of reach', ({ assert }) => {
    for (const path of ['constructor', '__proto__', 'name.constructor', 'rows.map', 'toString', 'hasOwnProperty', 'lookup', 'log "x"']) {
      const problems = renderTemplate(`<段落>{{${path}}}</段落>`, { name: '甲', rows: [1] }).problems
      assert.isNotEmpty(problems, path)
    }
    assert.deepEqual(problemsOf('<段落>{{secret}}</段落>', Object.create({ secret: '1' })), ['1 DATA_MISSING'])
  })

  test('{title} ends soon with a problem')
    .with([
      { title: 'an endless source', source: 'x'.repeat(300_000), code: 'TEMPLATE_TOO_LARGE' },
      { title: 'loops in loops', source: '{{#each a}}{{#each @root.a}}{{#each @root.a}}{{#each @root.a}}x{{/each}}{{/each}}{{/each}}{{/each}}', code: 'OUTPUT_TOO_LARGE' },
      { title: 'deep nesting', source: '{{#if a}}'.repeat(500) + '{{/if}}'.repeat(500), code: 'TEMPLATE_TOO_LARGE' },
      { title: 'deep expressions', source: `{{${'默认 ('.repeat(9000)}a${')'.repeat(9000)}}}`, code: 'TEMPLATE_TOO_LARGE' },
      { title: 'deep tags', source: '<文书>'.repeat(9000), code: 'MARKUP_SYNTAX' },
      { title: 'a flood of broken tags', source: '<'.repeat(150_000), code: 'MARKUP_SYNTAX' },
    ])
    .run(({ assert }, { source, code }) => {
      const codes = renderTemplate(source, { a: Array.from({ length: 1000 }, () => 1) }).problems.map((problem) => problem.code)
      assert.include(codes, code)
    })
    .timeout(20_000)
})

test.group('render_template / documents of 开餐饮店', () => {
  test('{$self} is complete with the data of a case')
    .with(NAMES)
    .run(({ assert }, name) => {
      const { blocks, problems } = renderTemplate(FILES.get(`documents/${name}.hbs`)!, RESTAURANT_SNAPSHOT)
      assert.deepEqual(problems, [])
      const kinds = blocks.map((block) => block.kind)
      assert.includeMembers(kinds, ['title', 'documentNumber', 'fieldTable', 'seal', 'inquiry', 'footer'])
    })

  test('{$self} names each part of the case that is missing')
    .with(NAMES)
    .run(({ assert }, name) => {
      const source = FILES.get(`documents/${name}.hbs`)!
      const messages = renderTemplate(source, { ...RESTAURANT_SNAPSHOT, applicant: {}, inquiry: {} }).problems.map(({ message }) => message).join()
      assert.include(messages, 'applicant.name')
      assert.include(messages, 'inquiry.password')
    })
})
