import { el, escape, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const loop = (content: string, attributes = '') => `<multiInstanceLoopCharacteristics ${attributes}>${content}</multiInstanceLoopCharacteristics>`
const cardinality = (text: string) => `<loopCardinality>${text}</loopCardinality>`
const until = (text: string) => `<completionCondition>${escape(text)}</completionCondition>`
const xml = (marker: string, more = '') => model(start(), user('a', '', marker), user('after'), more, flows('s>a>after'))
const list = 'camunda:collection="people" camunda:elementVariable="person"'
const sub = (marker: string) => model(start(), el('subProcess', 'sub', '', start('is') + user('a') + flows('is>a') + marker), user('after'), flows('s>sub>after'))

table('multi-instance', [
  { title: 'parallel: all at once', xml: xml(loop(cardinality('3'))), steps: ['start'], then: { tasks: ['a', 'a', 'a'] } },
  { title: 'parallel: goes on after the last', xml: xml(loop(cardinality('2'))), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['after'] } },
  { title: 'sequential: one after the other', xml: xml(loop(cardinality('2'), 'isSequential="true"')), steps: ['start', 'complete a'], then: { tasks: ['a'] } },
  { title: 'sequential: goes on after the last', xml: xml(loop(cardinality('2'), 'isSequential="true"')), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['after'] } },
  { title: 'none: passes', xml: xml(loop(cardinality('0'))), steps: ['start'], then: { tasks: ['after'] } },
  { title: 'an empty list passes', xml: xml(loop('', list)), steps: ['start {"people":[]}'], then: { tasks: ['after'] } },
  { title: 'one per item of a list', xml: xml(loop('', list)), steps: ['start {"people":["li","wang"]}'], then: { tasks: ['a', 'a'] } },
  { title: 'a sequence hands out the items it began with', xml: model(start(), el('scriptTask', 'a', 'camunda:resultVariable="last"', `<script>person</script>${loop('', `${list} isSequential="true"`)}`), user('after'), flows('s>a>after')), steps: ['start {"people":["li","wang"]}'], then: { data: { last: 'wang' }, tasks: ['after'] } },
  { title: 'a collection given as expression', xml: xml(loop('', 'camunda:collection="=people[item != &quot;li&quot;]"')), steps: ['start {"people":["li","wang"]}'], then: { tasks: ['a'] } },
  { title: 'the standard loopDataInputRef and inputDataItem', xml: xml(loop('<loopDataInputRef>people</loopDataInputRef><inputDataItem name="person"/>')), steps: ['start {"people":["li","wang"]}'], then: { tasks: ['a', 'a'] } },
  { title: 'Camunda 8 input collection and element', xml: xml(loop('<extensionElements><zeebe:loopCharacteristics inputCollection="=people" inputElement="person"/></extensionElements>')), steps: ['start {"people":["li","wang"]}'], then: { tasks: ['a', 'a'] } },
  { title: 'counters: the share of completed instances ends it early', xml: xml(loop(cardinality('5') + until('${nrOfCompletedInstances/nrOfInstances >= 0.6}'))), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after'], terminated: ['a', 'a'] } },
  { title: 'counters: active instances and loopCounter', xml: sub(loop(cardinality('2') + until('nrOfActiveInstances = 1'))), steps: ['start', 'complete a'], then: { tasks: ['after'] } },
  { title: 'a sequence ended early makes no more instances', xml: xml(loop(cardinality('5') + until('done'), 'isSequential="true"')), steps: ['start', 'complete a {"done":true}'], then: { tasks: ['after'] } },
  { title: 'outcomes and opinions are listed in order', xml: model(start(), user('a', 'gov:outcomes="agree,refuse"', loop(cardinality('2'))), user('after'), flows('s>a>after')), steps: ['start', 'complete a {"outcome":"agree","opinion":"yes"}', 'complete a {"outcome":"refuse"}'], then: { data: { tasks: { a: { outcomes: [{ assignee: null, outcome: 'agree', opinion: 'yes', at: '2026-03-02T09:00:00.000+08:00' }, { assignee: null, outcome: 'refuse', opinion: null, at: '2026-03-02T09:00:00.000+08:00' }] } } } } },
  { title: 'a body run again collects its outcomes anew', xml: model(start(), el('exclusiveGateway', 'm'), user('a', 'gov:outcomes="agree"', loop(cardinality('1'))), el('exclusiveGateway', 'x', 'default="x_after"'), user('after'), flows('s>m>a>x', 'x>m: again = true', 'x>after')), steps: ['start {"again":true}', 'complete a {"outcome":"agree"}'], then: { tasks: ['a'], data: { tasks: {} } } },
  { title: 'a list that is no list is an incident', xml: xml(loop('', list)), steps: ['start {"people":"li"}'], then: { incidents: ['MULTI_INSTANCE'] } },
  { title: 'a list that is not set is an incident; a retry after the correction goes on', xml: xml(loop('', list)), steps: ['start', 'set {"people":["li"]}', 'retry'], then: { incidents: [], tasks: ['a'] } },
  { title: 'more than 1,000 are an incident', xml: xml(loop(cardinality('1001'))), steps: ['start'], then: { incidents: ['MULTI_INSTANCE'], tasks: [] } },
  { title: 'half an instance is an incident', xml: xml(loop(cardinality('1.5'))), steps: ['start'], then: { incidents: ['MULTI_INSTANCE'] } },
  { title: 'a boundary event takes away the whole body', xml: xml(loop(cardinality('3')), el('boundaryEvent', 'b', 'attachedToRef="a"', timer('PT1H')) + user('late') + flows('b>late')), steps: ['start', 'complete a', 'advance PT1H'], then: { tasks: ['late'], timers: [] } },
  { title: 'a condition that cannot be evaluated is an incident of the body; the retry looks again', xml: xml(loop(cardinality('2') + until('x > 1'))), steps: ['start {"x":"text"}', 'complete a', 'set {"x":2}', 'retry'], then: { tasks: ['after'], incidents: [] } },
  { title: 'each instance has variables of its own', xml: sub(loop(cardinality('2')) + '<extensionElements><camunda:inputOutput><camunda:inputParameter name="mine">=loopCounter</camunda:inputParameter></camunda:inputOutput></extensionElements>'), steps: ['start', 'complete a {"mine":7}'], then: { data: { mine: undefined }, tasks: ['a'] } },
])
