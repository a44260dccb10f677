import { el, file, flows, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const ROOTS = '<message id="m" name="news"/><signal id="sg" name="alarm"/><error id="er" errorCode="BAD"/>'
const MESSAGE = '<messageEventDefinition messageRef="m"/>'
const SIGNAL = '<signalEventDefinition signalRef="sg"/>'

/** An event sub-process `x` with one task; `start` is its start event's id. */
const listener = (definition: string, { interrupting = true, id = 'x', task = 'extra' } = {}) =>
  el('subProcess', id, 'triggeredByEvent="true"', el('startEvent', `${id}s`, `isInterrupting="${interrupting}"`, definition) + user(task) + flows(`${id}s>${task}`))

const inProcess = (definition: string, options = {}) => file(ROOTS, process('p', start(), user('a'), user('b'), flows('s>a>b'), listener(definition, options)))
const inSub = (definition: string, options = {}, more = '') =>
  file(ROOTS, process('p', start(), el('subProcess', 'sub', '', start('is') + user('a') + user('c') + flows('is>a', 'is>c') + listener(definition, options)), user('after'), flows('s>sub>after'), more))

table('event sub-process: interrupting', [
  { title: 'ends everything else in the process; the process ends with it', xml: inProcess(MESSAGE), steps: ['start', 'message news', 'complete extra'], then: { completed: ['s', 'xs', 'extra', 'x'], terminated: ['a'], ended: true } },
  { title: 'of a sub-process ends what is in there, and the sub-process goes on when it is done', xml: inSub(MESSAGE), steps: ['start', 'message news', 'complete extra'], then: { tasks: ['after'], terminated: ['a', 'c'] } },
  { title: 'happens once', xml: inProcess(MESSAGE), steps: ['start', 'message news', 'message news'], then: { tasks: ['extra'], refused: 'NOBODY_WAITS' } },
  { title: 'listens no more when its scope has ended', xml: inSub(MESSAGE), steps: ['start', 'complete a', 'complete c', 'message news'], then: { tasks: ['after'], refused: 'NOBODY_WAITS' } },
  { title: 'payload goes to the variables around it', xml: inProcess(MESSAGE), steps: ['start {"n":1}', 'message news {"n":2}'], then: { data: { n: 2 }, tasks: ['extra'] } },
  { title: 'takes the listeners beside it away', xml: file(ROOTS, process('p', start(), user('a'), flows('s>a'), listener(MESSAGE), listener(timer('PT1H'), { id: 'y', task: 'late' }))), steps: ['start', 'message news', 'advance PT2H'], then: { tasks: ['extra'], timers: [] } },
  { title: 'leaves the boundary events of its sub-process armed', xml: inSub(MESSAGE, {}, el('boundaryEvent', 'bt', 'attachedToRef="sub"', timer('PT5H')) + user('late') + flows('bt>late')), steps: ['start', 'message news', 'advance PT5H'], then: { tasks: ['late'], terminated: ['a', 'c', 'extra', 'x', 'sub'] } },
  { title: 'by a timer', xml: inProcess(timer('PT1H')), steps: ['start', 'advance PT1H'], then: { tasks: ['extra'], timers: [] } },
  { title: 'by a timer over variables the process was started with', xml: inProcess(timer('=wait')), steps: ['start {"wait":"PT3H"}', 'advance PT3H'], then: { tasks: ['extra'] } },
  { title: 'whose timer cannot be computed: nothing is started', xml: inProcess(timer('=wait')), steps: ['start {"wait":"soon"}'], then: { refused: 'INVALID_ARGUMENT', instances: 0 } },
  { title: 'in a sub-process whose timer cannot be computed: an incident, and a retry', xml: inSub(timer('=wait')), steps: ['start {"wait":"soon"}', 'set {"wait":"PT1H"}', 'retry'], then: { tasks: ['a', 'c'], timers: [3_600_000], incidents: [] } },
  { title: 'ends a called instance with the rest', xml: file(ROOTS, process('p', start(), el('callActivity', 'k', 'calledElement="q"'), flows('s>k'), listener(MESSAGE)), process('q', start('qs'), user('qa'), flows('qs>qa'))), steps: ['start', 'message news'], then: { tasks: ['extra'], instances: 1 } },
  { title: 'in a called instance: the caller goes on when it is done', xml: file(ROOTS, process('p', start(), el('callActivity', 'k', 'calledElement="q"'), user('after'), flows('s>k>after')), process('q', start('qs'), user('qa'), flows('qs>qa'), listener(MESSAGE))), steps: ['start', 'message news', 'complete extra'], then: { tasks: ['after'], instances: 1 } },
  { title: 'in each instance of a multi-instance sub-process it ends that one alone', xml: file(ROOTS, process('p', start(), el('subProcess', 'sub', '', '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>' + start('is') + user('a') + flows('is>a') + listener(MESSAGE)), user('after'), flows('s>sub>after'))), steps: ['start', 'message news', 'complete extra', 'complete a'], then: { tasks: ['after'] } },
  { title: 'cancelling the instance closes what listens', xml: inProcess(MESSAGE), steps: ['start', 'cancel', 'message news'], then: { ended: true, refused: 'NOBODY_WAITS' } },
])

table('event sub-process: not interrupting', [
  { title: 'runs beside the rest, several times at once', xml: inProcess(SIGNAL, { interrupting: false }), steps: ['start', 'signal alarm', 'signal alarm'], then: { tasks: ['a', 'extra', 'extra'], terminated: [] } },
  { title: 'the process ends when all of it is done, listening or not', xml: inProcess(SIGNAL, { interrupting: false }), steps: ['start', 'signal alarm', 'complete a', 'complete b', 'complete extra'], then: { ended: true } },
  { title: 'a sub-process waits for it', xml: inSub(MESSAGE, { interrupting: false }), steps: ['start', 'message news', 'complete a', 'complete c'], then: { tasks: ['extra'] } },
  { title: 'by a cycle it is armed again', xml: inProcess(timer('R3/PT1H', 'timeCycle'), { interrupting: false }), steps: ['start', 'advance PT2H'], then: { tasks: ['a', 'extra', 'extra'], timers: [10_800_000] } },
  { title: 'by a cycle from an expression', xml: inProcess(timer('=rhythm', 'timeCycle'), { interrupting: false }), steps: ['start {"rhythm":"R2/PT1H"}', 'advance PT9H'], then: { tasks: ['a', 'extra', 'extra'], timers: [] } },
  { title: 'a suspension stops its timer, the resume gives it the rest', xml: inProcess(timer('R/PT2H', 'timeCycle'), { interrupting: false }), steps: ['start', 'advance PT1H', 'suspend', 'advance PT5H', 'resume'], then: { timers: [7 * 3_600_000], tasks: ['a'] } },
  { title: 'a message during a suspension is carried out at the resume', xml: inProcess(SIGNAL, { interrupting: false }), steps: ['start', 'suspend', 'signal alarm', 'resume'], then: { tasks: ['a', 'extra'] } },
  { title: 'begun twice, a third listener of the same kind interrupts both', xml: file(ROOTS, process('p', start(), user('a'), flows('s>a'), listener(SIGNAL, { interrupting: false }), listener(MESSAGE, { id: 'y', task: 'stop' }))), steps: ['start', 'signal alarm', 'signal alarm', 'message news'], then: { tasks: ['stop'], terminated: ['a', 'extra', 'x', 'extra', 'x'] } },
])

table('event sub-process: nested, and what is inside', [
  { title: 'an event sub-process may have one of its own', xml: file(ROOTS, process('p', start(), user('a'), flows('s>a'), el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', 'isInterrupting="false"', SIGNAL) + user('extra') + flows('xs>extra') + listener(MESSAGE, { id: 'y', task: 'inner' })))), steps: ['start', 'signal alarm', 'message news', 'complete inner'], then: { tasks: ['a'], terminated: ['extra'] } },
  { title: 'the inner one listens only while the outer one runs', xml: file(ROOTS, process('p', start(), user('a'), flows('s>a'), el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', 'isInterrupting="false"', SIGNAL) + user('extra') + flows('xs>extra') + listener(MESSAGE, { id: 'y', task: 'inner' })))), steps: ['start', 'message news'], then: { tasks: ['a'], refused: 'NOBODY_WAITS' } },
  { title: 'a terminate end event inside it ends only itself', xml: file(ROOTS, process('p', start(), user('a'), flows('s>a'), el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', 'isInterrupting="false"', SIGNAL) + user('extra') + user('more') + el('endEvent', 't', '', '<terminateEventDefinition/>') + flows('xs>extra>t', 'xs>more')))), steps: ['start', 'signal alarm', 'complete extra'], then: { tasks: ['a'], terminated: ['more'] } },
  { title: 'an endless loop beside it: what is parked goes with the rest of the scope', xml: file(ROOTS, process('p', start(), el('exclusiveGateway', 'g'), flows('s>g>g'), listener(timer('PT1H')))), steps: ['start', 'advance PT1H', 'complete extra'], then: { ended: true } },
])

const raise = el('endEvent', 'bad', '', '<errorEventDefinition errorRef="er"/>')
const ERROR = '<errorEventDefinition errorRef="er" xmlns:camunda="http://camunda.org/schema/1.0/bpmn" camunda:errorCodeVariable="code"/>'
const failing = (listeners: string, boundaries = '') => file(ROOTS + '<error id="other" errorCode="OTHER"/>', process('p', start(), el('subProcess', 'sub', '', start('is') + user('a') + raise + user('c') + flows('is>a>bad', 'is>c') + listeners), user('after'), flows('s>sub>after'), boundaries))

table('event sub-process: errors', [
  { title: 'catches what is thrown in its scope, in place of all that was going on there', xml: failing(listener(ERROR)), steps: ['start', 'complete a'], then: { tasks: ['extra'], terminated: ['c'], data: { code: 'BAD' }, incidents: [] } },
  { title: 'goes before a boundary event of the same scope', xml: failing(listener(ERROR), el('boundaryEvent', 'eb', 'attachedToRef="sub"', '<errorEventDefinition errorRef="er"/>') + user('outer') + flows('eb>outer')), steps: ['start', 'complete a', 'complete extra'], then: { tasks: ['after'] } },
  { title: 'an exact code goes before any code, in whatever order they are drawn', xml: failing(listener('<errorEventDefinition/>') + listener(ERROR, { id: 'y', task: 'exact' })), steps: ['start', 'complete a'], then: { tasks: ['exact'] } },
  { title: 'one for another code lets it pass outwards', xml: failing(listener('<errorEventDefinition errorRef="other"/>'), el('boundaryEvent', 'eb', 'attachedToRef="sub"', '<errorEventDefinition errorRef="er"/>') + user('outer') + flows('eb>outer')), steps: ['start', 'complete a'], then: { tasks: ['outer'], terminated: ['c', 'sub'] } },
  { title: 'an error thrown inside it goes outwards, never to itself or beside it', xml: file(ROOTS, process('p', start(), el('subProcess', 'sub', '', start('is') + user('a') + raise + flows('is>a>bad') + el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', '', '<errorEventDefinition/>') + user('extra') + el('endEvent', 'again', '', '<errorEventDefinition errorRef="er"/>') + flows('xs>extra>again'))), el('boundaryEvent', 'eb', 'attachedToRef="sub"', '<errorEventDefinition/>'), user('outer'), flows('s>sub', 'eb>outer'))), steps: ['start', 'complete a', 'complete extra'], then: { tasks: ['outer'], incidents: [] } },
  { title: 'of the process catches what a worker reports', xml: file(ROOTS, process('p', start(), el('serviceTask', 'w', 'camunda:topic="check"'), flows('s>w'), listener(ERROR))), steps: ['start', 'jobError w BAD'], then: { tasks: ['extra'], terminated: ['w'], incidents: [] } },
  { title: 'of the process catches what a called instance throws', xml: file(ROOTS, process('p', start(), el('callActivity', 'k', 'calledElement="q"'), flows('s>k'), listener(ERROR)), process('q', start('qs'), el('endEvent', 'qe', '', '<errorEventDefinition errorRef="er"/>'), flows('qs>qe'))), steps: ['start'], then: { tasks: ['extra'], instances: 1 } },
])
