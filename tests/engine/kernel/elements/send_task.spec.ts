import { test } from '@japa/runner'
import { el, file, findings, flows, model, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const MESSAGE = '<message id="m" name="note"/>'
const inputs = '<extensionElements><camunda:inputOutput><camunda:inputParameter name="text">=greeting</camunda:inputParameter></camunda:inputOutput></extensionElements>'
const receiver = process('q', el('startEvent', 'qs', '', '<messageEventDefinition messageRef="m"/>'), user('read'), flows('qs>read'))

table('send task', [
  { title: 'publishes its message and passes', xml: file(MESSAGE, process('p', start(), el('sendTask', 'send', 'messageRef="m"'), user('a'), flows('s>send>a')), receiver), steps: ['start'], then: { tasks: ['a', 'read'], thrown: ['note'], instances: 2 } },
  { title: 'carries its own input parameters, nothing else', xml: file(MESSAGE, process('p', start(), el('sendTask', 'send', 'messageRef="m"', inputs), user('a'), flows('s>send>a')), receiver), steps: ['start {"greeting":"hi"}'], then: { tasks: ['a', 'read'], data: { text: undefined } } },
  { title: 'with a topic becomes a job', xml: model(start(), el('sendTask', 'send', 'camunda:type="external" camunda:topic="mail"'), user('a'), flows('s>send>a')), steps: ['start'], then: { jobs: ['mail'], tasks: [] } },
  { title: 'that nobody waits for is not an error', xml: file(MESSAGE, process('p', start(), el('sendTask', 'send', 'messageRef="m"'), user('a'), flows('s>send>a'))), steps: ['start'], then: { tasks: ['a'], incidents: [] } },
])

test('kernel/elements | send task: without message or worker it is refused at deployment', async ({ assert }) => {
  assert.deepEqual(await findings(model(start(), el('sendTask', 'send'), flows('s>send'))), ['SEND_WITHOUT_MESSAGE send'])
})
