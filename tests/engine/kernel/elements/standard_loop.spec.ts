import { test } from '@japa/runner'
import { el, end, escape, file, findings, flows, model, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const rounds = (condition: string | null, attributes = '') =>
  `<standardLoopCharacteristics ${attributes}>${condition === null ? '' : `<loopCondition>${escape(condition)}</loopCondition>`}</standardLoopCharacteristics>`
const looping = (marker: string, more = '') => model(start(), user('a', '', marker), user('after'), more, flows('s>a>after'))
const counting = (marker: string) => model(start(), el('scriptTask', 'a', 'camunda:resultVariable="n"', `<script>if n = null then 1 else n + 1</script>${marker}`), user('after'), flows('s>a>after'))

table('standard loop', [
  { title: 'goes round while the condition holds, looked at after each round', xml: looping(rounds('more')), steps: ['start', 'complete a {"more":true}'], then: { tasks: ['a'] } },
  { title: 'and goes on when it fails', xml: looping(rounds('more')), steps: ['start', 'complete a {"more":true}', 'complete a {"more":false}'], then: { tasks: ['after'] } },
  { title: 'looked at after: one round at least', xml: looping(rounds('false')), steps: ['start'], then: { tasks: ['a'] } },
  { title: 'looked at before: perhaps no round', xml: looping(rounds('more', 'testBefore="true"')), steps: ['start {"more":false}'], then: { tasks: ['after'] } },
  { title: 'looked at before: a round when it holds', xml: looping(rounds('more', 'testBefore="true"')), steps: ['start {"more":true}'], then: { tasks: ['a'] } },
  { title: 'never more rounds than the maximum', xml: counting(rounds('true', 'loopMaximum="4"')), steps: ['start'], then: { data: { n: 4 }, tasks: ['after'] } },
  { title: 'a maximum alone', xml: counting(rounds(null, 'loopMaximum="3"')), steps: ['start'], then: { data: { n: 3 }, tasks: ['after'] } },
  { title: 'the condition counts the rounds done', xml: counting(rounds('loopCounter < 5')), steps: ['start'], then: { data: { n: 5 } } },
  { title: 'inside, the counter is the number of the round from 0', xml: model(start(), el('scriptTask', 'a', 'camunda:resultVariable="last"', `<script>loopCounter</script>${rounds('loopCounter < 3')}`), user('after'), flows('s>a>after')), steps: ['start'], then: { data: { last: 2 } } },
  { title: 'a condition in JUEL', xml: counting(rounds('${n < 3}')), steps: ['start'], then: { data: { n: 3 } } },
  { title: 'a sub-process', xml: model(start(), el('subProcess', 'sub', '', start('is') + user('a') + flows('is>a') + rounds('more')), user('after'), flows('s>sub>after')), steps: ['start', 'complete a {"more":true}', 'complete a {"more":false}'], then: { tasks: ['after'] } },
  { title: 'a call activity', xml: file(process('p', start(), el('callActivity', 'a', 'calledElement="q"', rounds(null, 'loopMaximum="2"')), user('after'), flows('s>a>after')), process('q', start('qs'), user('inner'), end('qe'), flows('qs>inner>qe'))), steps: ['start', 'complete inner', 'complete inner'], then: { tasks: ['after'], instances: 1 } },
  { title: 'a receive task', xml: model(start(), el('receiveTask', 'a', '', rounds(null, 'loopMaximum="2"')), user('after'), flows('s>a>after')), steps: ['start', 'trigger a', 'trigger a'], then: { tasks: ['after'] } },
  { title: 'a service task', xml: model(start(), el('serviceTask', 'a', 'camunda:topic="work"', rounds('more')), user('after'), flows('s>a>after')), steps: ['start', 'job a {"more":true}'], then: { jobs: ['work'], tasks: [] } },
  { title: 'a boundary event takes away the whole loop', xml: looping(rounds('true'), el('boundaryEvent', 'late', 'attachedToRef="a"', timer('PT1H')) + user('overdue') + flows('late>overdue')), steps: ['start', 'complete a', 'advance PT1H'], then: { tasks: ['overdue'], timers: [] } },
  { title: 'a boundary timer runs over all rounds', xml: looping(rounds('true'), el('boundaryEvent', 'late', 'attachedToRef="a"', timer('PT1H')) + user('overdue') + flows('late>overdue')), steps: ['start', 'advance PT30M', 'complete a'], then: { timers: [3_600_000] } },
  { title: 'without end and without waiting it stops as an incident', xml: counting(rounds('true')), steps: ['start'], then: { incidents: ['STEP_BUDGET'] } },
  { title: 'a condition that cannot be evaluated is an incident; the retry looks again', xml: looping(rounds('x > 1')), steps: ['start {"x":"text"}', 'complete a', 'set {"x":0}', 'retry'], then: { tasks: ['after'], incidents: [] } },
])

test.group('kernel/elements | standard loop: what is wrong with a model', () => {
  test('neither condition nor maximum', async ({ assert }) => assert.deepEqual(await findings(looping(rounds(null))), ['LOOP_WITHOUT_END a']))
  test('a maximum of none', async ({ assert }) => assert.deepEqual(await findings(looping(rounds('x', 'loopMaximum="0"'))), ['LOOP_MAXIMUM a']))
})
