import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { checkUnsetNames } from '#engine/runtime/packages/check_unset_names'
import { readPackage } from '#engine/runtime/packages/read_package'
import { readPackage as deliveredFiles } from '#tests/processes/read_package'
import { bpmn, flow } from '../support/models.js'

const FORM = { name: 'apply.form.json', content: JSON.stringify({
  type: 'default', id: 'apply',
  components: [
    { type: 'number', id: 'f_area', key: 'area', label: '面积' },
    { type: 'textfield', id: 'f_phone', key: 'owner.phone', label: '电话' },
    { type: 'dynamiclist', id: 'f_staff', path: 'staff', label: '人员', components: [{ type: 'textfield', id: 'f_name', key: 'name', label: '姓名' }] },
  ],
}) }

const condition = (text: string): string => `<bpmn:conditionExpression xsi:type="bpmn:tFormalExpression">${text}</bpmn:conditionExpression>`
const STARTS = '<bpmn:startEvent id="start" camunda:formKey="apply"/>'

/** Applied for by a form, then `middle`, then a gateway that reads `text`. */
const deciding = (text: string, middle = '<bpmn:task id="middle"/>', start = STARTS, id = 'p'): string => bpmn(id, `${start}${middle}
  <bpmn:exclusiveGateway id="choice" name="面积判断" default="no"/><bpmn:endEvent id="yes_end"/><bpmn:endEvent id="no_end"/>
  ${flow('f1', 'start', 'middle')}${flow('f2', 'middle', 'choice')}${flow('yes', 'choice', 'yes_end', condition(text))}${flow('no', 'choice', 'no_end')}`, '<bpmn:message id="m" name="paid"/>')

const warnings = async (...models: string[]) => {
  const read = await readPackage([...models.map((content, n) => ({ name: `m${n}.bpmn`, content })), FORM], (source) => compileModel(source))
  if (read.diagnostics.some(({ severity }) => severity === 'error')) throw new Error(JSON.stringify(read.diagnostics))
  return checkUnsetNames(read)
}
const named = async (...models: string[]) => (await warnings(...models)).map(({ elementId, message }) => `${elementId} ${/变量“(.*?)”/.exec(message)?.[1]}`)

const task = (inside = '', attributes = ''): string => `<bpmn:userTask id="middle" camunda:formKey="apply" camunda:candidateGroups="role:clerk" ${attributes}>${inside}</bpmn:userTask>`
const call = (mappings: string, attributes = 'calledElement="other"'): string =>
  `<bpmn:callActivity id="middle" ${attributes}><bpmn:extensionElements>${mappings}</bpmn:extensionElements></bpmn:callActivity>`
const BARE = '<bpmn:startEvent id="start"/>'

