import { test } from '@japa/runner'
import type { FormSchema } from '#forms/schema/form_schema'
import { parseFormSchema } from '#forms/schema/parse_form_schema'
import { decideConditions } from '#forms/validation/decide_conditions'
import { readableRows, type ReadableRow } from '#forms/validation/readable_rows'
import { schemaForNode } from '#forms/validation/schema_for_node'
import { visibleValues } from '#forms/validation/visible_values'

const components: unknown[] = [
  { type: 'textfield', key: 'name', label: '店名' },
  { type: 'number', key: 'area', label: '="面积"' },
  { type: 'select', key: 'street', label: '街道', values: [{ label: '星沙街道', value: 'xs' }] },
  { type: 'checklist', key: 'kinds', label: '类别', valuesKey: 'allKinds' },
  { type: 'checkbox', key: 'promise', label: '承诺' },
  { type: 'datetime', key: 'opensAt', subtype: 'datetime', dateLabel: '开业', timeLabel: '时间' },
  { type: 'textfield', key: 'sign', label: '招牌', conditional: { hide: '=area <= 50' }, defaultValue: '未设置' },
  { type: 'group', path: 'owner', label: '经营者', components: [{ type: 'textfield', key: 'name', label: '姓名' }, { type: 'textfield', key: 'id', label: '证件' }] },
  { type: 'dynamiclist', path: 'staff', label: '人员', components: [{ type: 'textfield', key: 'name', label: '姓名' }, { type: 'number', key: 'score', label: '评分' }] },
  { type: 'table', label: '一览', dataSource: '=staff', columns: [{ key: 'name', label: '姓名' }, { key: 'score', label: '评分' }] },
  { type: 'filepicker', key: 'files', label: '附件' },
]
const { schema } = parseFormSchema({ type: 'default', components }) as { schema: FormSchema }
const DATA = {
  name: '星星小炒', area: 60, street: 'xs', allKinds: [{ label: '热食', value: 'hot' }, 'cold'], kinds: ['hot', 'cold', 'gone'], promise: true, opensAt: '2026-11-22T01:30Z',
  owner: { name: '张三', id: '430121199001011236' }, staff: [{ name: '甲', score: 3 }, { name: '乙', score: 5 }], files: [{ id: '1', name: '执照.pdf', size: 1, sha256: '0' }], other: 'kept',
}
const find = (rows: ReadableRow[], label: string): ReadableRow | undefined => rows.find((row) => row.label === label)

test.group('a form as people read it', () => {
  test('labels of options, dates by the clock in Changsha, lists row by row', ({ assert }) => {
    const rows = readableRows(schema, DATA)
    const flat = rows.filter(({ kind }) => kind === 'field').map(({ label, text }) => [label, text])
    assert.deepEqual(flat, [['店名', '星星小炒'], ['面积', '60'], ['街道', '星沙街道'], ['类别', '热食、cold、gone'], ['承诺', '是'], ['开业', '2026-11-22 09:30'], ['招牌', ''], ['附件', '执照.pdf']])
    assert.deepEqual(find(rows, '人员')!.children!.map((item) => item.children!.map(({ text }) => text)), [['甲', '3'], ['乙', '5']])
    assert.deepEqual(find(rows, '经营者')!.children!.map(({ label, text }) => [label, text]), [['姓名', '张三'], ['证件', '430121199001011236']])
  })

  test('what a condition hides is not there', ({ assert }) => {
    assert.isUndefined(find(readableRows(schema, { ...DATA, area: 40, sign: 'x' }), '招牌'))
  })

  test('what the reader may not see is nowhere, not even in a table over the same data', ({ assert }) => {
    const rows = readableRows(schema, DATA, { permissions: { 'staff.score': 'hidden', 'owner.id': 'hidden', name: 'hidden' } })
    const text = JSON.stringify(rows)
    for (const secret of ['星星小炒', '430121199001011236', '"3"', '"5"']) assert.notInclude(text, secret)
    assert.include(text, '张三')
  })

  test('in English', ({ assert }) => assert.equal(find(readableRows(schema, DATA, { locale: 'en' }), '承诺')!.text, 'Yes'))
})

test.group('what a reader may see', () => {
  test('hidden fields are dropped, at every depth; other variables stay', ({ assert }) => {
    const visible = visibleValues(schema, DATA, { name: 'hidden', 'owner.id': 'hidden', 'staff.score': 'hidden' })
    assert.deepEqual(visible, { ...withoutName(DATA), owner: { name: '张三' }, staff: [{ name: '甲' }, { name: '乙' }] })
  })

  test('a hidden container hides what is in it', ({ assert }) => {
    const visible = visibleValues(schema, DATA, { owner: 'hidden', staff: 'hidden' })
    assert.deepEqual([visible.owner, visible.staff], [{}, undefined])
  })

  test('data of another shape than the form gives them are left out', ({ assert }) => {
    assert.deepEqual(visibleValues(schema, { owner: 'id 43', staff: { score: 9 } }, { 'staff.score': 'hidden' }), {})
  })

  test('the schema of a node has no hidden field, no rules on what may only be read, no buttons on fixed rows', ({ assert }) => {
    const ruled = { ...schema, components: [{ type: 'textfield', key: 'name', validate: { required: true } }, ...schema.components.slice(1)] } as FormSchema
    const node = schemaForNode(ruled, { '*': 'read', street: 'write', owner: 'hidden', 'staff.score': 'hidden' })
    assert.deepEqual(node.components[0], { type: 'textfield', key: 'name', readonly: true } as never)
    assert.deepEqual(node.components.find((one) => one.type === 'select'), schema.components[2])
    assert.isUndefined(node.components.find((one) => one.type === 'group'))
    const list = node.components.find((one) => one.type === 'dynamiclist')!
    assert.deepEqual([list.allowAddRemove, list.components.length], [false, 1])
    assert.deepEqual(parseFormSchema(node).problems, [])
  })
})

test.group('conditions on what the reader may not see', () => {
  const { schema: form } = parseFormSchema({
    type: 'default',
    components: [
      { type: 'number', key: 'score' },
      { type: 'textfield', key: 'why', conditional: { hide: '=score >= 60' }, validate: { required: true } },
      { type: 'group', components: [{ type: 'textfield', key: 'praise', conditional: { hide: '=this.score < 60' } }] },
      { type: 'textfield', key: 'free', conditional: { hide: '=why = "x"' } },
    ],
  }) as { schema: FormSchema }

  test('are decided by the true values, the others left to the page', ({ assert }) => {
    const node = decideConditions(form, { score: 'hidden' }, { score: 30 }, 0)
    assert.deepEqual(node.components.map((one) => ('key' in one ? [one.key, one.conditional?.hide] : one.type === 'group' && one.components)), [
      ['score', undefined], ['why', undefined], [], ['free', '=why = "x"'],
    ])
  })

  test('nothing hidden, nothing decided', ({ assert }) => assert.equal(decideConditions(form, { score: 'read' }, { score: 30 }, 0), form))
})

function withoutName({ name, ...rest }: typeof DATA): Omit<typeof DATA, 'name'> {
  void name
  return rest
}
