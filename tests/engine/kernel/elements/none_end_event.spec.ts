import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

table('none end event', [
  { title: 'the instance ends with its last token', xml: model(start(), end(), flows('s>e')), steps: ['start'], then: { ended: true, completed: ['s', 'e'] } },
  { title: 'other tokens live on', xml: model(start(), user('a'), end(), flows('s>a', 's>e')), steps: ['start'], then: { ended: false, tasks: ['a'] } },
  { title: 'an element without a way out ends its token as well', xml: model(start(), el('manualTask', 'm'), flows('s>m')), steps: ['start'], then: { ended: true } },
  { title: 'an ended instance takes no more commands', xml: model(start(), end(), flows('s>e')), steps: ['start', 'set {"x":1}'], then: { refused: 'INVALID_STATE' } },
])
