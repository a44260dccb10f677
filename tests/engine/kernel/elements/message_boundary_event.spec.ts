import { el, end, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const xml = (attributes = '') => file('<message id="m" name="withdrawn"/>', process('p', start(), user('a'), el('boundaryEvent', 'b', `attachedToRef="a" ${attributes}`, '<messageEventDefinition messageRef="m"/>'), user('x'), end(), flows('s>a>e', 'b>x')))

table('message boundary event', [
  { title: 'interrupting: the task is taken away; the content of the message is written', xml: xml(), steps: ['start', 'message withdrawn {"why":"closed"}'], then: { tasks: ['x'], terminated: ['a'], data: { why: 'closed' } } },
  { title: 'not interrupting: may happen again and again', xml: xml('cancelActivity="false"'), steps: ['start', 'message withdrawn', 'message withdrawn'], then: { tasks: ['a', 'x', 'x'] } },
  { title: 'after the task nobody waits any more', xml: xml(), steps: ['start', 'complete a', 'message withdrawn'], then: { ended: true, refused: 'NOBODY_WAITS' } },
])
