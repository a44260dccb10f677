import { test } from '@japa/runner'
import { el, end, findings, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const P = (id: string) => el('parallelGateway', id)
const X = (id: string) => el('exclusiveGateway', id)

/** Two officers look at it; the meeting begins when both have, though no gateway joins them. */
const meeting = model(start(), P('f'), user('a'), user('b'), user('meeting', 'startQuantity="2"'), end(), flows('s>f>a>meeting>e', 'f>b>meeting'))
/** Three samples are drawn at once, each is tested, the report wants all of them. */
const samples = model(start(), user('draw', 'completionQuantity="3"'), user('examine'), user('report', 'startQuantity="3"'), end(), flows('s>draw>examine>report>e'))
const short = model(start(), user('draw', 'completionQuantity="3"'), user('report', 'startQuantity="2"'), end(), flows('s>draw>report>e'))
const chosen = model(start(), user('draw', 'completionQuantity="2" default="draw_a"'), user('a'), user('b'), flows('s>draw', 'draw>a', 'draw>b: many = true'))
const body = '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'
const many = model(start(), P('f'), user('a'), user('b'), user('vote', 'startQuantity="2" completionQuantity="2"', body), user('after'), flows('s>f>a>vote>after', 'f>b>vote'))
const sub = model(start(), el('manualTask', 'two', 'completionQuantity="2"'), el('subProcess', 'sub', 'startQuantity="2" completionQuantity="2"', user('in')), user('after'), flows('s>two>sub>after'))
const listed = model(start(), el('manualTask', 'two', 'completionQuantity="2"'), user('sum', 'startQuantity="2"', '<multiInstanceLoopCharacteristics camunda:collection="list"/>'), flows('s>two>sum'))
const inclusive = model(start(), el('inclusiveGateway', 'f'), user('a', 'completionQuantity="2"'), user('b', 'startQuantity="2"'), user('c'), el('inclusiveGateway', 'j'), user('after'), end(), flows('s>f>a>b>j>after>e', 'f>c>j'))
const breeding = model(start(), X('m'), el('manualTask', 'breed', 'completionQuantity="1000"'), flows('s>m>breed>m'))

table('startQuantity and completionQuantity', [
  { title: 'one token is not enough to begin', xml: meeting, steps: ['start', 'complete a'], then: { tasks: ['b'], incidents: [], ended: false } },
  { title: 'it begins when the number is there, by whichever flows they came', xml: meeting, steps: ['start', 'complete b', 'complete a'], then: { tasks: ['meeting'] } },
  { title: 'it takes them all, and one goes on', xml: meeting, steps: ['start', 'complete a', 'complete b', 'complete meeting'], then: { ended: true, completed: ['s', 'f', 'a', 'b', 'meeting', 'e'] } },
  { title: 'several tokens leave on the flow', xml: samples, steps: ['start', 'complete draw'], then: { tasks: ['examine', 'examine', 'examine'] } },
  { title: 'tokens of one flow are counted together', xml: samples, steps: ['start', 'complete draw', 'complete examine', 'complete examine', 'complete examine'], then: { tasks: ['report'] } },
  { title: 'two of three do not begin it', xml: samples, steps: ['start', 'complete draw', 'complete examine', 'complete examine'], then: { tasks: ['examine'] } },
  { title: 'a token too many gathers for the next activation, and left alone is an incident', xml: short, steps: ['start', 'complete draw', 'complete report'], then: { tasks: [], ended: false, incidents: ['JOIN_CANNOT_COMPLETE'] } },
  { title: 'each flow that is taken gets the number', xml: chosen, steps: ['start', 'complete draw {"many":true}'], then: { tasks: ['b', 'b'] } },
  { title: 'the default flow too', xml: chosen, steps: ['start', 'complete draw {"many":false}'], then: { tasks: ['a', 'a'] } },
  { title: 'a multi-instance body counts as one activity', xml: many, steps: ['start', 'complete a', 'complete b', 'complete vote', 'complete vote'], then: { tasks: ['after', 'after'] } },
  { title: 'so does a sub-process, whose inside sees one token', xml: sub, steps: ['start', 'complete in'], then: { tasks: ['after', 'after'] } },
  { title: 'an incident at its beginning stands for all of them', xml: listed, steps: ['start'], then: { incidents: ['MULTI_INSTANCE'], tasks: [] } },
  { title: 'an incident at its beginning is retried without the tokens coming again', xml: listed, steps: ['start', 'set {"list":[1]}', 'retry'], then: { incidents: [], tasks: ['sum'] } },
  { title: 'an inclusive join waits for what is still gathering before it', xml: inclusive, steps: ['start', 'complete c', 'complete a'], then: { tasks: ['b'] } },
  { title: 'a loop that breeds tokens is stopped by the step budget', xml: breeding, steps: ['start'], then: { ended: false, incidents: ['STEP_BUDGET'] } },
])

test.group('engine/compile/checks | quantities', () => {
  const cases: [string, string, string[]][] = [
    ['nought tokens', model(start(), user('a', 'completionQuantity="0"'), flows('s>a')), ['QUANTITY a']],
    ['no number', model(start(), user('a', 'startQuantity="many"'), flows('s>a')), ['QUANTITY a']],
    ['more than a thousand', model(start(), user('a', 'completionQuantity="1001"'), flows('s>a')), ['QUANTITY a']],
    ['several awaited where no flow leads', model(user('a', 'startQuantity="2"')), ['QUANTITY a']],
    ['several awaited behind an event-based gateway', model(start(), el('eventBasedGateway', 'g'), el('receiveTask', 'a', 'startQuantity="2"'), el('receiveTask', 'b'), flows('s>g>a', 'g>b')), ['QUANTITY a']],
    ['what is in order', model(start(), user('a', 'startQuantity="1" completionQuantity="1000"'), flows('s>a')), []],
  ]
  for (const [title, xml, found] of cases) test(title, async ({ assert }) => assert.deepEqual(await findings(xml), found))
})
