import { end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

table('none start event', [
  { title: 'starts the instance and passes', xml: model(start(), user('a'), end(), flows('s>a>e')), steps: ['start'], then: { tasks: ['a'], completed: ['s'] } },
  { title: 'takes over the variables it was started with', xml: model(start(), user('a'), end(), flows('s>a>e')), steps: ['start {"x":1}'], then: { data: { x: 1 } } },
  { title: 'of several, the first in the file is taken', xml: model(start('s1'), start('s2'), user('a'), user('b'), flows('s1>a', 's2>b')), steps: ['start'], then: { tasks: ['a'] } },
  { title: 'of several, the one asked for is taken', xml: model(start('s1'), start('s2'), user('a'), user('b'), flows('s1>a', 's2>b')), steps: ['start s2'], then: { tasks: ['b'] } },
  { title: 'asked for one that is not there: refused', xml: model(start(), user('a'), flows('s>a')), steps: ['start other'], then: { refused: 'INVALID_ARGUMENT', instances: 0 } },
  { title: 'none at all: everything nothing leads to begins', xml: model(user('a'), user('b'), user('c'), flows('a>c')), steps: ['start'], then: { tasks: ['a', 'b'] } },
  { title: 'several outgoing flows are a fork', xml: model(start(), user('a'), user('b'), flows('s>a', 's>b')), steps: ['start'], then: { tasks: ['a', 'b'] } },
  { title: 'a variable of a reserved name is refused', xml: model(start(), user('a'), flows('s>a')), steps: ['start {"tasks":1}'], then: { refused: 'INVALID_ARGUMENT', instances: 0 } },
])
