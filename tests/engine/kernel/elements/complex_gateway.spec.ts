import { test } from '@japa/runner'
import { el, end, escape, findings, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const complex = (condition: string | null, attributes = '') => el('complexGateway', 'c', attributes, condition === null ? '' : `<activationCondition>${escape(condition)}</activationCondition>`)
const branches = (...names: string[]) => [el('parallelGateway', 'f'), ...names.map((name) => user(name)), flows('s>f', ...names.map((name) => `f>${name}>c`))]
/** Three branches into a complex gateway. */
const three = (condition: string | null, ...after: string[]) => model(start(), ...branches('a', 'b', 'd'), complex(condition), ...after)
const twoOfThree = three('activationCount >= 2', user('next'), flows('c>next'))
const phased = three('activationCount >= 2', user('first'), user('rest'), flows('c>first: waitingForStart', 'c>rest: not(waitingForStart)'))

table('complex gateway', [
  { title: 'waits while its activation condition does not hold', xml: twoOfThree, steps: ['start', 'complete a'], then: { tasks: ['b', 'd'], incidents: [] } },
  { title: 'begins with the second of three', xml: twoOfThree, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['d', 'next'] } },
  { title: 'the third one ends the round and makes no token on a flow without condition', xml: twoOfThree, steps: ['start', 'complete a', 'complete b', 'complete next', 'complete d'], then: { ended: true } },
  { title: 'conditions tell the start from the reset: first the one', xml: phased, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['d', 'first'] } },
  { title: 'then the other', xml: phased, steps: ['start', 'complete a', 'complete b', 'complete d'], then: { tasks: ['first', 'rest'] } },
  { title: 'at the reset the default flow is taken when no condition holds', xml: model(start(), ...branches('a', 'b', 'd'), complex('activationCount >= 2', 'default="c_rest"'), user('first'), user('rest'), flows('c>first: waitingForStart', 'c>rest')), steps: ['start', 'complete a', 'complete b', 'complete d'], then: { tasks: ['first', 'rest'] } },
  { title: 'a missing third one that cannot come any more is not waited for', xml: model(start(), el('inclusiveGateway', 'f'), user('a'), user('b'), user('d'), complex('activationCount >= 2'), user('next'), flows('s>f', 'f>a: true', 'f>b: true', 'f>d: false', 'a>c', 'b>c', 'd>c', 'c>next')), steps: ['start', 'complete a', 'complete b', 'complete next'], then: { ended: true } },
  { title: 'after the reset it begins anew: two rounds in a loop', xml: model(start(), el('exclusiveGateway', 'm'), el('parallelGateway', 'f'), user('a'), user('b'), complex('activationCount >= 2'), el('scriptTask', 'n', 'camunda:resultVariable="n"', '<script>if n = null then 1 else n + 1</script>'), el('exclusiveGateway', 'x', 'default="x_e"'), end(), flows('s>m>f', 'f>a>c', 'f>b>c', 'c>n>x', 'x>m: n = 1', 'x>e')), steps: ['start', 'complete a', 'complete b', 'complete a', 'complete b'], then: { ended: true, data: { n: 2 } } },
  { title: 'counts by incoming flow', xml: three('a_c + b_c >= 2', user('next'), flows('c>next')), steps: ['start', 'complete a', 'complete d'], then: { tasks: ['b'] } },
  { title: 'counts by incoming flow, in a context', xml: three('activationCounts.d_c = 1', user('next'), flows('c>next')), steps: ['start', 'complete d'], then: { tasks: ['a', 'b', 'next'] } },
  { title: 'the condition may ask variables; their change is noticed', xml: three('activationCount >= needed', user('next'), flows('c>next')), steps: ['start {"needed":3}', 'complete a', 'set {"needed":1}'], then: { tasks: ['b', 'd', 'next'] } },
  { title: 'two tokens on one flow: one is left for the next round', xml: model(start(), el('parallelGateway', 'f'), el('exclusiveGateway', 'm'), user('a'), user('b'), complex('activationCount >= 2'), user('next'), flows('s>f', 'f>m', 'f>m>a>c', 'f>b>c', 'c>next').replace('id="f_m"', 'id="f_m2"')), steps: ['start', 'complete a', 'complete a', 'complete b'], then: { tasks: ['next'], incidents: [] } },
  { title: 'a token that comes again on a used flow waits for the next round', xml: model(start(), el('parallelGateway', 'f'), el('exclusiveGateway', 'm'), user('a'), user('b'), user('d'), complex('activationCount >= 2'), user('next'), flows('s>f', 'f>m', 'f>m>a>c', 'f>b>c', 'f>d>c', 'c>next').replace('id="f_m"', 'id="f_m2"')), steps: ['start', 'complete a', 'complete b', 'complete a', 'complete d', 'complete next'], then: { tasks: [], incidents: ['JOIN_CANNOT_COMPLETE'] } },
  { title: 'a condition that never holds is an incident once nothing else lives', xml: three('activationCount > 3', user('next'), flows('c>next')), steps: ['start', 'complete a', 'complete b', 'complete d'], then: { incidents: ['JOIN_CANNOT_COMPLETE'] } },
  { title: 'no flow true at the start is one incident; the retry goes on', xml: three('activationCount >= 2', user('next'), flows('c>next: go')), steps: ['start', 'complete a', 'complete b', 'set {"go":true}', 'retry'], then: { tasks: ['d', 'next'], incidents: [] } },
  { title: 'as a split it takes what holds, like an inclusive gateway', xml: model(start(), complex(null, 'default="c_z"'), user('x'), user('y'), user('z'), flows('s>c', 'c>x: k > 1', 'c>y: k > 2', 'c>z')), steps: ['start {"k":2}'], then: { tasks: ['x'] } },
  { title: 'without activation condition the first token begins', xml: three(null, user('next'), flows('c>next')), steps: ['start', 'complete b'], then: { tasks: ['a', 'd', 'next'] } },
])

table('inclusive gateway, stopped', [
  { title: 'a join that is also a split and has no true way out is one incident; the retry goes on', xml: model(start(), el('inclusiveGateway', 'f'), user('a'), user('b'), el('inclusiveGateway', 'j'), user('x'), user('y'), flows('s>f', 'f>a>j', 'f>b>j', 'j>x: k = 1', 'j>y: k = 2')), steps: ['start', 'complete a', 'complete b'], then: { incidents: ['NO_FLOW_TRUE'] } },
  { title: 'the retry takes the way that is true by then', xml: model(start(), el('inclusiveGateway', 'f'), user('a'), user('b'), el('inclusiveGateway', 'j'), user('x'), user('y'), flows('s>f', 'f>a>j', 'f>b>j', 'j>x: k = 1', 'j>y: k = 2')), steps: ['start', 'complete a', 'complete b', 'set {"k":2}', 'retry'], then: { incidents: [], tasks: ['y'] } },
])

test.group('kernel/elements | complex gateway: what is wrong with a model', () => {
  test('several ways in and no activation condition', async ({ assert }) => assert.include(await findings(three(null, user('next'), flows('c>next')), 'warning'), 'COMPLEX_WITHOUT_CONDITION c'))
  test('an activation condition and no way in', async ({ assert }) => assert.include(await findings(model(complex('true'), user('next'), flows('c>next'))), 'COMPLEX_WITHOUT_INCOMING c'))
})
