import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const sub = (content: string, id = 'sub') => el('subProcess', id, '', content)
const simple = model(start(), sub(start('is') + user('in') + end('ie') + flows('is>in>ie')), user('after'), flows('s>sub>after'))
const mapped = '<extensionElements><camunda:inputOutput><camunda:inputParameter name="inner">=x + 1</camunda:inputParameter><camunda:outputParameter name="outer">=inner</camunda:outputParameter></camunda:inputOutput></extensionElements>'

table('embedded sub-process', [
  { title: 'runs what is inside', xml: simple, steps: ['start'], then: { tasks: ['in'] } },
  { title: 'is done when its last token has died', xml: simple, steps: ['start', 'complete in'], then: { tasks: ['after'], completed: ['s', 'is', 'in', 'ie', 'sub'] } },
  { title: 'waits for all its tokens', xml: model(start(), sub(start('is') + user('one') + user('two') + flows('is>one', 'is>two')), user('after'), flows('s>sub>after')), steps: ['start', 'complete one'], then: { tasks: ['two'] } },
  { title: 'nested', xml: model(start(), sub(start('is') + sub(start('iis') + user('deep') + flows('iis>deep'), 'sub2') + flows('is>sub2')), user('after'), flows('s>sub>after')), steps: ['start', 'complete deep'], then: { tasks: ['after'] } },
  { title: 'without start event everything nothing leads to begins', xml: model(start(), sub(user('one') + user('two') + user('three') + flows('one>three')), flows('s>sub')), steps: ['start'], then: { tasks: ['one', 'two'] } },
  { title: 'empty passes at once', xml: model(start(), sub(start('is')), user('after'), flows('s>sub>after')), steps: ['start'], then: { tasks: ['after'] } },
  { title: 'a variable mapped into it stays inside; data of its tasks go to the scope that declares them', xml: model(start(), sub(mapped + start('is') + user('in') + flows('is>in')), user('after'), flows('s>sub>after')), steps: ['start {"x":1}', 'complete in {"inner":9,"free":1}'], then: { data: { inner: undefined, outer: 9, free: 1 }, tasks: ['after'] } },
  { title: 'stuck at a join inside: an incident, the process does not go on', xml: model(start(), sub(start('is') + el('exclusiveGateway', 'x', 'default="x_j"') + el('parallelGateway', 'j') + user('in') + flows('is>x', 'x>j', 'x>in: 1 > 2', 'in>j')), user('after'), flows('s>sub>after')), steps: ['start'], then: { incidents: ['JOIN_CANNOT_COMPLETE'], tasks: [] } },
  { title: 'cancelling the instance ends what is inside', xml: simple, steps: ['start', 'cancel'], then: { ended: true, terminated: ['in', 'sub'] } },
])
