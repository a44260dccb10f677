import { el, end, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const HOUR = 3_600_000
const on = (body: string, kind = 'timeDuration', attributes = '') => el('boundaryEvent', 'b', `attachedToRef="a" ${attributes}`, timer(body, kind))
const xml = (boundary: string) => model(start(), user('a'), boundary, user('late'), end(), flows('s>a>e', 'b>late'))

table('timer boundary event', [
  { title: 'interrupting: the task is taken away and the token goes its way', xml: xml(on('PT1H')), steps: ['start', 'advance PT1H'], then: { tasks: ['late'], terminated: ['a'], timers: [] } },
  { title: 'not interrupting: the task stays', xml: xml(on('PT1H', 'timeDuration', 'cancelActivity="false"')), steps: ['start', 'advance PT1H'], then: { tasks: ['a', 'late'], terminated: [] } },
  { title: 'is disarmed when the task completes in time', xml: xml(on('PT1H')), steps: ['start', 'complete a', 'advance PT2H'], then: { ended: true, tasks: [] } },
  { title: 'a cycle fires as often as it says', xml: xml(on('R3/PT10M', 'timeCycle', 'cancelActivity="false"')), steps: ['start', 'advance PT2H'], then: { tasks: ['a', 'late', 'late', 'late'], timers: [] } },
  { title: 'an endless cycle is armed again each time', xml: xml(on('R/PT1H', 'timeCycle', 'cancelActivity="false"')), steps: ['start', 'advance PT2H'], then: { tasks: ['a', 'late', 'late'], timers: [3 * HOUR] } },
  { title: 'the body may be an expression over variables', xml: xml(on('=limit')), steps: ['start {"limit":"PT2H"}'], then: { timers: [2 * HOUR] } },
  { title: 'a cycle from an expression goes on with what it gave when it was armed', xml: xml(on('=rhythm', 'timeCycle', 'cancelActivity="false"')), steps: ['start {"rhythm":"R3/PT1H"}', 'set {"rhythm":"never"}', 'advance PT5H'], then: { tasks: ['a', 'late', 'late', 'late'], incidents: [] } },
  { title: 'a body that gives no time is an incident, and a retry after the correction goes on', xml: xml(on('=limit')), steps: ['start {"limit":"soon"}', 'set {"limit":"PT3H"}', 'retry'], then: { incidents: [], tasks: ['a'], timers: [3 * HOUR] } },
  { title: 'suspended, it keeps the rest of its time', xml: xml(on('PT2H')), steps: ['start', 'advance PT1H', 'suspend', 'advance P1D', 'resume'], then: { tasks: ['a'], timers: [26 * HOUR] } },
  { title: 'suspended, a date that passed fires at the resume, once', xml: xml(on('2026-03-02T12:00:00', 'timeDate')), steps: ['start', 'suspend', 'advance P1D', 'resume', 'advance PT1S'], then: { tasks: ['late'] } },
  { title: 'in working days it fires when the last of them is over, whatever the duration for other engines says', xml: xml(on('P5D', 'timeDuration', 'gov:workingDays="=days"')), steps: ['start {"days":5}', 'advance P5D'], then: { tasks: ['a'] } },
  { title: 'in working days that an expression gives no number for, nothing is armed', xml: xml(on('P5D', 'timeDuration', 'gov:workingDays="=days"')), steps: ['start'], then: { tasks: ['a'], timers: [] } },
  { title: 'on a sub-process takes away everything inside', xml: model(start(), el('subProcess', 'a', '', start('is') + user('in') + flows('is>in')), on('PT1H'), user('late'), end(), flows('s>a>e', 'b>late')), steps: ['start', 'advance PT1H'], then: { tasks: ['late'], terminated: ['in', 'a'] } },
])
