import { test } from '@japa/runner'
import { file, findings, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const ROOTS =
  '<signal id="sg" name="one is done"/><escalation id="es" escalationCode="DONE"/><message id="m" name="note"/><error id="er" errorCode="ENOUGH"/>' +
  '<signalEventDefinition id="tell" signalRef="sg"/><escalationEventDefinition id="raise" escalationRef="es"/><errorEventDefinition id="fail" errorRef="er"/><messageEventDefinition id="send" messageRef="m"/>' +
  '<timerEventDefinition id="clock"/>'

const boundary = (definition: string, attributes = '') => `<boundaryEvent id="b" attachedToRef="a" ${attributes}>${definition}</boundaryEvent>`
const bySignal = (attributes = '') => boundary('<signalEventDefinition signalRef="sg"/>', attributes)
const byEscalation = (attributes = '') => boundary('<escalationEventDefinition escalationRef="es"/>', attributes)
const going = 'cancelActivity="false"'

const body = (attributes: string, inside: string, edge: string, more = '') =>
  file(
    ROOTS,
    process(
      'p', start(), user('a', '', `<multiInstanceLoopCharacteristics ${attributes}><loopCardinality>3</loopCardinality>${inside}</multiInstanceLoopCharacteristics>`), edge,
      user('after'), user('told'), flows('s>a>after', ...(edge === '' ? [] : ['b>told'])), more,
    ),
  )

const complex = (...pairs: [condition: string, definition: string][]) =>
  pairs.map(([condition, definition], n) => `<complexBehaviorDefinition><condition>${condition}</condition><event id="ev${n}">${definition}</event></complexBehaviorDefinition>`).join('')
const ESCALATE = '<escalationEventDefinition escalationRef="es"/>'
const SIGNAL = '<signalEventDefinition signalRef="sg"/>'

table('multi-instance behavior none: an event for each instance', [
  { title: 'each completion is caught at the edge, and the body goes on', xml: body('behavior="None" noneBehaviorEventRef="raise"', '', byEscalation(going)), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['a', 'told', 'told'] } },
  { title: 'the last completion is told as well, and the token goes on', xml: body('behavior="None" noneBehaviorEventRef="raise"', '', byEscalation(going)), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after', 'told', 'told', 'told'] } },
  { title: 'a signal is heard while the body still stands, the last one too', xml: body('behavior="None" noneBehaviorEventRef="tell"', '', bySignal(going)), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after', 'told', 'told', 'told'] } },
  { title: 'a sequential body tells as well', xml: body('isSequential="true" behavior="None" noneBehaviorEventRef="raise"', '', byEscalation(going)), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['a', 'told', 'told'] } },
  { title: 'an interrupting boundary event ends the body at the first', xml: body('behavior="None" noneBehaviorEventRef="raise"', '', byEscalation()), steps: ['start', 'complete a'], then: { tasks: ['told'] } },
  { title: 'the last instance interrupts as well', xml: body('behavior="None" noneBehaviorEventRef="tell"', '<completionCondition>nrOfCompletedInstances = 1</completionCondition>', bySignal()), steps: ['start', 'complete a'], then: { tasks: ['told'] } },
  { title: 'instances that are cancelled tell nothing', xml: body('behavior="None" noneBehaviorEventRef="raise"', '<completionCondition>nrOfCompletedInstances = 2</completionCondition>', byEscalation(going)), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['after', 'told', 'told'] } },
  { title: 'a message goes out for each', xml: body('behavior="None" noneBehaviorEventRef="send"', '', ''), steps: ['start', 'complete a', 'complete a'], then: { thrown: ['note', 'note'], tasks: ['a'] } },
  { title: 'an escalation that nobody catches changes nothing', xml: body('behavior="None" noneBehaviorEventRef="raise"', '', ''), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after'], incidents: [] } },
  { title: 'an error that nobody catches is an incident of the body; its retry throws again', xml: body('behavior="None" noneBehaviorEventRef="fail"', '', ''), steps: ['start', 'complete a', 'retry', 'complete a'], then: { tasks: ['a'], incidents: ['UNCAUGHT_ERROR'] } },
  { title: 'an error is caught at the edge', xml: body('behavior="None" noneBehaviorEventRef="fail"', '', boundary('<errorEventDefinition/>')), steps: ['start', 'complete a'], then: { tasks: ['told'] } },
])

table('multi-instance behavior one: an event for the first instance', [
  { title: 'only the first completion is told', xml: body('behavior="One" oneBehaviorEventRef="raise"', '', byEscalation(going)), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after', 'told'] } },
  { title: 'the first of several wins: the others end', xml: body('behavior="One" oneBehaviorEventRef="tell"', '', bySignal()), steps: ['start', 'complete a'], then: { tasks: ['told'] } },
  { title: 'without an event it runs as behavior all', xml: body('behavior="One"', '', ''), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after'] } },
])

table('multi-instance behavior complex: conditions decide', [
  { title: 'an event when its condition holds, at every completion', xml: body('behavior="Complex"', complex(['nrOfCompletedInstances &gt;= 2', ESCALATE]), byEscalation(going)), steps: ['start', 'complete a', 'complete a', 'complete a'], then: { tasks: ['after', 'told', 'told'] } },
  { title: 'several definitions: what holds is thrown', xml: body('behavior="Complex"', complex(['nrOfCompletedInstances = 1', '<messageEventDefinition messageRef="m"/>'], ['nrOfCompletedInstances = 2', ESCALATE]), byEscalation()), steps: ['start', 'complete a', 'complete a'], then: { tasks: ['told'], thrown: ['note'] } },
  { title: 'what is due at the same completion is all thrown', xml: body('behavior="Complex"', complex(['true', SIGNAL], ['true', '<messageEventDefinition messageRef="m"/>']), bySignal()), steps: ['start', 'complete a'], then: { tasks: ['told'], thrown: ['note'] } },
  { title: 'a condition that cannot be evaluated is an incident; the retry throws what is due then', xml: body('behavior="Complex"', complex(['limit &lt; 5', ESCALATE]), byEscalation(going)), steps: ['start {"limit":"x"}', 'complete a', 'complete a', 'set {"limit":1}', 'retry'], then: { tasks: ['a', 'told'], incidents: [] } },
])

test.group('kernel/elements | multi-instance behavior: what is wrong with a model', () => {
  const rules: [string, string, string[]][] = [
    ['a timer cannot be thrown', body('behavior="None" noneBehaviorEventRef="clock"', '', ''), ['MULTI_INSTANCE_EVENT a']],
    ['complex without definitions', body('behavior="Complex"', '', ''), ['MULTI_INSTANCE_BEHAVIOR a']],
    ['complex without a condition', body('behavior="Complex"', '<complexBehaviorDefinition><event id="ev">' + SIGNAL + '</event></complexBehaviorDefinition>', ''), ['MULTI_INSTANCE_BEHAVIOR a']],
    ['a name that has to be computed', body('behavior="None" noneBehaviorEventRef="tell"', '', '').replace('name="one is done"', 'name="=name"'), ['MULTI_INSTANCE_EVENT a']],
  ]
  for (const [title, text, expected] of rules) test(title, async ({ assert }) => assert.deepEqual(await findings(text), expected))
  test('behavior without its event is a warning', async ({ assert }) => assert.include(await findings(body('behavior="One"', '', ''), 'warning'), 'MULTI_INSTANCE_SILENT a'))
})
