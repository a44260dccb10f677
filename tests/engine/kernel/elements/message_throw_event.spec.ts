import { el, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const MESSAGE = '<message id="m" name="note"/>'
const DEFINITION = '<messageEventDefinition messageRef="m"/>'
const receiver = process('q', el('startEvent', 'qs', '', DEFINITION), user('read'), flows('qs>read'))

table('message throw and end event', [
  { title: 'an intermediate event publishes and passes', xml: file(MESSAGE, process('p', start(), el('intermediateThrowEvent', 't', '', DEFINITION), user('a'), flows('s>t>a')), receiver), steps: ['start'], then: { tasks: ['a', 'read'], thrown: ['note'] } },
  { title: 'an end event publishes and ends', xml: file(MESSAGE, process('p', start(), el('endEvent', 't', '', DEFINITION), flows('s>t')), receiver), steps: ['start'], then: { tasks: ['read'], instances: 1 } },
  { title: 'with a topic on its definition the token waits for the job', xml: file(MESSAGE, process('p', start(), el('endEvent', 't', '', '<messageEventDefinition camunda:type="external" camunda:topic="push"/>'), flows('s>t'))), steps: ['start', 'job t'], then: { ended: true, jobs: [] } },
])
