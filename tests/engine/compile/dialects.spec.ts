import { test } from '@japa/runner'
import { importReport } from '#engine/compile/import_report'
import { compileModel } from '#engine/compile/compile_model'
import { el, end, flows, start } from '../kernel/bpmn.js'
import { extended, foreignFile as file, oneTask } from './foreign.js'

/** Verdicts by label, e.g. `flowable:assignee understood`. */
async function verdicts(xml: string): Promise<string[]> {
  const { elements } = await importReport(xml)
  return elements.flatMap(({ items }) => items).filter(({ what }) => what.includes(':')).map(({ what, verdict }) => `${what.split(/[=（]/)[0]} ${verdict}`).sort()
}

const oneService = (attributes: string, content = '') => file(start() + el('serviceTask', 'a', attributes, content) + end() + flows('s>a>e'))
const nothing = oneTask('')

test.group('dialects | each attribute has its verdict', () => {
  const table: [title: string, xml: string, expected: string[]][] = [
    ['people, dates, priority of every vendor', oneTask('camunda:assignee="li" flowable:dueDate="P3D" operaton:priority="70" activiti:candidateGroups="clerk"'), ['activiti:candidateGroups understood', 'camunda:assignee understood', 'flowable:dueDate understood', 'operaton:priority understood']],
    ['listeners with code need work', oneTask('', extended('<camunda:taskListener event="create" class="x.Y"/>', '<flowable:executionListener event="start" expression="${a.b()}"/>')), ['camunda:taskListener needs work', 'flowable:executionListener needs work']],
    ['classes and bean calls need work', oneService('flowable:class="x.Y"'), ['flowable:class needs work']],
    ['an expression without calls is understood', oneService('camunda:expression="${amount * 2}" camunda:resultVariable="double"'), ['camunda:expression understood', 'camunda:resultVariable understood']],
    ['an expression that calls a bean needs work', oneService('flowable:expression="${bean.run(x)}"'), ['flowable:expression needs work']],
    ['mail, shell, camel need work', oneService('flowable:type="shell"'), ['flowable:type needs work']],
    ['an external worker is understood', oneService('flowable:type="external-worker" flowable:topic="t"'), ['flowable:topic understood', 'flowable:type understood']],
    ['background marks are kept', oneTask('camunda:asyncBefore="true" flowable:asyncLeave="true" camunda:jobPriority="3"'), ['camunda:asyncBefore kept', 'camunda:jobPriority kept', 'flowable:asyncLeave kept']],
    ['a generated form becomes ours', oneTask('', extended('<camunda:formData><camunda:formField id="area" label="面积" type="long"/></camunda:formData>')), ['camunda:formData approximated']],
    ['a form that is a web page needs work', oneTask('camunda:formKey="embedded:app:forms/a.html"'), ['camunda:formKey needs work']],
    ['zeebe user tasks', oneTask('', extended('<zeebe:userTask/>', '<zeebe:assignmentDefinition assignee="li"/>', '<zeebe:taskSchedule dueDate="=d"/>', '<zeebe:priorityDefinition priority="20"/>')), ['zeebe:assignmentDefinition understood', 'zeebe:priorityDefinition understood', 'zeebe:taskSchedule understood', 'zeebe:userTask understood']],
    ['zeebe listeners need work, headers are approximated', oneService('', extended('<zeebe:taskDefinition type="t"/>', '<zeebe:taskHeaders><zeebe:header key="k" value="v"/></zeebe:taskHeaders>', '<zeebe:executionListeners><zeebe:executionListener eventType="start" type="x"/></zeebe:executionListeners>')), ['zeebe:executionListeners needs work', 'zeebe:taskDefinition understood', 'zeebe:taskHeaders approximated']],
    ['spiff scripts need work', oneTask('', extended('<spiffworkflow:preScript>x = 1</spiffworkflow:preScript>')), ['spiffworkflow:preScript needs work']],
    ['an unknown name of a known vendor is kept and told', oneTask('flowable:novelty="1"'), ['flowable:novelty kept']],
    ['other software is kept', oneTask('elsewhere:mark="1"', extended('<elsewhere:note/>')), ['elsewhere:mark kept', 'elsewhere:note kept']],
    ['a connector needs work', oneService('', extended('<camunda:connector><camunda:connectorId>x</camunda:connectorId></camunda:connector>')), ['camunda:connector needs work']],
    ['process attributes', file(start() + end() + flows('s>e'), 'camunda:candidateStarterGroups="clerk" camunda:versionTag="1" camunda:historyTimeToLive="P30D"'), ['camunda:candidateStarterGroups understood', 'camunda:historyTimeToLive kept', 'camunda:versionTag understood']],
    ['a starter known only at run time needs work', file(start() + end() + flows('s>e'), 'camunda:candidateStarterUsers="${who}"'), ['camunda:candidateStarterUsers needs work']],
    ['yudao settings', oneTask('', extended('<flowable:candidateStrategy>10</flowable:candidateStrategy>', '<flowable:candidateParam>5</flowable:candidateParam>', '<flowable:assignEmptyHandlerType>1</flowable:assignEmptyHandlerType>', '<flowable:fieldsPermission field="f" permission="1"/>', '<flowable:buttonsSetting id="3" enable="true"/>')),
      ['flowable:assignEmptyHandlerType understood', 'flowable:buttonsSetting understood', 'flowable:candidateParam understood', 'flowable:candidateStrategy approximated', 'flowable:fieldsPermission understood']],
    ['ruoyi groups', oneTask('flowable:dataType="dynamic" flowable:candidateGroups="ROLE5,DEPT12"'), ['flowable:candidateGroups approximated', 'flowable:dataType kept']],
  ]
  for (const [title, xml, expected] of table) {
    test(title, async ({ assert }) => assert.deepEqual(await verdicts(xml), expected))
  }

  test('what needs work refuses a deployment, names the element and the way out; a draft can be opened', async ({ assert }) => {
    const xml = oneTask('', extended('<camunda:taskListener event="create" class="x.Y"/>'))
    const { diagnostics, processes } = await compileModel(xml)
    assert.lengthOf(processes, 0)
    const found = diagnostics.find(({ code }) => code === 'IMPORT_NEEDS_WORK')
    assert.equal(found?.elementId, 'a')
    assert.match(found?.message ?? '', /camunda:taskListener（event=create，class=x\.Y）.*外部工作者/)
    const report = await importReport(xml)
    assert.deepEqual([report.isDeployable, report.isReadable, report.counts.needsWork], [false, true, 1])
  })

  test('a file without foreign words is told nothing', async ({ assert }) => {
    const report = await importReport(nothing)
    assert.deepEqual({ ...report, diagram: null }, { dialects: [], counts: { understood: 0, approximated: 0, kept: 0, needsWork: 0 }, elements: [], isDeployable: true, isReadable: true, diagram: null })
  })

  test('a file that is no BPMN cannot be opened, and says why', async ({ assert }) => {
    const report = await importReport('<html/>')
    assert.isFalse(report.isReadable)
    assert.match(report.elements[0]?.items[0]?.words ?? '', /BPMN/)
  })

  test('the engines whose words are in a file are named', async ({ assert }) => {
    assert.deepEqual((await importReport(oneTask('', extended('<flowable:candidateStrategy>36</flowable:candidateStrategy>')))).dialects, ['Yudao', 'Flowable / Activiti'])
    assert.deepEqual((await importReport(oneTask('', extended('<zeebe:userTask/>')))).dialects, ['Camunda 8 (Zeebe)'])
  })
})
