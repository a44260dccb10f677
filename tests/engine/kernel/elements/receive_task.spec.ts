import { el, file, flows, model, process, start, user } from '../bpmn.js'
import { table } from './table.js'

table('receive task', [
  { title: 'waits for its message', xml: file('<message id="m" name="in"/>', process('p', start(), el('receiveTask', 'r', 'messageRef="m"'), user('a'), flows('s>r>a'))), steps: ['start', 'message in {"x":1}'], then: { tasks: ['a'], data: { x: 1 } } },
  { title: 'without message waits to be triggered', xml: model(start(), el('receiveTask', 'r'), user('a'), flows('s>r>a')), steps: ['start', 'trigger r {"x":2}'], then: { tasks: ['a'], data: { x: 2 } } },
  { title: 'a trigger continues one token only', xml: model(start(), el('receiveTask', 'r'), user('a'), flows('s>r>a'), '<sequenceFlow id="again" sourceRef="s" targetRef="r"/>'), steps: ['start', 'trigger r'], then: { tasks: ['a'], ended: false } },
  { title: 'nothing rests there: the trigger is refused', xml: model(start(), user('a'), el('receiveTask', 'r'), flows('s>a>r')), steps: ['start', 'trigger r'], then: { refused: 'NOT_FOUND' } },
])
