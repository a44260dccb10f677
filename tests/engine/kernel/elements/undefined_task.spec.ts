import { el, end, flows, model, start } from '../bpmn.js'
import { table } from './table.js'

const one = '<extensionElements><camunda:inputOutput><camunda:outputParameter name="done">=true</camunda:outputParameter></camunda:inputOutput></extensionElements>'

table('undefined task', [
  { title: 'passes at once', xml: model(start(), el('task', 't'), end(), flows('s>t>e')), steps: ['start'], then: { ended: true, completed: ['s', 't', 'e'] } },
  { title: 'output parameters are written', xml: model(start(), el('task', 't', '', one), end(), flows('s>t>e')), steps: ['start'], then: { data: { done: true } } },
])
