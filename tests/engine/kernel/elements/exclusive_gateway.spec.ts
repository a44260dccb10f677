import { test } from '@japa/runner'
import { openRehearsal, startProcess } from '#engine/rehearsal/rehearsal'
import { compile, el, end, findings, flows, model, start, user } from '../bpmn.js'
import { table } from './table.js'

const two = (attributes = '') => model(start(), el('exclusiveGateway', 'g', attributes), user('a'), user('b'), flows('s>g', 'g>a: x > 1', 'g>b: x > 0'))

/** Both conditions may hold; the gateway lists its second flow first. */
const listed = model(start(), el('exclusiveGateway', 'g', '', '<incoming>s_g</incoming><outgoing>g_b</outgoing>'), user('a'), user('b'), flows('s>g', 'g>a: x > 1', 'g>b: x > 0'))

table('exclusive gateway', [
  { title: 'asks its flows in the order of its outgoing list', xml: listed, steps: ['start {"x":5}'], then: { tasks: ['b'] } },
  { title: 'one it does not list is asked afterwards', xml: listed.replace('x &gt; 0', 'x &gt; 9'), steps: ['start {"x":5}'], then: { tasks: ['a'] } },
  { title: 'takes the first flow that holds, in document order', xml: two(), steps: ['start {"x":5}'], then: { tasks: ['a'] } },
  { title: 'takes a later one when the first does not hold', xml: two(), steps: ['start {"x":1}'], then: { tasks: ['b'] } },
  { title: 'takes the default when none holds', xml: model(start(), el('exclusiveGateway', 'g', 'default="g_b"'), user('a'), user('b'), flows('s>g', 'g>b', 'g>a: x > 1')), steps: ['start {"x":0}'], then: { tasks: ['b'] } },
  { title: 'the default is not taken when another holds, wherever it stands', xml: model(start(), el('exclusiveGateway', 'g', 'default="g_b"'), user('a'), user('b'), flows('s>g', 'g>b', 'g>a: x > 1')), steps: ['start {"x":2}'], then: { tasks: ['a'] } },
  { title: 'none holds and no default: an incident, and a retry after the correction goes on', xml: two(), steps: ['start {"x":0}', 'set {"x":2}', 'retry'], then: { tasks: ['a'], incidents: [] } },
  { title: 'an unset variable is null, and null is false', xml: two(), steps: ['start'], then: { incidents: ['NO_FLOW_TRUE'], tasks: [] } },
  { title: 'text compared with a number is an evaluation error', xml: two(), steps: ['start {"x":"5"}'], then: { incidents: ['EXPRESSION_ERROR'], tasks: [] } },
  { title: 'JUEL conditions', xml: model(start(), el('exclusiveGateway', 'g', 'default="g_b"'), user('a'), user('b'), flows('s>g', "g>a: ${x == 'yes' && y > 1}", 'g>b')), steps: ['start {"x":"yes","y":2}'], then: { tasks: ['a'] } },
  { title: 'several incoming flows: each token passes for itself', xml: model(start(), el('exclusiveGateway', 'g'), user('a'), '<manualTask id="m"/>', flows('s>g>a', 's>m>g')), steps: ['start'], then: { tasks: ['a', 'a'] } },
])

test.group('kernel/elements | exclusive gateway: findings and messages', () => {
  test('an order that other engines do not see is told', async ({ assert }) => {
    assert.deepEqual(await findings(listed, 'warning'), ['FLOW_ORDER g'])
    assert.deepEqual(await findings(two(), 'warning'), [])
  })

  test('the incident prints each condition and the names nobody has set', async ({ assert }) => {
    const messages: string[] = []
    const rehearsal = openRehearsal({
      processes: await compile(two()),
      nowMs: 0,
      onRecord: ({ events }) => messages.push(...events.flatMap((event) => (event.type === 'IncidentRaised' ? [event.message] : []))),
    })
    startProcess(rehearsal, 'p')
    assert.lengthOf(messages, 1)
    for (const part of ['g_a：x > 1', 'g_b：x > 0', '未赋值的变量：x']) assert.include(messages[0] as string, part)
  })

  test('a flow without condition beside others is a warning; a broken condition is an error that names the flow', async ({ assert }) => {
    assert.deepEqual(await findings(model(start(), el('exclusiveGateway', 'g'), user('a'), user('b'), end(), flows('s>g', 'g>a: x > 1', 'g>b')), 'warning'), ['FLOW_WITHOUT_CONDITION g', 'UNREACHABLE e'])
    const [broken] = await findings(model(start(), el('exclusiveGateway', 'g'), user('a'), flows('s>g', 'g>a: x >')))
    assert.match(broken as string, /g_a$/)
  })
})
