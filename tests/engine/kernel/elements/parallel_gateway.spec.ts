import { el, end, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const P = (id: string) => el('parallelGateway', id)
const X = (id: string) => el('exclusiveGateway', id)
const fork = model(start(), P('f'), user('a'), user('b'), P('j'), user('c'), end(), flows('s>f>a>j', 'f>b>j', 'j>c>e'))
/** Both tokens of the fork may run into the same incoming flow of the join. */
const sameFlow = model(start(), P('f'), user('a'), user('b'), user('other'), X('m'), P('j'), user('c'), flows('s>f>a>m', 'f>b>m', 'f>other>j', 'm>j>c'))

table('parallel gateway', [
  { title: 'forks into all outgoing flows', xml: fork, steps: ['start'], then: { tasks: ['a', 'b'] } },
  { title: 'waits for the other branch', xml: fork, steps: ['start', 'complete a'], then: { tasks: ['b'], incidents: [] } },
  { title: 'joins to one token', xml: fork, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['c'] } },
  { title: 'two tokens on one incoming flow do not stand for the missing one', xml: sameFlow, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['other'] } },
  { title: 'fires when the missing one comes, and keeps the surplus, which can never complete', xml: sameFlow, steps: ['start', 'complete a', 'complete b', 'complete other'], then: { tasks: ['c'], incidents: [] } },
  { title: 'the surplus left alone is an incident, not a silent end', xml: sameFlow, steps: ['start', 'complete a', 'complete b', 'complete other', 'complete c'], then: { tasks: [], ended: false, incidents: ['JOIN_CANNOT_COMPLETE'] } },
  { title: 'a branch that never comes is an incident when nothing else lives', xml: model(start(), X('x'), P('j'), user('c'), user('a'), flows('s>x', 'x>j: yes = true', 'x>a: yes = false', 'a>j>c')), steps: ['start {"yes":true}'], then: { incidents: ['JOIN_CANNOT_COMPLETE'], ended: false } },
  { title: 'tokens at a join in a loop are counted per round', xml: model(start(), X('m'), P('f'), user('a'), user('b'), P('j'), el('exclusiveGateway', 'x', 'default="x_e"'), end(), flows('s>m>f>a>j', 'f>b>j>x', 'x>m: again = true', 'x>e')), steps: ['start {"again":true}', 'complete a', 'complete b', 'complete b {"again":false}', 'complete a'], then: { ended: true } },
  { title: 'join and fork in one', xml: model(start(), P('f'), P('j'), user('a'), user('b'), '<sequenceFlow id="one" sourceRef="f" targetRef="j"/><sequenceFlow id="two" sourceRef="f" targetRef="j"/>', flows('s>f', 'j>a', 'j>b')), steps: ['start'], then: { tasks: ['a', 'b'] } },
  { title: 'conditions on its flows do not count', xml: model(start(), P('f'), user('a'), user('b'), flows('s>f', 'f>a: 1 > 2', 'f>b')), steps: ['start'], then: { tasks: ['a', 'b'] } },
])
