import { test } from '@japa/runner'
import { graphOf } from '#engine/kernel/graph'
import type { UserTaskSettings } from '#engine/kernel/elements/user_task'
import { compile, el, end, file, findings, flows, model, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const ext = (content: string) => `<extensionElements>${content}</extensionElements>`
const called = process('q', start('qs'), user('work'), end('qe'), flows('qs>work>qe'))
const xml = (content = '', more = '') => file(process('p', start(), el('callActivity', 'c', 'calledElement="q"', content), user('after'), more, flows('s>c>after')), called)
const boundary = el('boundaryEvent', 'b', 'attachedToRef="c"', timer('PT1H')) + user('late') + flows('b>late')

table('call activity', [
  { title: 'starts an instance of its own and waits', xml: xml(), steps: ['start'], then: { tasks: ['work'], instances: 2 } },
  { title: 'goes on when that has ended', xml: xml(), steps: ['start', 'complete work'], then: { tasks: ['after'], instances: 1 } },
  { title: 'hands nothing over that is not mapped', xml: xml(ext('<camunda:out source="x" target="back"/>')), steps: ['start {"x":1}', 'complete work'], then: { data: { back: null } } },
  { title: 'maps in by name and by expression, and out again', xml: xml(ext('<camunda:in source="x" target="y"/><camunda:in sourceExpression="=x + 1" target="z"/><camunda:out sourceExpression="=y + z + done" target="sum"/>')), steps: ['start {"x":1}', 'complete work {"done":10}'], then: { data: { sum: 13, y: undefined, done: undefined } } },
  { title: 'hands everything over both ways when it says all', xml: xml(ext('<camunda:in variables="all"/><camunda:out variables="all"/>')), steps: ['start {"x":1}', 'complete work {"done":10}'], then: { data: { x: 1, done: 10 } } },
  { title: 'task outcomes of the called instance stay there', xml: xml(ext('<camunda:out variables="all"/>')), steps: ['start', 'complete work {"opinion":"fine"}'], then: { data: { tasks: undefined }, tasks: ['after'] } },
  { title: 'what is called may be an expression', xml: file(process('p', start(), el('callActivity', 'c', 'calledElement="=&quot;q&quot;"'), flows('s>c')), called), steps: ['start'], then: { tasks: ['work'] } },
  { title: 'a process that is not there is an incident', xml: model(start(), el('callActivity', 'c', 'calledElement="nowhere"'), flows('s>c')), steps: ['start'], then: { incidents: ['CALLED_ELEMENT_NOT_FOUND'], instances: 1 } },
  { title: 'interrupted, the called instance is cancelled', xml: xml('', boundary), steps: ['start', 'advance PT1H'], then: { tasks: ['late'], instances: 1 } },
  { title: 'cancelling the caller cancels the called', xml: xml(), steps: ['start', 'cancel'], then: { ended: true } },
  { title: 'a call of itself without end stops at a depth, as an incident', xml: model(start(), el('callActivity', 'c', 'calledElement="p"'), flows('s>c')), steps: ['start'], then: { incidents: ['CALL_DEPTH'], instances: 101 } },
  { title: 'the called instance stands still with its caller', xml: xml(), steps: ['start', 'suspend', 'complete work', 'resume'], then: { tasks: ['work'], instances: 2 } },
  { title: 'the called instance goes on with its caller', xml: xml(), steps: ['start', 'suspend', 'resume', 'complete work'], then: { tasks: ['after'], instances: 1 } },
  { title: 'one call per item of a collection', xml: xml('<multiInstanceLoopCharacteristics camunda:collection="list" camunda:elementVariable="item"/>'), steps: ['start {"list":["a","b"]}', 'complete work', 'complete work'], then: { tasks: ['after'], instances: 1 } },
])

const global = (type: string, attributes: string, content = '', callContent = '', callAttributes = '') => file(
  el(type, 'g', attributes, content), process('p', start(), el('callActivity', 'c', `calledElement="g" ${callAttributes}`, callContent), user('after'), flows('s>c>after')),
)
const people = '<multiInstanceLoopCharacteristics camunda:collection="list" camunda:elementVariable="item"/>'

table('call activity of a global task', [
  { title: 'a user task is a task of the calling instance', xml: global('globalUserTask', 'name="核对"'), steps: ['start'], then: { tasks: ['c'], instances: 1 } },
  { title: 'it goes on when that is done', xml: global('globalUserTask', 'name="核对"'), steps: ['start', 'complete c {"x":1}'], then: { tasks: ['after'], data: { x: 1 } } },
  { title: 'the loop is the call’s own', xml: global('globalUserTask', '', '', people), steps: ['start {"list":[1,2]}'], then: { tasks: ['c', 'c'] } },
  { title: 'so are its boundary events', xml: global('globalUserTask', '').replace('<userTask id="after"', `${el('boundaryEvent', 'b', 'attachedToRef="c"', timer('PT1H'))}<userTask id="late"/>${flows('b>late')}<userTask id="after"`), steps: ['start', 'advance PT1H'], then: { tasks: ['late'], terminated: ['c'] } },
  { title: 'a script runs', xml: global('globalScriptTask', 'scriptLanguage="feel" camunda:resultVariable="sum"', '<script>1 + 2</script>'), steps: ['start'], then: { tasks: ['after'], data: { sum: 3 } } },
  { title: 'a manual task passes', xml: global('globalManualTask', ''), steps: ['start'], then: { tasks: ['after'], completed: ['s', 'c'] } },
  { title: 'a business rule task asks its decision', xml: global('globalBusinessRuleTask', 'camunda:decisionRef="none" camunda:resultVariable="r"'), steps: ['start'], then: { incidents: ['DECISION_NOT_FOUND'] } },
  { title: 'input and output parameters of the call hold', xml: global('globalScriptTask', 'scriptLanguage="feel" camunda:resultVariable="sum"', '<script>n + 2</script>', ext('<camunda:inputOutput><camunda:inputParameter name="n">=40</camunda:inputParameter><camunda:outputParameter name="told">=sum</camunda:outputParameter></camunda:inputOutput>')), steps: ['start'], then: { data: { told: 42, n: undefined } } },
])

test('kernel/elements | call activity of a global task: what it says itself goes before the task, and mappings are refused', async ({ assert }) => {
  const [process] = await compile(global('globalUserTask', 'camunda:assignee="li" camunda:formKey="check"', '', '', 'camunda:assignee="wang"'))
  const { settings, name } = graphOf(process!).nodesById.get('c')!
  const { assignee, information } = settings as UserTaskSettings
  assert.deepEqual([assignee?.source, information.formKey, name], ['wang', 'check', ''])
  assert.deepEqual(await findings(global('globalUserTask', '', '', ext('<camunda:in source="x" target="y"/>'))), ['GLOBAL_TASK_MAPPING c'])
})

test('kernel/elements | call activity: no target and unknown bindings are findings', async ({ assert }) => {
  assert.deepEqual(await findings(model(start(), el('callActivity', 'c'), flows('s>c'))), ['CALL_WITHOUT_TARGET c'])
  assert.deepEqual(await findings(model(start(), el('callActivity', 'c', 'calledElement="q" camunda:calledElementBinding="versionTag"'), flows('s>c'))), ['BINDING_VERSION_TAG c'])
  assert.deepEqual(await findings(model(start(), el('callActivity', 'c', 'calledElement="q" camunda:calledElementBinding="version"'), flows('s>c'))), ['BINDING_VERSION c'])
})
