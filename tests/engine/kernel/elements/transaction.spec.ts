import { test } from '@japa/runner'
import { el, end, file, findings, flows, model, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const undo = (activity: string) =>
  el('boundaryEvent', `c_${activity}`, `attachedToRef="${activity}"`, '<compensateEventDefinition/>') +
  el('userTask', `undo_${activity}`, 'isForCompensation="true"') +
  `<association id="as_${activity}" sourceRef="c_${activity}" targetRef="undo_${activity}"/>`
const cancel = el('endEvent', 'stop', '', '<cancelEventDefinition/>')
const caught = (host = 'tx', id = 'cancelled') => el('boundaryEvent', id, `attachedToRef="${host}"`, '<cancelEventDefinition/>')
const transaction = (id: string, ...content: string[]) => el('transaction', id, '', content.join(''))
const fork = (id: string) => el('parallelGateway', id)
const whole = (content: string, more = '') => model(start(), transaction('tx', content), caught(), user('after'), user('sorry'), more, flows('s>tx>after', 'cancelled>sorry'))

const choice = el('exclusiveGateway', 'x', 'default="x_ie"')
const simple = whole(start('is') + user('a') + undo('a') + user('b') + choice + cancel + end('ie') + flows('is>a>b>x>ie', 'x>stop: bad = true'))
const concurrent = whole(start('is') + fork('f') + user('a') + undo('a') + user('slow') + user('ask') + cancel + flows('is>f>a>slow', 'f>ask>stop'))
const inner = transaction('in', start('iis') + user('c') + undo('c') + choice + cancel + end('ie') + flows('iis>c>x>ie', 'x>stop: bad = true')) + caught('in', 'inCancelled')
const nested = whole(start('is') + user('a') + undo('a') + inner + user('next') + user('instead') + flows('is>a>in>next', 'inCancelled>instead'))

/** Beside the work a reminder that comes by itself, done and undoable. */
const beside = (isInterrupting: boolean): string => el('subProcess', 'esp', 'triggeredByEvent="true"', el('startEvent', 'es', `isInterrupting="${String(isInterrupting)}"`, timer('PT1H')) + user('c') + undo('c') + end('ee') + flows('es>c>ee'))
const withReminder = whole(start('is') + user('a') + undo('a') + cancel + flows('is>a>stop') + beside(false))

table('transaction', [
  { title: 'cancelled: what completed in its event sub-process is undone as well', xml: withReminder, steps: ['start', 'advance PT1H', 'complete c', 'complete a'], then: { tasks: ['undo_a', 'undo_c'] } },
  { title: 'and left only when all of it is undone', xml: withReminder, steps: ['start', 'advance PT1H', 'complete c', 'complete a', 'complete undo_c', 'complete undo_a'], then: { tasks: ['sorry'] } },
  { title: 'what its event sub-process has begun only is not undone', xml: withReminder, steps: ['start', 'advance PT1H', 'complete a'], then: { tasks: ['undo_a'] } },
  { title: 'ends like a sub-process when nobody cancels it', xml: simple, steps: ['start', 'complete a', 'complete b'], then: { tasks: ['after'] } },
  { title: 'cancelled: what has completed is undone first', xml: simple, steps: ['start', 'complete a', 'complete b {"bad":true}'], then: { tasks: ['undo_a'] } },
  { title: 'cancelled with nothing to undo it is left at once', xml: whole(start('is') + user('a') + cancel + flows('is>a>stop')), steps: ['start', 'complete a'], then: { tasks: ['sorry'], terminated: ['tx'] } },
  { title: 'then it is left by its cancel boundary event', xml: simple, steps: ['start', 'complete a', 'complete b {"bad":true}', 'complete undo_a'], then: { tasks: ['sorry'], terminated: ['tx'] } },
  { title: 'what runs inside ends at once and is not undone', xml: concurrent, steps: ['start', 'complete ask'], then: { tasks: ['sorry'], terminated: ['a', 'tx'] } },
  { title: 'what completed on another branch is undone', xml: concurrent, steps: ['start', 'complete a', 'complete ask'], then: { tasks: ['undo_a'], terminated: ['slow'] } },
  { title: 'an inner transaction is cancelled by itself', xml: nested, steps: ['start', 'complete a', 'complete c {"bad":true}', 'complete undo_c'], then: { tasks: ['instead'] } },
  { title: 'an error leaves it without compensation (hazard)', xml: file('<error id="er" errorCode="BAD"/>', process('p', start(), transaction('tx', start('is') + user('a') + undo('a') + user('b') + choice + cancel + el('endEvent', 'ie', '', '<errorEventDefinition errorRef="er"/>') + flows('is>a>b>x>ie', 'x>stop: bad = true')), caught(), el('boundaryEvent', 'hazard', 'attachedToRef="tx"', '<errorEventDefinition errorRef="er"/>'), user('after'), user('sorry'), user('alarm'), flows('s>tx>after', 'cancelled>sorry', 'hazard>alarm'))), steps: ['start', 'complete a', 'complete b'], then: { tasks: ['alarm'] } },
  { title: 'a cancel end event inside a sub-process of it cancels the transaction', xml: whole(start('is') + user('a') + undo('a') + el('subProcess', 'box', '', start('bs') + user('b') + cancel + flows('bs>b>stop')) + flows('is>a>box')), steps: ['start', 'complete a', 'complete b'], then: { tasks: ['undo_a'] } },
  { title: 'completed, it is undone as a whole from outside', xml: model(start(), transaction('tx', start('is') + user('a') + undo('a') + choice + cancel + end('ie') + flows('is>a>x>ie', 'x>stop: bad = true')), caught(), user('after'), el('intermediateThrowEvent', 't', '', '<compensateEventDefinition activityRef="tx"/>'), user('done'), flows('s>tx>after>t>done', 'cancelled>done')), steps: ['start', 'complete a', 'complete after'], then: { tasks: ['undo_a'] } },
  { title: 'a timer on it can still end it while it is being undone', xml: whole(start('is') + user('a') + undo('a') + cancel + flows('is>a>stop'), el('boundaryEvent', 'late', 'attachedToRef="tx"', timer('PT1H')) + user('overdue') + flows('late>overdue')), steps: ['start', 'complete a', 'advance PT1H'], then: { tasks: ['overdue'], timers: [] } },
  { title: 'in a multi-instance body the cancel event leaves the whole body', xml: whole(start('is') + user('a') + undo('a') + cancel + flows('is>a>stop') + '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'), steps: ['start', 'complete a', 'complete undo_a'], then: { tasks: ['sorry'] } },
])

test.group('kernel/elements | transaction: what is wrong with a model', () => {
  const rules: [string, string, string[]][] = [
    ['a cancel end event outside a transaction', model(start(), user('a'), cancel, flows('s>a>stop')), ['CANCEL_OUTSIDE_TRANSACTION stop']],
    ['a cancel end event whose transaction nobody leaves by', model(start(), transaction('tx', start('is') + user('a') + cancel + flows('is>a>stop')), flows('s>tx')), ['CANCEL_NOT_CAUGHT stop']],
    ['a cancel boundary event on a task', model(start(), user('a'), caught('a'), user('b'), flows('s>a', 'cancelled>b')), ['CANCEL_BOUNDARY_HOST cancelled']],
    ['two cancel boundary events', whole(start('is') + user('a') + flows('is>a'), caught('tx', 'again')), ['SEVERAL_CANCEL_BOUNDARIES again']],
  ]
  for (const [title, xml, expected] of rules) {
    test(title, async ({ assert }) => assert.deepEqual(await findings(xml), expected))
  }
})
