import { el, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const xml = (name = 'paid') => file(`<message id="m" name="${name}"/>`, process('p', start(), el('intermediateCatchEvent', 'c', 'gov:correlationKey="=number"', '<messageEventDefinition messageRef="m"/>'), user('a'), flows('s>c>a')))

table('message intermediate catch event', [
  { title: 'waits for the message and writes its content', xml: xml(), steps: ['start {"number":"7"}', 'message paid#7 {"amount":5}'], then: { tasks: ['a'], data: { amount: 5 } } },
  { title: 'takes no message without its key, so that what is meant for one reaches not all', xml: xml(), steps: ['start {"number":"7"}', 'message paid'], then: { tasks: [], refused: 'NOBODY_WAITS' } },
  { title: 'does not go on by another message', xml: xml(), steps: ['start {"number":"7"}', 'message other'], then: { tasks: [], refused: 'NOBODY_WAITS' } },
  { title: 'the name may be an expression', xml: xml('=&quot;paid-&quot; + number'), steps: ['start {"number":"7"}', 'message paid-7#7'], then: { tasks: ['a'] } },
  { title: 'a name that has no value is an incident', xml: xml('=unknown'), steps: ['start {"number":"7"}'], then: { incidents: ['EXPRESSION_ERROR'] } },
  { title: 'content of a reserved name is refused', xml: xml(), steps: ['start {"number":"7"}', 'message paid#7 {"tasks":{}}'], then: { tasks: [], refused: 'NOBODY_WAITS' } },
])
