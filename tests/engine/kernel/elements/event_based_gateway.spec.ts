import { el, end, escape, file, flows, process, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const ROOTS = '<message id="m" name="paid"/><message id="m2" name="withdrawn"/><signal id="sg" name="alarm"/>'
const message = (id: string, ref = 'm') => el('intermediateCatchEvent', id, '', `<messageEventDefinition messageRef="${ref}"/>`)
const signal = (id: string) => el('intermediateCatchEvent', id, '', '<signalEventDefinition signalRef="sg"/>')
const condition = (id: string, text: string) => el('intermediateCatchEvent', id, '', `<conditionalEventDefinition><condition>${escape(text)}</condition></conditionalEventDefinition>`)
const xml = (gateway = '') =>
  file(ROOTS, process('p', start(), el('eventBasedGateway', 'g', gateway), message('em'), signal('es'), el('intermediateCatchEvent', 'et', '', timer('PT1H')), condition('ec', 'n > 1'), el('receiveTask', 'er', 'messageRef="m2"'), user('um'), user('us'), user('ut'), user('uc'), user('ur'), flows('s>g>em>um', 'g>es>us', 'g>et>ut', 'g>ec>uc', 'g>er>ur')))

table('event-based gateway', [
  { title: 'waits for all that stands behind it', xml: xml(), steps: ['start'], then: { tasks: [], ended: false, timers: [3_600_000] } },
  { title: 'a message decides', xml: xml(), steps: ['start', 'message paid {"n":1}'], then: { tasks: ['um'], timers: [], completed: ['s', 'g', 'em'], data: { n: 1 } } },
  { title: 'a signal decides', xml: xml(), steps: ['start', 'signal alarm'], then: { tasks: ['us'], timers: [] } },
  { title: 'the clock decides', xml: xml(), steps: ['start', 'advance PT2H'], then: { tasks: ['ut'], timers: [] } },
  { title: 'a condition decides', xml: xml(), steps: ['start', 'set {"n":2}'], then: { tasks: ['uc'], timers: [] } },
  { title: 'a condition that holds already decides at once', xml: xml(), steps: ['start {"n":2}'], then: { tasks: ['uc'], timers: [] } },
  { title: 'a receive task decides', xml: xml(), steps: ['start', 'message withdrawn'], then: { tasks: ['ur'], timers: [] } },
  { title: 'what comes second finds nobody', xml: xml(), steps: ['start', 'message paid', 'message withdrawn', 'advance PT2H'], then: { tasks: ['um'], refused: 'NOBODY_WAITS' } },
  { title: 'an event behind it can be triggered by its id', xml: xml(), steps: ['start', 'trigger et'], then: { tasks: ['ut'], timers: [] } },
  { title: 'two tokens wait twice', xml: file(ROOTS, process('p', start(), el('parallelGateway', 'f'), el('eventBasedGateway', 'g'), message('em'), signal('es'), user('um'), user('us'), flows('s>f>g>em>um', 'g>es>us'), '<sequenceFlow id="f2" sourceRef="f" targetRef="g"/>')), steps: ['start', 'message paid', 'signal alarm'], then: { tasks: ['um', 'us'] } },
  { title: 'a suspension stops its timer, a message meanwhile decides at the resume', xml: xml(), steps: ['start', 'suspend', 'signal alarm', 'advance PT2H', 'resume'], then: { tasks: ['us'], timers: [] } },
  { title: 'a timer that cannot be computed is an incident; the retry waits for all', xml: file(ROOTS, process('p', start(), el('eventBasedGateway', 'g'), message('em'), el('intermediateCatchEvent', 'et', '', timer('=wait')), user('um'), end(), flows('s>g>em>um', 'g>et>e'))), steps: ['start {"wait":"soon"}', 'set {"wait":"PT1H"}', 'retry', 'message paid'], then: { tasks: ['um'], incidents: [], timers: [] } },
  { title: 'dies with its sub-process', xml: file(ROOTS, process('p', start(), el('subProcess', 'sub', '', start('is') + el('eventBasedGateway', 'g') + message('em') + message('em2', 'm2') + flows('is>g>em', 'g>em2')), el('boundaryEvent', 'b', 'attachedToRef="sub"', '<signalEventDefinition signalRef="sg"/>'), user('x'), flows('s>sub', 'b>x'))), steps: ['start', 'signal alarm', 'message paid'], then: { tasks: ['x'], refused: 'NOBODY_WAITS' } },
])

const instantiating = (gateway = '', more = '') =>
  file(ROOTS, process('p', el('eventBasedGateway', 'g', `instantiate="true" ${gateway}`), message('em'), message('em2', 'm2'), user('um'), user('um2'), flows('g>em>um', 'g>em2>um2'), more))

table('event-based gateway that starts the process', [
  { title: 'the first message starts an instance and takes its way', xml: instantiating(), steps: ['message withdrawn {"n":1}'], then: { tasks: ['um2'], data: { n: 1 }, completed: ['g', 'em2'] } },
  { title: 'another message starts another instance', xml: instantiating(), steps: ['message withdrawn', 'message paid'], then: { tasks: ['um', 'um2'], instances: 2 } },
  { title: 'parallel: the instance started waits for the others, too', xml: instantiating('eventGatewayType="Parallel"'), steps: ['message withdrawn', 'message paid'], then: { tasks: ['um', 'um2'], instances: 1 } },
  { title: 'parallel: it ends when all has happened and is done', xml: instantiating('eventGatewayType="Parallel"'), steps: ['message paid', 'complete um'], then: { ended: false, tasks: [] } },
  { title: 'a receive task may start a process', xml: file(ROOTS, process('p', el('receiveTask', 'er', 'messageRef="m" instantiate="true"'), user('ur'), flows('er>ur'))), steps: ['message paid {"n":4}'], then: { tasks: ['ur'], data: { n: 4 } } },
  { title: 'without a message nothing starts it', xml: instantiating(), steps: ['start'], then: { refused: 'INVALID_ARGUMENT', instances: 0 } },
])
