import { el, end, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const MESSAGE = '<message id="m" name="alarm"/>'
const begin = el('startEvent', 'ms', '', '<messageEventDefinition messageRef="m"/>')

table('message start event', [
  { title: 'a message of its name starts an instance with the message\'s content', xml: file(MESSAGE, process('p', begin, user('a'), end(), flows('ms>a>e'))), steps: ['message alarm {"level":2}'], then: { tasks: ['a'], data: { level: 2 } } },
  { title: 'a message of another name starts nothing', xml: file(MESSAGE, process('p', begin, user('a'), flows('ms>a'))), steps: ['message other'], then: { instances: 0, refused: 'NOBODY_WAITS' } },
  { title: 'does not start by hand without its id', xml: file(MESSAGE, process('p', begin, user('a'), flows('ms>a'))), steps: ['start'], then: { refused: 'INVALID_ARGUMENT' } },
  { title: 'beside a none start event each takes its own way', xml: file(MESSAGE, process('p', start(), begin, user('a'), user('b'), flows('s>a', 'ms>b'))), steps: ['start', 'message alarm'], then: { tasks: ['a', 'b'], instances: 2 } },
])
