import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

table('sequence flows of activities', [
  { title: 'several outgoing flows are a fork', xml: model(start(), user('a'), user('b'), user('c'), flows('s>a', 'a>b', 'a>c')), steps: ['start', 'complete a'], then: { tasks: ['b', 'c'] } },
  { title: 'conditional flows are taken when they hold', xml: model(start(), user('a'), user('b'), user('c'), flows('s>a', 'a>b: x > 1', 'a>c: x > 2')), steps: ['start', 'complete a {"x":2}'], then: { tasks: ['b'] } },
  { title: 'the default is taken only when no condition holds', xml: model(start(), user('a', 'default="a_c"'), user('b'), user('c'), flows('s>a', 'a>b: x > 1', 'a>c')), steps: ['start', 'complete a {"x":1}'], then: { tasks: ['c'] } },
  { title: 'an unconditional flow goes beside a conditional one', xml: model(start(), user('a'), user('b'), user('c'), flows('s>a', 'a>b: x > 1', 'a>c')), steps: ['start', 'complete a {"x":5}'], then: { tasks: ['b', 'c'] } },
  { title: 'no condition holds and no default: an incident at the activity, whose task is closed', xml: model(start(), user('a'), user('b'), end(), flows('s>a', 'a>b: x > 1')), steps: ['start', 'complete a {"x":0}'], then: { incidents: ['NO_FLOW_TRUE'], tasks: [] } },
  { title: 'lastOutcome is what the task on the token\'s own way decided', xml: model(start(), el('parallelGateway', 'f'), user('a', 'gov:outcomes="yes,no"'), user('b', 'gov:outcomes="yes,no"'), el('exclusiveGateway', 'xa', 'default="xa_an"'), el('exclusiveGateway', 'xb', 'default="xb_bn"'), user('ay'), user('an'), user('by'), user('bn'), flows('s>f>a>xa', 'f>b>xb', 'xa>ay: lastOutcome = "yes"', 'xa>an', 'xb>by: lastOutcome = "yes"', 'xb>bn')), steps: ['start', 'complete b {"outcome":"no"}', 'complete a {"outcome":"yes"}'], then: { tasks: ['ay', 'bn'] } },
  { title: 'the outcome of a task inside a sub-process is the last outcome after it', xml: model(start(), el('subProcess', 'sub', '', start('is') + user('a', 'gov:outcomes="yes,no"') + flows('is>a')), el('exclusiveGateway', 'x', 'default="x_n"'), user('y'), user('n'), flows('s>sub>x', 'x>y: lastOutcome = "yes"', 'x>n')), steps: ['start', 'complete a {"outcome":"yes"}'], then: { tasks: ['y'] } },
])
