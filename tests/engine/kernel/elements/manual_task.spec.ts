import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

table('manual task', [
  { title: 'passes at once', xml: model(start(), el('manualTask', 'm'), end(), flows('s>m>e')), steps: ['start'], then: { ended: true, completed: ['s', 'm', 'e'] } },
  { title: 'each token passes for itself', xml: model(start(), el('manualTask', 'm'), user('a'), flows('s>m>a'), '<sequenceFlow id="second" sourceRef="s" targetRef="m"/>'), steps: ['start'], then: { tasks: ['a', 'a'] } },
])
