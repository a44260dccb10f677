import { el, end, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const O = (id: string, attributes = '') => el('inclusiveGateway', id, attributes)
const two = model(start(), O('f', 'default="f_c"'), user('a'), user('b'), user('c'), O('j'), user('d'), end(), flows('s>f', 'f>a: x > 1', 'f>b: x > 2', 'f>c', 'a>j', 'b>j', 'c>j', 'j>d>e'))
/** A branch may go round by a longer way before it comes to the join. */
const late = model(start(), O('f'), user('a'), user('b'), el('exclusiveGateway', 'x', 'default="x_j"'), user('round'), O('j'), user('d'), flows('s>f', 'f>a', 'f>b', 'a>j', 'b>x', 'x>round: more = true', 'x>j', 'round>j', 'j>d'))

table('inclusive gateway', [
  { title: 'takes every flow that holds', xml: two, steps: ['start {"x":3}'], then: { tasks: ['a', 'b'] } },
  { title: 'takes the default only when none holds', xml: two, steps: ['start {"x":0}'], then: { tasks: ['c'] } },
  { title: 'none holds and no default: an incident', xml: model(start(), O('f'), user('a'), user('b'), flows('s>f', 'f>a: x > 1', 'f>b: x > 2')), steps: ['start {"x":0}'], then: { incidents: ['NO_FLOW_TRUE'] } },
  { title: 'the join waits for what was sent', xml: two, steps: ['start {"x":3}', 'complete a'], then: { tasks: ['b'], incidents: [] } },
  { title: 'the join fires once when all that was sent has come', xml: two, steps: ['start {"x":3}', 'complete a', 'complete b'], then: { tasks: ['d'] } },
  { title: 'the join does not wait for what was not sent', xml: two, steps: ['start {"x":2}', 'complete a'], then: { tasks: ['d'] } },
  { title: 'a token that can still come by another way is waited for', xml: late, steps: ['start {"more":true}', 'complete a', 'complete b'], then: { tasks: ['round'] } },
  { title: 'and joined when it comes', xml: late, steps: ['start {"more":true}', 'complete a', 'complete b', 'complete round'], then: { tasks: ['d'] } },
  {
    title: 'a branch that dies frees the join',
    xml: model(start(), O('f'), user('a'), user('b'), end('gone'), el('exclusiveGateway', 'x', 'default="x_gone"'), O('j'), user('d'), flows('s>f', 'f>a', 'f>b', 'a>j', 'b>x', 'x>gone', 'x>j: yes = true', 'j>d')),
    steps: ['start', 'complete a', 'complete b'],
    then: { tasks: ['d'] },
  },
  {
    title: 'a branch taken away by a boundary event frees the join when its way leads elsewhere',
    xml: model(start(), O('f'), user('a'), user('b'), el('boundaryEvent', 't', 'attachedToRef="b"', timer('PT1H')), user('late'), O('j'), user('d'), flows('s>f', 'f>a', 'f>b', 'a>j', 'b>j', 't>late', 'j>d')),
    steps: ['start', 'complete a', 'advance PT1H'],
    then: { tasks: ['d', 'late'] },
  },
  {
    title: 'a token that could also come to a flow that is filled is not waited for (BPMN 2.0.2, 13.4.3)',
    xml: model(start(), O('f'), user('a'), user('b'), el('exclusiveGateway', 'x', 'default="x_m"'), el('exclusiveGateway', 'm'), user('c'), O('j'), user('d'), flows('s>f', 'f>a>m', 'f>b>x', 'x>m', 'x>c: yes = true', 'm>j', 'c>j', 'j>d')),
    steps: ['start', 'complete a'],
    then: { tasks: ['b', 'd'] },
  },
  ...[[[], ['b']], [['complete b'], ['d']]].map(([more, tasks]) => ({
    title: `what a non-interrupting reminder brings is no way of its activity's own token: the join ${more!.length === 0 ? 'waits' : 'fires once'} (BPMN 2.0.2, 13.4.3)`,
    xml: model(start(), O('f'), user('a'), user('b'), el('boundaryEvent', 't', 'attachedToRef="b" cancelActivity="false"', timer('PT1H')), user('reminded'), O('j'), user('d'), end(), flows('s>f', 'f>a>j', 'f>b>j', 't>reminded>j', 'j>d>e')),
    steps: ['start', 'complete a', 'advance PT1H', 'complete reminded', ...more!],
    then: { tasks: tasks! },
  })),
  {
    title: 'a token behind the join does not hold it up',
    xml: model(start(), O('f'), user('a'), user('b'), O('j'), user('d'), end(), flows('s>f', 'f>a>j', 'f>b>j', 'j>d>e')),
    steps: ['start', 'complete a', 'complete b'],
    then: { tasks: ['d'] },
  },
  {
    title: 'in a loop the join fires again in each round',
    xml: model(start(), el('exclusiveGateway', 'm'), O('f'), user('a'), user('b'), O('j'), el('exclusiveGateway', 'x', 'default="x_e"'), end(), flows('s>m>f', 'f>a>j', 'f>b: wide = true', 'b>j', 'j>x', 'x>m: again = true', 'x>e')),
    steps: ['start {"again":true,"wide":true}', 'complete a', 'complete b', 'set {"again":false}', 'complete a'],
    then: { tasks: ['b'], ended: false },
  },
  {
    title: 'fork without join: the branches live for themselves',
    xml: model(start(), O('f'), user('a'), user('b'), end(), flows('s>f', 'f>a>e', 'f>b>e')),
    steps: ['start', 'complete a', 'complete b'],
    then: { ended: true },
  },
])
