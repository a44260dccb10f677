import { el, end, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const ROOTS = '<signal id="sg" name="alarm"/><signal id="other" name="calm"/><signal id="own" name="alarm" flowable:scope="processInstance"/>'
const wait = (id = 'w', ref = 'sg') => el('intermediateCatchEvent', id, '', `<signalEventDefinition signalRef="${ref}"/>`)
const raise = (id = 't', ref = 'sg', inside = '') => el('intermediateThrowEvent', id, '', `<signalEventDefinition signalRef="${ref}">${inside}</signalEventDefinition>`)
const boundary = (attributes = '') => el('boundaryEvent', 'b', `attachedToRef="a" ${attributes}`, '<signalEventDefinition signalRef="sg"/>')
const one = (...content: string[]) => file(ROOTS, process('p', ...content))

table('signal catch event', [
  { title: 'rests until the signal comes', xml: one(start(), wait(), user('a'), flows('s>w>a')), steps: ['start', 'signal alarm'], then: { tasks: ['a'] } },
  { title: 'another signal means nothing to it, nor does a message of its name', xml: one(start(), wait(), user('a'), flows('s>w>a')), steps: ['start', 'signal calm', 'message alarm'], then: { tasks: [], refused: 'NOBODY_WAITS' } },
  { title: 'what the signal carries goes to the variables', xml: one(start(), wait(), user('a'), flows('s>w>a')), steps: ['start', 'signal alarm {"level":3}'], then: { data: { level: 3 } } },
  { title: 'can be triggered by its id', xml: one(start(), wait(), user('a'), flows('s>w>a')), steps: ['start', 'trigger w'], then: { tasks: ['a'] } },
  { title: 'every instance and every token that waits is reached', xml: one(start(), wait(), wait('w2'), user('a'), flows('s>w>a', 's>w2>a')), steps: ['start', 'start', 'signal alarm'], then: { tasks: ['a', 'a', 'a', 'a'] } },
  { title: 'a token that comes to it because of the signal waits for the next one', xml: one(start(), wait(), user('a'), flows('s>w>w')), steps: ['start', 'signal alarm'], then: { tasks: [], completed: ['s', 'w'] } },
  { title: 'the name may be an expression', xml: file('<signal id="sg" name="${kind}"/>', process('p', start(), wait(), user('a'), flows('s>w>a'))), steps: ['start {"kind":"flood"}', 'signal flood'], then: { tasks: ['a'] } },
  { title: 'a name without value is an incident', xml: file('<signal id="sg" name="=kind"/>', process('p', start(), wait(), flows('s>w'))), steps: ['start'], then: { incidents: ['EXPRESSION_ERROR'] } },
  { title: 'a suspended instance keeps it for its resume', xml: one(start(), wait(), user('a'), flows('s>w>a')), steps: ['start', 'suspend', 'signal alarm', 'resume'], then: { tasks: ['a'] } },
])

table('signal boundary event', [
  { title: 'interrupts its activity', xml: one(start(), user('a'), boundary(), user('x'), flows('s>a', 'b>x')), steps: ['start', 'signal alarm'], then: { tasks: ['x'], terminated: ['a'] } },
  { title: 'not interrupting it happens each time', xml: one(start(), user('a'), boundary('cancelActivity="false"'), user('x'), flows('s>a', 'b>x')), steps: ['start', 'signal alarm', 'signal alarm'], then: { tasks: ['a', 'x', 'x'] } },
  { title: 'listens no more when its activity is done', xml: one(start(), user('a'), boundary(), user('x'), user('n'), flows('s>a>n', 'b>x')), steps: ['start', 'complete a', 'signal alarm'], then: { tasks: ['n'] } },
])

table('signal throw and end event', [
  { title: 'reaches other instances', xml: file(ROOTS, process('q', start('qs'), el('exclusiveGateway', 'g'), wait(), user('a'), raise(), el('endEvent', 'qe'), `<sequenceFlow id="f1" sourceRef="qs" targetRef="g"/><sequenceFlow id="f2" sourceRef="g" targetRef="w"><conditionExpression>not(loud)</conditionExpression></sequenceFlow><sequenceFlow id="f3" sourceRef="g" targetRef="t"><conditionExpression>loud</conditionExpression></sequenceFlow>`, flows('w>a', 't>qe'))), steps: ['start {"loud":false}', 'start {"loud":false}', 'start {"loud":true}'], then: { tasks: ['a', 'a'], instances: 2 } },
  { title: 'reaches what waits in its own instance already, not what waits after it', xml: one(start(), el('parallelGateway', 'g'), wait(), user('a'), raise(), wait('w2'), user('c'), flows('s>g>w>a', 'g>t>w2>c')), steps: ['start'], then: { tasks: ['a'] } },
  { title: 'a loop of waiting and throwing waits again', xml: one(start(), raise(), wait(), flows('s>t>w>t')), steps: ['start', 'signal alarm'], then: { completed: ['s', 't', 'w', 't'] } },
  { title: 'an event sub-process that wakes itself for ever stops as an incident', xml: one(start(), user('a'), flows('s>a'), el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', 'isInterrupting="false"', '<signalEventDefinition signalRef="sg"/>') + raise() + flows('xs>t'))), steps: ['start', 'signal alarm'], then: { tasks: ['a'], incidents: ['SIGNAL_CHAIN'] } },
  { title: 'processes that start each other for ever stop as an incident', xml: file(ROOTS, process('p', el('startEvent', 's', '', '<signalEventDefinition signalRef="sg"/>'), raise('t', 'other'), flows('s>t')), process('q', el('startEvent', 'qs', '', '<signalEventDefinition signalRef="other"/>'), raise('qt'), flows('qs>qt'))), steps: ['signal alarm'], then: { incidents: ['SIGNAL_CHAIN'], instances: 1 } },
  {
    title: 'a sub-process that throws it and ends is left by its own boundary event',
    xml: one(start(), el('subProcess', 'a', '', start('is') + el('endEvent', 'ie', '', '<signalEventDefinition signalRef="sg"/>') + flows('is>ie')), boundary(), user('x'), user('n'), flows('s>a>n', 'b>x')),
    steps: ['start'],
    then: { tasks: ['x'], terminated: ['a'] },
  },
  {
    title: 'an event sub-process hears what its process throws last, once',
    xml: one(start(), raise(), end(), flows('s>t>e'), el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', 'isInterrupting="false"', '<signalEventDefinition signalRef="sg"/>') + user('heard') + flows('xs>heard'))),
    steps: ['start'],
    then: { tasks: ['heard'] },
  },
  {
    title: 'each of many instances of a body is heard, and the body goes on',
    xml: one(
      start(), el('subProcess', 'a', '', start('is') + raise() + flows('is>t') + '<multiInstanceLoopCharacteristics isSequential="true"><loopCardinality>120</loopCardinality></multiInstanceLoopCharacteristics>'),
      boundary('cancelActivity="false"'), el('scriptTask', 'count', 'camunda:resultVariable="n"', '<script>n + 1</script>'), user('n2'), flows('s>a>n2', 'b>count'),
    ),
    steps: ['start {"n":0}'],
    then: { tasks: ['n2'], data: { n: 120 }, incidents: [] },
  },
  { title: 'ends a branch', xml: one(start(), user('a'), wait(), user('c'), el('endEvent', 'e', '', '<signalEventDefinition signalRef="sg"/>'), flows('s>a>e', 's>w>c')), steps: ['start', 'complete a'], then: { tasks: ['c'] } },
  { title: 'carries its own input parameters and what camunda:in names', xml: one(start(), wait(), user('a'), user('c'), flows('s>w>a', 's>c>t'), raise('t', 'sg', '<extensionElements><camunda:in source="x" target="level"/></extensionElements>')), steps: ['start {"x":7}', 'complete c'], then: { tasks: ['a'], data: { level: 7 } } },
  { title: 'of flowable scope processInstance stays inside its instance', xml: file(ROOTS, process('p', start(), wait(), user('a'), user('c'), raise('t', 'own'), flows('s>w>a', 's>c>t'))), steps: ['start', 'start', 'complete c'], then: { tasks: ['a', 'c'] } },
])

table('signal start event', [
  { title: 'starts an instance in every process that has one', xml: file(ROOTS, process('p', el('startEvent', 's', '', '<signalEventDefinition signalRef="sg"/>'), user('a'), flows('s>a')), process('q', el('startEvent', 'qs', '', '<signalEventDefinition signalRef="sg"/>'), user('qa'), flows('qs>qa'))), steps: ['signal alarm {"level":2}'], then: { tasks: ['a', 'qa'], data: { level: 2 } } },
  { title: 'starts one beside those that wait for the signal', xml: one(el('startEvent', 's', '', '<signalEventDefinition signalRef="sg"/>'), wait(), user('a'), flows('s>w>a')), steps: ['signal alarm', 'signal alarm'], then: { tasks: ['a'], instances: 2 } },
  { title: 'a signal thrown inside starts instances, too', xml: file(ROOTS, process('p', start(), raise(), end(), flows('s>t>e')), process('q', el('startEvent', 'qs', '', '<signalEventDefinition signalRef="sg"/>'), user('qa'), flows('qs>qa'))), steps: ['start'], then: { tasks: ['qa'] } },
])
