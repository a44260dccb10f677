import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { checkParallelWrites } from '#engine/runtime/packages/check_parallel_writes'
import { readPackage } from '#engine/runtime/packages/read_package'
import { bpmn, flow } from '../support/models.js'

const form = (id: string, ...components: object[]) => ({ name: `${id}.form.json`, content: JSON.stringify({ type: 'default', id, components }) })
const text = (key: string, more: object = {}) => ({ type: 'textfield', id: `f_${key}`, key, label: key === 'amount' ? '金额' : key, ...more })
const FORMS = [
  form('whole', text('amount'), text('note')),
  form('other', text('remark')),
  form('passive', text('amount', { readonly: true }), text('note', { disabled: true }), { type: 'expression', id: 'f_sum', key: 'sum', expression: '=1' }),
  form('sums', { type: 'expression', id: 'f_sum', key: 'sum', expression: '=2' }),
]

const task = (id: string, formKey: string | null, permissions?: object, inside = ''): string =>
  `<bpmn:userTask id="${id}" name="${id}环节" camunda:candidateGroups="role:clerk" ${formKey ? `camunda:formKey="${formKey}"` : ''}
    ${permissions ? `gov:fieldPermissions='${JSON.stringify(permissions)}'` : ''}>${inside}</bpmn:userTask>`
const gateway = (kind: string, id: string): string => `<bpmn:${kind}Gateway id="${id}"/>`
/** `a>b` for each flow. */
const flows = (list: string): string => list.split(/\s+/).map((one) => flow(one.replace('>', '_to_'), ...(one.split('>') as [string, string]))).join('')
const model = (elements: string, list: string): string => bpmn('p', `<bpmn:startEvent id="start" camunda:formKey="whole"/>${elements}<bpmn:endEvent id="end"/>${flows(list)}`)

const warnings = async (content: string) => {
  const read = await readPackage([{ name: 'p.bpmn', content }, ...FORMS], (source) => compileModel(source))
  if (read.diagnostics.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(read.diagnostics))
  return checkParallelWrites(read)
}
const pairs = async (content: string) => (await warnings(content)).map(({ message }) => [...message.matchAll(/“(\w+)环节”/g)].map(([, id]) => id).sort().join('+')).sort()

const forked = (a: string, b: string, kind = 'parallel'): string =>
  model(`${gateway(kind, 'fork')}${a}${b}${gateway(kind, 'join')}`, 'start>fork fork>a fork>b a>join b>join join>end')

test.group('parallel tasks that can write one field', () => {
  test('are a warning that names both and the fields', async ({ assert }) => {
    const [found, ...others] = await warnings(forked(task('a', 'whole'), task('b', 'whole', { note: 'read' })))
    assert.isEmpty(others)
    assert.deepInclude(found, { code: 'PARALLEL_WRITE', severity: 'warning', elementId: 'a', resource: 'p.bpmn' })
    assert.include(found!.message, '“a环节”和“b环节”可以同时办理，又都能填写字段“金额”（amount），')
    assert.deepEqual(await pairs(forked(task('a', 'whole'), task('b', 'whole'), 'inclusive')), ['a+b'])
  })

  const input = '<bpmn:extensionElements><camunda:inputOutput><camunda:inputParameter name="amount">=1</camunda:inputParameter><camunda:inputParameter name="note">=1</camunda:inputParameter></camunda:inputOutput></bpmn:extensionElements>'
  const silent: [string, string][] = [
    ['fields of their own', forked(task('a', 'whole'), task('b', 'other'))],
    ['one that may only read', forked(task('a', 'whole'), task('b', 'whole', { '*': 'read' }))],
    ['a locked field', forked(task('a', 'whole'), task('b', 'passive'))],
    ['a computed field', forked(task('a', 'sums'), task('b', 'passive'))],
    ['a task without a form', forked(task('a', 'whole'), task('b', null))],
    ['a variable that one of them has for itself', forked(task('a', 'whole'), task('b', 'whole', undefined, input))],
    ['tasks one after the other on one branch, and behind the join', model(
      `${gateway('parallel', 'fork')}${task('a', 'whole')}${task('a2', 'whole')}${task('b', 'other')}${gateway('parallel', 'join')}${task('c', 'whole')}`,
      'start>fork fork>a a>a2 fork>b a2>join b>join join>c c>end')],
    ['branches of which one is taken', model(`<bpmn:exclusiveGateway id="choice" default="choice_to_b"/>${task('a', 'whole')}${task('b', 'whole')}`, 'start>choice choice>b a>end b>end')
      .replace('</bpmn:process>', `${flow('yes', 'choice', 'a', '<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">=amount = "1"</bpmn:conditionExpression>')}</bpmn:process>`)],
  ]
  for (const [title, content] of silent) {
    test(`no warning for ${title}`, async ({ assert }) => assert.deepEqual(await pairs(content), []))
  }

  test('a branch goes on through inner joins to the join of both', async ({ assert }) => {
    const nested = model(
      `${gateway('parallel', 'fork')}${gateway('parallel', 'inner')}${task('a', 'whole')}${task('b', 'other')}${task('c', 'other', { '*': 'read' })}
       ${gateway('parallel', 'inner_join')}${task('d', 'whole')}${gateway('parallel', 'join')}${task('e', 'whole')}`,
      'start>fork fork>a fork>inner inner>b inner>c b>inner_join c>inner_join inner_join>d a>join d>join join>e e>end')
    assert.deepEqual(await pairs(nested), ['a+d'])
  })

  test('tasks inside a sub-process and behind a boundary event are on its branch', async ({ assert }) => {
    const inside = `<bpmn:subProcess id="part"><bpmn:startEvent id="part_start"/>${task('b', 'whole')}<bpmn:endEvent id="part_end"/>${flows('part_start>b b>part_end')}</bpmn:subProcess>
      <bpmn:boundaryEvent id="late" attachedToRef="part"><bpmn:timerEventDefinition id="late_timer"><bpmn:timeDuration xsi:type="bpmn:tFormalExpression">P1D</bpmn:timeDuration></bpmn:timerEventDefinition></bpmn:boundaryEvent>`
    const found = await pairs(model(
      `${gateway('parallel', 'fork')}${task('a', 'whole')}${inside}${task('c', 'whole')}${gateway('parallel', 'join')}`,
      'start>fork fork>a fork>part late>c a>join part>join c>end join>end'))
    assert.deepEqual(found, ['a+b', 'a+c'])
  })

  test('a model made to be slow is judged in bounded time', async ({ assert }) => {
    const ids = Array.from({ length: 1500 }, (_, n) => `t${n}`)
    const wide = model(`${gateway('parallel', 'fork')}${ids.map((id) => task(id, 'whole')).join('')}${gateway('parallel', 'join')}`,
      `start>fork ${ids.map((id) => `fork>${id} ${id}>join`).join(' ')} join>end`)
    assert.lengthOf(await warnings(wide), 100)
  }).timeout(30_000)
})
