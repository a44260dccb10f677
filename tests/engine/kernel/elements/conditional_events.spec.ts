import { test } from '@japa/runner'
import { graphOf } from '#engine/kernel/graph'
import { toldStartConditions } from '#engine/kernel/start_conditions'
import { compile, el, end, escape, file, flows, model, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const when = (text: string, attributes = '', extension = '') => `<conditionalEventDefinition ${attributes}>${extension}<condition>${escape(text)}</condition></conditionalEventDefinition>`
const wait = (text: string, id = 'w', attributes = '') => el('intermediateCatchEvent', id, '', when(text, attributes))
const boundary = (text: string, attributes = '', definition = '', extension = '') => el('boundaryEvent', 'b', `attachedToRef="a" ${attributes}`, when(text, definition, extension))
const listener = (text: string, attributes = '', inside = user('extra'), flow = 'xs>extra') => el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', attributes, when(text)) + inside + flows(flow))
const script = (id: string, text: string) => el('scriptTask', id, 'scriptFormat="feel"', `<script>${escape(text)}</script>`)

table('conditional catch event', [
  { title: 'passes when the condition holds already', xml: model(start(), wait('n > 1'), user('a'), flows('s>w>a')), steps: ['start {"n":2}'], then: { tasks: ['a'] } },
  { title: 'rests until a change makes it hold', xml: model(start(), wait('n > 1'), user('a'), flows('s>w>a')), steps: ['start {"n":1}', 'set {"m":1}', 'set {"n":2}'], then: { tasks: ['a'] } },
  { title: 'over a variable nobody has set it does not hold', xml: model(start(), wait('${n == 1}'), user('a'), flows('s>w>a')), steps: ['start', 'set {"m":1}'], then: { tasks: [], incidents: [] } },
  { title: 'each that waits is looked at', xml: model(start(), wait('n = 1'), wait('n > 0', 'w2'), user('a'), user('c'), flows('s>w>a', 's>w2>c')), steps: ['start {"n":0}', 'set {"n":1}'], then: { tasks: ['a', 'c'] } },
  { title: 'a change that another branch makes counts', xml: model(start(), wait('n = 1'), user('a'), user('c'), flows('s>w>a', 's>c')), steps: ['start', 'complete c {"n":1}'], then: { tasks: ['a'] } },
  { title: 'an answer given at a task counts', xml: model(start(), wait('tasks.c.outcome = "agree"'), user('a'), user('c', 'gov:outcomes="agree,refuse"'), flows('s>w>a', 's>c')), steps: ['start', 'complete c {"outcome":"agree"}'], then: { tasks: ['a'] } },
  { title: 'can be triggered by its id', xml: model(start(), wait('n = 1'), user('a'), flows('s>w>a')), steps: ['start', 'trigger w'], then: { tasks: ['a'] } },
  { title: 'looks only at the variables it names', xml: model(start(), wait('n = 1', 'w', 'camunda:variableName="m"'), user('a'), flows('s>w>a')), steps: ['start', 'set {"n":1}'], then: { tasks: [] } },
  { title: 'a change of the variable it names makes it look', xml: model(start(), wait('n = 1', 'w', 'camunda:variableName="m"'), user('a'), flows('s>w>a')), steps: ['start', 'set {"n":1}', 'set {"m":1}'], then: { tasks: ['a'] } },
  { title: 'what cannot be evaluated is an incident that stops nothing; a retry looks again', xml: model(start(), wait('n > 1'), user('a'), user('c'), flows('s>w>a', 's>c')), steps: ['start', 'set {"n":"many"}'], then: { tasks: ['c'], incidents: ['EXPRESSION_ERROR'] } },
  { title: '… and the next change that makes it hold lets it go on', xml: model(start(), wait('n > 1'), user('a'), flows('s>w>a')), steps: ['start', 'set {"n":"many"}', 'set {"n":3}'], then: { tasks: ['a'], incidents: [] } },
  { title: 'in a called instance sees that instance\'s variables', xml: file(process('p', start(), el('callActivity', 'k', 'calledElement="q"', '<extensionElements><camunda:in variables="all"/></extensionElements>'), user('a'), flows('s>k>a')), process('q', start('qs'), wait('n = 1'), flows('qs>w'))), steps: ['start', 'set {"n":1}'], then: { tasks: [], instances: 2 } },
])

table('conditional boundary event', [
  { title: 'interrupts its activity', xml: model(start(), user('a'), boundary('n > 1'), user('x'), flows('s>a', 'b>x')), steps: ['start', 'set {"n":2}'], then: { tasks: ['x'], terminated: ['a'] } },
  { title: 'happens at once when the condition holds as the activity begins', xml: model(start(), user('a'), boundary('n > 1'), user('x'), flows('s>a', 'b>x')), steps: ['start {"n":2}'], then: { tasks: ['x'], terminated: ['a'] } },
  { title: 'not interrupting it happens at each change that finds it true', xml: model(start(), user('a'), boundary('n > 1', 'cancelActivity="false"'), user('x'), flows('s>a', 'b>x')), steps: ['start', 'set {"n":2}', 'set {"m":1}', 'set {"n":1}'], then: { tasks: ['a', 'x', 'x'] } },
  { title: 'what the activity itself completes with comes too late', xml: model(start(), user('a'), boundary('n > 1'), user('x'), user('c'), flows('s>a>c', 'b>x')), steps: ['start', 'complete a {"n":2}'], then: { tasks: ['c'], terminated: [] } },
  { title: 'on a sub-process: what its last activity completes with interrupts it', xml: model(start(), el('subProcess', 'a', '', start('is') + user('i') + flows('is>i')), boundary('n > 1'), user('x'), user('c'), flows('s>a>c', 'b>x')), steps: ['start', 'complete i {"n":2}'], then: { tasks: ['x'], terminated: ['i', 'a'] } },
  { title: 'sees the input parameters of its activity', xml: model(start(), user('a', '', '<extensionElements><camunda:inputOutput><camunda:inputParameter name="own">=n * 2</camunda:inputParameter></camunda:inputOutput></extensionElements>'), boundary('own = 4'), user('x'), flows('s>a', 'b>x')), steps: ['start {"n":2}'], then: { tasks: ['x'] } },
  { title: 'on a multi-instance activity takes all of it away', xml: model(start(), user('a', '', '<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>'), boundary('n > 1'), user('x'), flows('s>a', 'b>x')), steps: ['start', 'set {"n":2}'], then: { tasks: ['x'] } },
  { title: 'of only what is created', xml: model(start(), user('a'), boundary('n > 0', 'cancelActivity="false"', 'camunda:variableName="n" camunda:variableEvents="create"'), user('x'), flows('s>a', 'b>x')), steps: ['start', 'set {"n":1}', 'set {"n":2}'], then: { tasks: ['a', 'x'] } },
  { title: 'the filter of zeebe means the same', xml: model(start(), user('a'), boundary('n > 0', 'cancelActivity="false"', '', '<extensionElements><zeebe:conditionalFilter variableNames="n" variableEvents="update"/></extensionElements>'), user('x'), flows('s>a', 'b>x')), steps: ['start', 'set {"n":1}', 'set {"n":2}', 'set {"m":2}'], then: { tasks: ['a', 'x'] } },
  { title: 'what feeds itself without end stops at the step budget and goes on with a retry', xml: model(start(), user('a'), boundary('n > 0', 'cancelActivity="false"'), script('more', '{n: n + 1}'), flows('s>a', 'b>more')), steps: ['start', 'set {"n":1}'], then: { tasks: ['a'], incidents: ['STEP_BUDGET'] } },
])

table('conditional start event of an event sub-process', [
  { title: 'a task completed without any change of variables does not trigger it again', xml: model(start(), user('a'), flows('s>a'), listener('n = 1', 'isInterrupting="false"')), steps: ['start', 'set {"n":1}', 'complete extra'], then: { tasks: ['a'] } },
  { title: 'interrupts what is around it', xml: model(start(), user('a'), flows('s>a'), listener('n = 1')), steps: ['start', 'set {"n":1}'], then: { tasks: ['extra'], terminated: ['a'] } },
  { title: 'that holds at the start: nothing else ever begins', xml: model(start(), user('a'), flows('s>a'), listener('n = 1')), steps: ['start {"n":1}'], then: { tasks: ['extra'], completed: ['xs'], terminated: [] } },
  { title: 'not interrupting runs at each change that finds it true', xml: model(start(), user('a'), flows('s>a'), listener('n = 1', 'isInterrupting="false"')), steps: ['start', 'set {"n":1}', 'set {"n":1}', 'set {"n":2}'], then: { tasks: ['a', 'extra', 'extra'] } },
  { title: 'in a sub-process sees what is written there and around it', xml: model(start(), el('subProcess', 'sub', '', start('is') + user('i') + flows('is>i') + listener('n = 1')), user('after'), flows('s>sub>after')), steps: ['start', 'set {"n":1}', 'complete extra'], then: { tasks: ['after'] } },
  { title: 'what a task completes with interrupts before its token moves on', xml: model(start(), user('a'), script('count', '{done: true}'), flows('s>a>count'), listener('n = 1')), steps: ['start', 'complete a {"n":1}'], then: { tasks: ['extra'], data: { done: undefined } } },
  { title: 'is not triggered again while it runs', xml: model(start(), user('a'), flows('s>a'), listener('n > 0')), steps: ['start', 'set {"n":1}', 'set {"n":2}'], then: { tasks: ['extra'], terminated: ['a'] } },
])

const starting = file(process('p', el('startEvent', 's', '', when('n > 1')), user('a'), flows('s>a')), process('q', el('startEvent', 'qs', '', when('true', 'camunda:variableName="m"')), user('qa'), flows('qs>qa')))

table('conditional start event', [
  { title: 'starts an instance when conditions are evaluated', xml: starting, steps: ['conditions {"n":2}'], then: { tasks: ['a'], data: { n: 2 } } },
  { title: 'in every process where one holds', xml: starting, steps: ['conditions {"n":2,"m":0}'], then: { tasks: ['a', 'qa'] } },
  { title: 'one that names a variable wants it to be given', xml: starting, steps: ['conditions {"k":2}'], then: { instances: 0 } },
  { title: 'a condition that still holds starts nothing again', xml: starting, steps: ['conditions {"n":2}', 'conditions {"n":3}'], then: { instances: 1 } },
  { title: 'it has to turn false in between', xml: starting, steps: ['conditions {"n":2}', 'conditions {"n":1}', 'conditions {"n":2}'], then: { instances: 2 } },
  { title: 'what is told about something else does not make it false', xml: starting, steps: ['conditions {"n":2}', 'conditions {"m":1}', 'conditions {"n":2}'], then: { tasks: ['a', 'qa'] } },
  { title: 'told as null it is false', xml: starting, steps: ['conditions {"n":2}', 'conditions {"n":null}', 'conditions {"n":2}'], then: { instances: 2 } },
  { title: 'can be started by its id', xml: starting, steps: ['start s'], then: { tasks: ['a'] } },
])

test('a process without conditional events notes nothing of its variables', async ({ assert }) => {
  const xmls = [model(start(), user('a'), el('boundaryEvent', 'b', 'attachedToRef="a"', timer('PT1H')), end(), flows('s>a>e')), model(el('startEvent', 's', '', when('n > 1')), user('a'), flows('s>a'))]
  for (const process of (await Promise.all(xmls.map((xml) => compile(xml)))).flat()) {
    assert.deepEqual(graphOf(process).conditionalEvents, [])
    assert.deepEqual(toldStartConditions(process, { n: 'two' }, 0), [])
  }
})
