import { test } from '@japa/runner'
import { packageForms } from '#designer/form_titles'

const model = (tags: string) => ({ name: 'p.bpmn', content: `<bpmn:process id="p">${tags}</bpmn:process>` })
const form = (key: string, content: Record<string, unknown> | string = { id: key }) => ({ name: `forms/${key}.form.json`, content: typeof content === 'string' ? content : JSON.stringify(content) })
const titles = (...resources: { name: string; content: string }[]) => packageForms(resources).map(({ key, title }) => `${key} ${title}`)

test.group('designer: titles of forms', () => {
  test('a form is called by the steps it is filled at, in whatever order attributes stand', ({ assert }) => {
    const tags = '<bpmn:startEvent id="s" name="提交" camunda:formKey="application"/><userTask camunda:formRef="review" id="a" name="初审 &gt; 一级"/><bpmn:userTask id="b" name="复审" flowable:formKey="review"/>'
    assert.deepEqual(titles(model(tags), form('application'), form('review')), ['application 提交', 'review 初审 &gt; 一级、复审'])
  })

  test('a title of its own goes before that; many steps are not all told', ({ assert }) => {
    const tags = ['甲', '乙', '丙', '丁', '甲'].map((name, index) => `<userTask id="t${index}" name="${name}" camunda:formKey="f"/>`).join('')
    assert.deepEqual(titles(model(tags), form('f')), ['f 甲、乙、丙等'])
    assert.deepEqual(titles(model(tags), form('f', { id: 'f', title: '会办单' })), ['f 会办单'])
  })

  test('a form nobody uses, one that is no JSON and one found by its id', ({ assert }) => {
    assert.deepEqual(titles(model('<userTask id="t" name="审批" camunda:formKey="approve_form"/>'), form('alone'), form('broken', '{'), form('approve', { id: 'approve_form' })), ['alone ', 'broken ', 'approve 审批'])
  })
})