test.group('names that nothing in the package sets', () => {
  test('who has started it is set by the start event that says so', async ({ assert }) => {
    assert.deepEqual(await named(deciding('=area &gt; 50 and applicant != null', undefined, '<bpmn:startEvent id="start" camunda:formKey="apply" camunda:initiator="applicant"/>')), [])
    assert.deepEqual(await named(deciding('=area &gt; 50 and applicant != null')), ['yes applicant'])
  })

  test('are a warning with the element, the name and what to do', async ({ assert }) => {
    const [found, ...others] = await warnings(deciding('=aera &gt; 50'))
    assert.isEmpty(others)
    assert.deepInclude(found, { code: 'UNSET_NAME', severity: 'warning', elementId: 'yes', resource: 'm0.bpmn' })
    assert.match(found!.message, /“yes”的表达式“=aera > 50”用到变量“aera”.*是否应为“area”/)
  })

  const silent: [string, string[]][] = [
    ['fields, containers and roots of dotted keys', [deciding('=area &gt; 1 and owner.phone != null and count(staff) &gt; 0')]],
    ['what the engine gives', [deciding('=tasks.middle.outcome = "a" or lastOutcome = "a"', task('', 'gov:outcomes="a"'))]],
    ['names of an element of a filtered list, of a context and of an iteration', [deciding('=count(staff[name != null]) = 1 and {a: 1, b: a}.b = 1 and some s in staff satisfies s.name = "x"')]],
    ['result variables', [deciding('=size &gt; 1', '<bpmn:scriptTask id="middle" camunda:resultVariable="size"><bpmn:script>area * 2</bpmn:script></bpmn:scriptTask>')]],
    ['a script that writes each entry of its result', [deciding('=size &gt; 1', '<bpmn:scriptTask id="middle"><bpmn:script>{size: 1}</bpmn:script></bpmn:scriptTask>')]],
    ['output parameters', [deciding('=size &gt; 1', task('<bpmn:extensionElements><camunda:inputOutput><camunda:outputParameter name="size">=area</camunda:outputParameter></camunda:inputOutput></bpmn:extensionElements>'))]],
    ['the item and the counters of a multi-instance', [deciding('=area &gt; 1', task(`<bpmn:multiInstanceLoopCharacteristics camunda:collection="staff" camunda:elementVariable="one">
      <bpmn:completionCondition>nrOfCompletedInstances = nrOfInstances</bpmn:completionCondition></bpmn:multiInstanceLoopCharacteristics>`, 'camunda:assignee="=one.name"'))]],
    ['jobs, which may answer with anything', [deciding('=size &gt; 1', '<bpmn:serviceTask id="middle" camunda:topic="measure"/>')]],
    ['messages, which may bring anything', [deciding('=size &gt; 1', '<bpmn:receiveTask id="middle" messageRef="m"/>')]],
    ['a task without a form, completed with anything', [deciding('=size &gt; 1', '<bpmn:userTask id="middle" camunda:candidateGroups="role:clerk"/>')]],
    ['a start without a form, given anything from outside', [deciding('=size &gt; 1', undefined, BARE)]],
    ['a call that hands everything over, and back', [
      deciding('=size &gt; 1', call('<camunda:in variables="all"/><camunda:out variables="all"/>')),
      deciding('=area &gt; 1', '<bpmn:scriptTask id="middle" camunda:resultVariable="size"><bpmn:script>1</bpmn:script></bpmn:scriptTask>', BARE, 'other'),
    ]],
    ['a call that the package does not hold', [deciding('=size &gt; 1', call('<camunda:out variables="all"/>', 'calledElement="elsewhere"'))]],
  ]
  for (const [title, models] of silent) {
    test(`no warning for ${title}`, async ({ assert }) => assert.deepEqual(await named(...models), []))
  }

  test('where anything may come, a name a slip away from one that is set is asked about', async ({ assert }) => {
    const open = (text: string) => warnings(deciding(text, '<bpmn:receiveTask id="middle" messageRef="m"/>'))
    for (const [name, meant] of [['aera', 'area'], ['staf', 'staff'], ['Owner', 'owner'], ['ownerr', 'owner']] as const) {
      assert.match((await open(`=${name} != null`))[0]?.message ?? '', new RegExp(`变量“${name}”.*是否应为“${meant}”`))
    }
    for (const name of ['are', 'size', 'cost', 'wonre', 'stuffed']) assert.deepEqual(await open(`=${name} != null`), [], name)
    assert.match((await warnings(deciding('=aera &gt; 50')))[0]!.message, /是否应为“area”/)
  })

  test('a called process has what its call maps, the caller what it takes over', async ({ assert }) => {
    const mapped = call('<camunda:in source="area" target="size"/><camunda:out source="resutl" target="answer"/>')
    const called = deciding('=size &gt; 1 and area &gt; 1', '<bpmn:scriptTask id="middle" camunda:resultVariable="result"><bpmn:script>1</bpmn:script></bpmn:scriptTask>', BARE, 'other')
    assert.sameMembers(await named(deciding('=answer = 1 and result = 1', mapped), called), ['yes result', 'middle resutl', 'yes area'])
  })

  test('parameters, assignees and limits are read too; one warning for each element and name', async ({ assert }) => {
    const found = await named(deciding('=area &gt; 1', task('', 'camunda:assignee="=boss" gov:workingDays="=days + days" camunda:priority="${weight}"')))
    assert.sameMembers(found, ['middle boss', 'middle days', 'middle weight'])
  })

  const readFolder = (folder: string, written: (text: string) => string = (text) => text) => {
    const files = [...deliveredFiles(folder)].filter(([name]) => /\.(bpmn|dmn|json)$/.test(name))
    return readPackage(files.map(([name, text]) => ({ name, content: written(text) })), (source) => compileModel(source))
  }

  test('packages that are delivered have none', async ({ assert }) => {
    const restaurant = await readFolder('one-thing/restaurant')
    assert.lengthOf(restaurant.processes, 2)
    assert.deepEqual(checkUnsetNames(restaurant), [])
    for (const folder of ['office/leave-request', 'one-thing/enterprise', 'one-thing/newborn', 'one-thing/retirement', 'one-thing/house-transfer', 'five-zero/event']) {
      assert.deepEqual(checkUnsetNames(await readFolder(folder)), [], folder)
    }
    const misspelt = await readFolder('office/leave-request', (text) => text.replace('camunda:resultVariable="approval"', 'camunda:resultVariable="aproval"'))
    assert.sameMembers(checkUnsetNames(misspelt).map(({ message }) => /变量“(.*?)”/.exec(message)?.[1]), ['approval'])
  })
})
