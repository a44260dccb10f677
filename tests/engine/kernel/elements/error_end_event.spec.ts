import { el, end, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const ERROR = '<error id="er" errorCode="REFUSED"/>'
const fail = el('endEvent', 'bad', '', '<errorEventDefinition errorRef="er"/>')
const sub = (content = '') => el('subProcess', 'sub', '', start('is') + user('a') + fail + content + flows('is>a>bad'))
const caught = el('boundaryEvent', 'b', 'attachedToRef="sub"', '<errorEventDefinition errorRef="er"/>')

table('error end event', [
  { title: 'goes to the boundary event of the sub-process around it', xml: file(ERROR, process('p', start(), sub(), caught, user('repair'), end(), flows('s>sub>e', 'b>repair'))), steps: ['start', 'complete a'], then: { tasks: ['repair'], terminated: ['sub'], incidents: [] } },
  { title: 'ends its siblings in the sub-process', xml: file(ERROR, process('p', start(), sub(user('c') + flows('is>c')), caught, user('repair'), flows('s>sub', 'b>repair'))), steps: ['start', 'complete a'], then: { tasks: ['repair'], terminated: ['c', 'sub'] } },
  { title: 'that nobody catches is an incident, nothing is lost', xml: file(ERROR, process('p', start(), user('a'), fail, user('c'), flows('s>a>bad', 's>c'))), steps: ['start', 'complete a'], then: { incidents: ['UNCAUGHT_ERROR'], tasks: ['c'], ended: false } },
  { title: 'retried without being caught is an incident again', xml: file(ERROR, process('p', start(), fail, flows('s>bad'))), steps: ['start', 'retry'], then: { incidents: ['UNCAUGHT_ERROR'] } },
  { title: 'in a called instance goes to the boundary event of the call', xml: file(ERROR, process('p', start(), el('callActivity', 'sub', 'calledElement="q"'), caught, user('repair'), end(), flows('s>sub>e', 'b>repair')), process('q', start('qs'), fail, flows('qs>bad'))), steps: ['start'], then: { tasks: ['repair'], instances: 1, incidents: [] } },
  { title: 'in a called instance that no caller catches is an incident of the caller', xml: file(ERROR, process('p', start(), el('callActivity', 'sub', 'calledElement="q"'), flows('s>sub')), process('q', start('qs'), fail, flows('qs>bad'))), steps: ['start'], then: { instances: 1, incidents: ['UNCAUGHT_ERROR'] } },
])
