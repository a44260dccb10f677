import { readFileSync } from 'node:fs'
import { test } from '@japa/runner'
import { renderTemplate } from '#forms/documents/render_template'
import { BLOCK_TAGS } from '#forms/documents/template/block_tags'
import { RESTAURANT_SNAPSHOT } from '../fixtures/restaurant_snapshot.js'

const MANUAL = readFileSync(new URL('../../../../forms/documents/template_manual.zh-CN.md', import.meta.url), 'utf8')

test.group('block_tags', () => {
  test('{source}')
    .with([
      { source: '<版式 样式="表单"/>', block: { kind: 'pageSetup', style: 'sheet' } },
      { source: '<标题 级="2">甲</标题>', block: { kind: 'title', level: 2, text: '甲' } },
      { source: '<文号 对齐="右">甲〔2026〕1号</文号>', block: { kind: 'documentNumber', align: 'right', text: '甲〔2026〕1号' } },
      { source: '<称谓>甲：</称谓>', block: { kind: 'paragraph', indent: 0, align: 'left', spans: [{ text: '甲：' }] } },
      {
        source: '<段落 缩进="0" 对齐="居中" 字体="楷体">甲<黑体>乙<下划线>丙</下划线></黑体></段落>',
        block: { kind: 'paragraph', indent: 0, align: 'center', face: 'kai', spans: [{ text: '甲' }, { text: '乙', face: 'hei' }, { text: '丙', face: 'hei', underline: true }] },
      },
      {
        source: '<登记表 列="1"><栏 名="甲" 整行="是">乙</栏></登记表>',
        block: { kind: 'fieldTable', columns: 1, fields: [{ label: '甲', value: '乙', wide: true }] },
      },
      {
        source: '<表格 列="甲 8 居中，乙 92" 空="无"><行><格>1</格><格></格></行></表格>',
        block: { kind: 'table', columns: [{ title: '甲', width: 8, align: 'center' }, { title: '乙', width: 92, align: 'left' }], rows: [['1', '']], emptyText: '无' },
      },
      { source: '<清单 编号="圆点"><项>甲</项></清单>', block: { kind: 'list', marker: 'bullet', items: ['甲'] } },
      {
        source: '<勾选 名="方式"><选项 勾="是">甲</选项><选项>乙</选项></勾选>',
        block: { kind: 'checkboxes', label: '方式', options: [{ label: '甲', checked: true }, { label: '乙', checked: false }] },
      },
      { source: '<落款 单位="甲" 日期="乙" 印章="丙"/>', block: { kind: 'seal', unit: '甲', date: '乙', sealName: '丙' } },
      {
        source: '<查询 网址="甲" 密码="乙" 咨询电话="1" 监督电话="2"/>',
        block: { kind: 'inquiry', url: '甲', password: '乙', phone: '1', supervisionPhone: '2' },
      },
      {
        source: '<意见表><意见 环节="审核" 人="甲" 代="乙" 结果="同意" 时间="今">好</意见></意见表>',
        block: { kind: 'opinions', opinions: [{ node: '审核', person: '甲', onBehalfOf: '乙', outcome: '同意', at: '今', opinion: '好' }] },
      },
      { source: '<办理过程><节点 时间="今">收件</节点></办理过程>', block: { kind: 'timeline', entries: [{ at: '今', text: '收件' }] } },
      { source: '<空行 行="2"/>', block: { kind: 'spacer', lines: 2 } },
      { source: '<横线 颜色="红" 粗细="1.5"/>', block: { kind: 'rule', color: 'red', thickness: 1.5 } },
      { source: '<换页/>', block: { kind: 'pageBreak' } },
      { source: '<页眉 左="甲" 右="乙"/>', block: { kind: 'header', left: '甲', right: '乙' } },
      { source: '<页脚 页码="是"/>', block: { kind: 'footer', pageNumbers: true } },
      { source: '<水印>样张</水印>', block: { kind: 'watermark', text: '样张' } },
    ])
    .run(({ assert }, { source, block }) => {
      assert.deepEqual(renderTemplate(source, {}), { blocks: [block], problems: [] } as unknown as ReturnType<typeof renderTemplate>)
    })

  test('the manual knows every tag, and its example is right', ({ assert }) => {
    const unknown = [...BLOCK_TAGS.keys()].filter((name) => !MANUAL.includes(`<${name}`))
    assert.deepEqual(unknown, [])
    const example = /```\n([\s\S]*?)```/.exec(MANUAL)?.[1] ?? ''
    const { blocks, problems } = renderTemplate(example, RESTAURANT_SNAPSHOT)
    assert.deepEqual(problems, [])
    assert.isAbove(blocks.length, 7)
  })
})
