import { el, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const MESSAGE = '<message id="m" name="note"/>'
const DEFINITION = '<messageEventDefinition messageRef="m"/>'
const receiver = process('q', el('startEvent', 'qs', '', DEFINITION), user('read'), flows('qs>read'))

table('message throw and end event', [
  { title: 'an intermediate event publishes and passes', xml: file(MESSAGE, process('p', start(), el('intermediateThrowEvent', 't', '', DEFINITION), user('a'), flows('s>t>a')), receiver), steps: ['start'], then: { tasks: ['a', 'read'], thrown: ['note'] } },
  { title: 'an end event publishes and ends', xml: file(MESSAGE, process('p', start(), el('endEvent', 't', '', DEFINITION), flows('s>t')), receiver), steps: ['start'], then: { tasks: ['read'], instances: 1 } },
  { title: 'with a topic on its definition the token waits for the job', xml: file(MESSAGE, process('p', start(), el('endEvent', 't', '', '<messageEventDefinition camunda:type="external" camunda:topic="push"/>'), flows('s>t'))), steps: ['start', 'job t'], then: { ended: true, jobs: [] } },
  {
    title: 'processes that start each other for ever stop as an incident, and nothing is lost: a retry throws',
    xml: file(
      MESSAGE, '<message id="back" name="back"/>', process('p', el('startEvent', 's', '', '<messageEventDefinition messageRef="back"/>'), el('endEvent', 't', '', DEFINITION), flows('s>t')),
      process('q', el('startEvent', 'qs', '', DEFINITION), el('endEvent', 'qt', '', '<messageEventDefinition messageRef="back"/>'), flows('qs>qt')),
    ),
    steps: ['message back'],
    then: { incidents: ['MESSAGE_CHAIN'], instances: 1, ended: false },
  },
  {
    title: 'two that answer each other for ever, too',
    xml: file(
      MESSAGE, '<message id="back" name="back"/>',
      process('p', start(), el('intermediateThrowEvent', 't', '', DEFINITION), el('receiveTask', 'r', 'messageRef="back"'), flows('s>t>r>t')),
      process('q', el('startEvent', 'qs', '', DEFINITION), el('sendTask', 'qt', 'messageRef="back"'), el('intermediateCatchEvent', 'qr', '', DEFINITION), flows('qs>qt>qr>qt')),
    ),
    steps: ['start'],
    then: { incidents: ['MESSAGE_CHAIN'], instances: 2 },
  },
  { title: 'a retry begins a new chain', xml: file(
      MESSAGE, '<message id="back" name="back"/>', process('p', el('startEvent', 's', '', '<messageEventDefinition messageRef="back"/>'), user('u'), el('endEvent', 't', '', DEFINITION), flows('s>u>t')),
      process('q', el('startEvent', 'qs', '', DEFINITION), el('endEvent', 'qt', '', '<messageEventDefinition messageRef="back"/>'), flows('qs>qt')),
    ), steps: Array.from({ length: 120 }, (_, n) => (n === 0 ? 'message back' : 'complete u')), then: { tasks: ['u'], incidents: [] } },
])
