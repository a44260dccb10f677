import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const stop = el('endEvent', 'x', '', '<terminateEventDefinition/>')
const two = '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'

table('terminate end event', [
  { title: 'ends everything else in the process', xml: model(start(), user('a'), user('b'), stop, end(), flows('s>a>x', 's>b>e')), steps: ['start', 'complete a'], then: { ended: true, terminated: ['b'] } },
  { title: 'inside a sub-process ends only that; the process goes on after it', xml: model(start(), el('subProcess', 'sub', '', start('is') + user('a') + user('b') + stop + flows('is>a>x', 'is>b')), user('after'), flows('s>sub>after')), steps: ['start', 'complete a'], then: { tasks: ['after'], terminated: ['b'] } },
  { title: 'inside one instance of a multi-instance sub-process leaves the others', xml: model(start(), el('subProcess', 'sub', '', start('is') + user('a') + user('b') + stop + flows('is>a>x', 'is>b') + two), end(), flows('s>sub>e')), steps: ['start', 'complete a'], then: { tasks: ['a', 'b'], ended: false } },
  { title: 'a token still on its way in the same step is ended too', xml: model(start(), stop, user('b'), flows('s>x', 's>b')), steps: ['start'], then: { ended: true, tasks: [] } },
])
