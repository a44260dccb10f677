import { test } from '@japa/runner'
import { el, end, file, findings, flows, model, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const ROOTS = ['order', 'stop', 'paid'].map((name) => `<message id="m_${name}" name="${name}"/>`).join('') + '<signal id="s_all" name="all"/><error id="er" errorCode="E1"/><escalation id="es" escalationCode="X1"/>'
const message = (name: string) => `<messageEventDefinition messageRef="m_${name}"/>`
const signal = '<signalEventDefinition signalRef="s_all"/>'
const condition = (text: string) => `<conditionalEventDefinition><condition>${text}</condition></conditionalEventDefinition>`
const inProcess = (...content: string[]) => file(ROOTS, process('p', ...content))

const caught = (attributes: string, ...definitions: string[]) =>
  inProcess(start(), el('intermediateCatchEvent', 'c', attributes, definitions.join('')), user('after'), end(), flows('s>c>after>e'))
const all = 'parallelMultiple="true"'

table('multiple catch event', [
  {
    title: 'any one definition is enough, and the others are closed',
    xml: caught('', message('order'), timer('PT1H'), signal),
    steps: ['start', 'message order {"a":1}', 'advance PT2H', 'signal all'],
    then: { tasks: ['after'], timers: [], data: { a: 1 }, completed: ['s', 'c'] },
  },
  { title: 'the clock may be the one', xml: caught('', message('order'), timer('PT1H')), steps: ['start', 'advance PT1H', 'message order'], then: { tasks: ['after'], refused: 'NOBODY_WAITS' } },
  { title: 'two timers on one event: the earlier one', xml: caught('', timer('PT2H'), timer('PT1H')), steps: ['start', 'advance PT1H'], then: { tasks: ['after'], timers: [] } },
  { title: 'a condition may be the one', xml: caught('', message('order'), condition('n &gt; 1')), steps: ['start', 'set {"n":2}', 'message order'], then: { tasks: ['after'], refused: 'NOBODY_WAITS' } },
  {
    title: 'behind an event-based gateway it is one of the events',
    xml: inProcess(
      start(), el('eventBasedGateway', 'g'), el('intermediateCatchEvent', 'c', '', message('order') + message('paid')), el('intermediateCatchEvent', 'd', '', message('stop')),
      user('go'), user('halt'), flows('s>g>c>go', 'g>d>halt'),
    ),
    steps: ['start', 'message paid', 'message stop'],
    then: { tasks: ['go'], refused: 'NOBODY_WAITS' },
  },
  { title: 'triggered by its id it goes on', xml: caught('', message('order'), timer('PT1H')), steps: ['start', 'trigger c'], then: { tasks: ['after'], timers: [] } },
])

table('parallel multiple catch event', [
  { title: 'one of two is not enough', xml: caught(all, message('order'), signal), steps: ['start', 'message order {"a":1}'], then: { tasks: [], data: { a: 1 } } },
  { title: 'all in one order', xml: caught(all, message('order'), signal), steps: ['start', 'message order {"a":1}', 'signal all'], then: { tasks: ['after'] } },
  { title: 'all in the other order', xml: caught(all, message('order'), signal), steps: ['start', 'signal all', 'message order'], then: { tasks: ['after'] } },
  { title: 'a second message of a kind that has come reaches nobody', xml: caught(all, message('order'), signal), steps: ['start', 'message order', 'message order'], then: { tasks: [], refused: 'NOBODY_WAITS' } },
  { title: 'message, clock and condition', xml: caught(all, message('order'), timer('PT1H'), condition('n = 1')), steps: ['start', 'set {"n":1}', 'advance PT1H', 'set {"n":0}', 'message order'], then: { tasks: ['after'] } },
  { title: 'a condition that held counts, though others wait', xml: caught(all, message('order'), condition('n = 1')), steps: ['start {"n":1}', 'set {"n":1}', 'set {"n":1}'], then: { tasks: [] } },
  { title: 'a suspension in between loses nothing', xml: caught(all, message('order'), timer('PT1H')), steps: ['start', 'message order', 'suspend', 'advance P1D', 'resume', 'advance PT1H'], then: { tasks: ['after'] } },
])

const guarded = (attributes: string, ...definitions: string[]) =>
  inProcess(
    start(), user('work'), `<boundaryEvent id="b" attachedToRef="work" ${attributes}>${definitions.join('')}</boundaryEvent>`, user('other'), flows('s>work', 'b>other'),
  )
const going = 'cancelActivity="false"'

table('multiple boundary event', [
  { title: 'the first that happens interrupts', xml: guarded('', message('stop'), timer('PT1H')), steps: ['start', 'message stop {"w":1}', 'advance PT1H'], then: { tasks: ['other'], timers: [], data: { w: 1 }, terminated: ['work'] } },
  { title: 'one that does not interrupt goes on listening for each of its definitions', xml: guarded(going, message('stop'), signal, timer('PT1H')), steps: ['start', 'message stop', 'signal all', 'signal all', 'advance PT5H'], then: { tasks: ['other', 'other', 'other', 'other', 'work'], timers: [] } },
  { title: 'a cycle among them is armed again', xml: guarded(going, message('stop'), timer('R/PT1H', 'timeCycle')), steps: ['start', 'advance PT2H', 'message stop'], then: { tasks: ['other', 'other', 'other', 'work'], timers: [3 * 3_600_000] } },
  { title: 'everything is withdrawn when the activity completes', xml: guarded('', message('stop'), timer('PT1H')), steps: ['start', 'complete work', 'message stop'], then: { ended: true, timers: [], refused: 'NOBODY_WAITS' } },
  {
    title: 'error and escalation are caught beside a message',
    xml: inProcess(
      start(), el('subProcess', 'sub', '', start('s2') + user('in') + el('endEvent', 'x', '', '<escalationEventDefinition escalationRef="es"/>') + flows('s2>in>x')),
      `<boundaryEvent id="b" attachedToRef="sub"><errorEventDefinition errorRef="er"/>${message('stop')}<escalationEventDefinition escalationRef="es"/></boundaryEvent>`, user('other'), flows('s>sub', 'b>other'),
    ),
    steps: ['start', 'complete in'],
    then: { tasks: ['other'], terminated: ['sub'] },
  },
  {
    title: 'cancel is caught beside a message',
    xml: inProcess(
      start(), el('transaction', 'sub', '', start('s2') + user('in') + el('endEvent', 'x', '', '<cancelEventDefinition/>') + flows('s2>in>x')),
      `<boundaryEvent id="b" attachedToRef="sub">${message('stop')}<cancelEventDefinition/></boundaryEvent>`, user('other'), flows('s>sub', 'b>other'),
    ),
    steps: ['start', 'complete in'],
    then: { tasks: ['other'], incidents: [] },
  },
])

table('parallel multiple boundary event', [
  { title: 'interrupts when the last has come', xml: guarded(all, message('stop'), signal), steps: ['start', 'signal all', 'signal all', 'message stop'], then: { tasks: ['other'], terminated: ['work'] } },
  { title: 'what has come goes with the activity', xml: guarded(all, message('stop'), signal), steps: ['start', 'signal all', 'complete work', 'message stop'], then: { ended: true, refused: 'NOBODY_WAITS' } },
  {
    title: 'one that does not interrupt happens once a round; what comes twice in a round counts once',
    xml: guarded(`${all} ${going}`, message('stop'), signal),
    steps: ['start', 'signal all', 'signal all', 'message stop', 'message stop', 'signal all', 'signal all'],
    then: { tasks: ['other', 'other', 'work'] },
  },
  { title: 'a condition among them', xml: guarded(all, message('stop'), condition('n = 1')), steps: ['start', 'set {"n":1}', 'set {"n":0}', 'message stop'], then: { tasks: ['other'] } },
])

const listening = (attributes: string, ...definitions: string[]) =>
  inProcess(
    start(), user('work'), end(), flows('s>work>e'),
    el('subProcess', 'ev', 'triggeredByEvent="true"', `<startEvent id="t" ${attributes}>${definitions.join('')}</startEvent>` + user('handle') + flows('t>handle')),
  )

table('multiple start of an event sub-process', [
  { title: 'any one triggers, and ends what else goes on', xml: listening('', message('stop'), timer('PT1H')), steps: ['start', 'advance PT1H', 'message stop'], then: { tasks: ['handle'], timers: [], refused: 'NOBODY_WAITS' } },
  { title: 'without interrupting each triggers once more', xml: listening('isInterrupting="false"', message('stop'), signal), steps: ['start', 'message stop', 'signal all'], then: { tasks: ['handle', 'handle', 'work'] } },
  { title: 'a condition true from the start', xml: listening('', message('stop'), condition('n = 1')), steps: ['start {"n":1}'], then: { tasks: ['handle'] } },
  { title: 'all of them, a condition true from the start among them', xml: listening(all, message('stop'), condition('n = 1')), steps: ['start {"n":1}', 'set {"n":0}', 'message stop'], then: { tasks: ['handle'] } },
  { title: 'all, again and again', xml: listening(`${all} isInterrupting="false"`, message('stop'), signal), steps: ['start', 'message stop', 'signal all', 'signal all', 'message stop'], then: { tasks: ['handle', 'handle', 'work'] } },
  { title: 'half of them and the process ends', xml: listening(all, message('stop'), signal), steps: ['start', 'message stop', 'complete work'], then: { ended: true } },
  { title: 'half of them and the process is cancelled', xml: listening(all, message('stop'), signal), steps: ['start', 'message stop', 'cancel'], then: { ended: true } },
])

const started = (attributes: string, ...definitions: string[]) => inProcess(`<startEvent id="s" ${attributes}>${definitions.join('')}</startEvent>`, user('work'), end(), flows('s>work>e'))

table('multiple start of a process', [
  { title: 'each starts an instance of its own', xml: started('', message('order'), signal), steps: ['message order', 'signal all'], then: { tasks: ['work', 'work'], instances: 2 } },
  { title: 'conditions start it once, however many hold', xml: started('', condition('a = 1'), condition('b = 1')), steps: ['conditions {"a":1,"b":1}'], then: { tasks: ['work'], instances: 1 } },
  { title: 'two timers on one event both start', xml: started('', timer('PT1H'), timer('PT3H')), steps: ['advance PT4H'], then: { instances: 2 } },
])

const T = (title: string, xml: string, steps: string[], then: Parameters<typeof table>[1][number]['then']) => ({ title, xml, steps, then })

table('parallel multiple start of a process', [
  T('one of two makes no instance', started(all, message('order'), message('paid')), ['message paid {"p":1}'], { instances: 0, refused: undefined }),
  T('the last makes it, with what all have brought', started(all, message('order'), message('paid')), ['message paid {"p":1}', 'message order {"o":2}'], { tasks: ['work'], instances: 1, data: { p: 1, o: 2 } }),
  T('messages of a kind wait in line, each used once', started(all, message('order'), message('paid')), ['message order {"o":1}', 'message order {"o":2}', 'message paid {"p":1}'], { tasks: ['work'], instances: 1, data: { o: 1, p: 1 } }),
  T('two of each are two instances', started(all, message('order'), message('paid')), ['message order', 'message order', 'message paid', 'message paid', 'message paid'], { tasks: ['work', 'work'] }),
  T('messages of different matters do not meet', started(all, message('order'), message('paid')), ['message order#A', 'message paid#B'], { instances: 0 }),
  T('those of one matter do, past older ones of another', started(all, message('order'), message('paid')), ['message order#A {"o":"A"}', 'message order#B {"o":"B"}', 'message paid#B {"p":"B"}'], { instances: 1, data: { o: 'B', p: 'B' } }),
  T('one that names no matter goes to the oldest', started(all, message('order'), message('paid')), ['message order#A {"o":"A"}', 'message order#B {"o":"B"}', 'message paid'], { instances: 1, data: { o: 'A' } }),
  T('three messages of two matters crosswise: a matter is one', started(all, message('order'), message('paid'), message('stop')), ['message order#A', 'message paid#B', 'message stop'], { instances: 0 }),
  T('a signal that comes twice counts once', started(all, message('order'), signal), ['signal all {"s":1}', 'signal all {"s":2}', 'message order', 'message order'], { instances: 1, data: { s: 1 } }),
  T('and once more for the next round', started(all, message('order'), signal), ['signal all', 'message order', 'message order', 'signal all'], { instances: 2 }),
  T('a signal and a message of a matter', started(all, message('order'), signal), ['message order#A', 'signal all'], { instances: 1 }),
  T('a span of time and a message', started(all, message('order'), timer('PT1H')), ['message order', 'message order', 'advance PT5H'], { instances: 1 }),
  T('a cycle begins a round each time, missed turns are not saved up', started(all, message('order'), timer('R/PT1H', 'timeCycle')), ['advance PT5H', 'message order', 'message order', 'advance PT1H'], { instances: 2 }),
  T('conditions hold for one round, together or one after the other', started(all, condition('a = 1'), condition('b = 1')), ['conditions {"a":1}', 'conditions {"a":1}', 'conditions {"b":1}', 'conditions {"a":1,"b":1}'], { instances: 1 }),
  T('for the next round each has to turn false first', started(all, condition('a = 1'), condition('b = 1')), ['conditions {"a":1,"b":1}', 'conditions {"a":0,"b":0}', 'conditions {"a":1,"b":1}'], { instances: 2 }),
  T('a condition and a message', started(all, message('order'), condition('n = 1')), ['conditions {"n":1}', 'message order'], { tasks: ['work'], instances: 1, data: { n: 1 } }),
  T('started by hand nothing is awaited', started(all, message('order'), message('paid')), ['start s'], { tasks: ['work'], instances: 1 }),
])

const throwing = (...definitions: string[]) =>
  inProcess(start(), el('intermediateThrowEvent', 't', '', definitions.join('')), user('after'), end(), flows('s>t>after>e'))
const ending = (...definitions: string[]) => inProcess(start(), user('side'), user('work'), el('endEvent', 'x', '', definitions.join('')), flows('s>work>x', 's>side'))

table('multiple throw and end event', [
  { title: 'everything is thrown', xml: throwing(message('order'), message('paid'), signal), steps: ['start'], then: { thrown: ['order', 'paid'], tasks: ['after'] } },
  { title: 'a worker that sends holds up what follows', xml: throwing('<messageEventDefinition messageRef="m_order" camunda:type="external" camunda:topic="post"/>', message('paid')), steps: ['start'], then: { thrown: [], jobs: ['post'], tasks: [] } },
  { title: 'and goes on with the rest afterwards', xml: throwing('<messageEventDefinition camunda:type="external" camunda:topic="post"/>', message('paid')), steps: ['start', 'job t'], then: { thrown: ['paid'], tasks: ['after'], completed: ['s', 't'] } },
  {
    title: 'a retry throws again what has failed, and nothing else',
    xml: throwing(message('order'), '<messageEventDefinition camunda:type="external" camunda:topic="post"/>'),
    steps: ['start', 'jobFail t', 'retry', 'job t'],
    then: { thrown: ['order'], tasks: ['after'], incidents: [] },
  },
  { title: 'an end with termination throws first and ends the scope then', xml: ending('<terminateEventDefinition/>', message('order')), steps: ['start', 'complete work'], then: { thrown: ['order'], ended: true, terminated: ['side'] } },
  { title: 'an end with an error throws first', xml: ending('<errorEventDefinition errorRef="er"/>', message('order')), steps: ['start', 'complete work'], then: { thrown: ['order'], incidents: ['UNCAUGHT_ERROR'] } },
  {
    title: 'compensation among what is thrown is waited for',
    xml: inProcess(
      start(), user('work'), '<boundaryEvent id="cb" attachedToRef="work"><compensateEventDefinition/></boundaryEvent>', user('undo', 'isForCompensation="true"'),
      '<association id="a" sourceRef="cb" targetRef="undo"/>', el('intermediateThrowEvent', 't', '', '<escalationEventDefinition escalationRef="es"/><compensateEventDefinition/>' + message('order')), user('after'), flows('s>work>t>after'),
    ),
    steps: ['start', 'complete work', 'complete undo'],
    then: { tasks: ['after'], thrown: ['order'], incidents: [] },
  },
])

test.group('kernel/elements | multiple events, what is refused', () => {
  test('a link, compensation or a critical event where it cannot be one of several', async ({ assert }) => {
    const cases: [string, string[]][] = [
      [throwing(message('order'), '<linkEventDefinition name="l"/>'), ['MULTIPLE_DEFINITION t']],
      [guarded('', message('stop'), '<compensateEventDefinition/>'), ['MULTIPLE_DEFINITION b']],
      [guarded(all, message('stop'), '<errorEventDefinition errorRef="er"/>'), ['PARALLEL_MULTIPLE_CRITICAL b']],
      [guarded(going, message('stop'), '<errorEventDefinition errorRef="er"/>'), ['MULTIPLE_NOT_INTERRUPTING b']],
      [inProcess(start(), el('eventBasedGateway', 'g'), el('intermediateCatchEvent', 'c', all, message('order') + message('paid')), flows('s>g>c')), ['EVENT_GATEWAY_TARGET g']],
      [model(start(), el('intermediateCatchEvent', 'c', '', timer('PT1H') + timer('soon')), flows('s>c')), ['TIMER_BODY c']],
    ]
    for (const [xml, expected] of cases) assert.deepEqual((await findings(xml)).filter((one) => !one.startsWith('COMPENSATION_HANDLER')), expected)
  })
})
