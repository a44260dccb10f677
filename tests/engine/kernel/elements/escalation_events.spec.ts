import { el, end, file, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const ROOTS = '<escalation id="es" name="late" escalationCode="LATE"/><escalation id="es2" name="lost" escalationCode="LOST"/><escalation id="any" name="whatever"/>'
const def = (ref = 'es', attributes = '') => `<escalationEventDefinition ${ref === '' ? '' : `escalationRef="${ref}"`} ${attributes}/>`
const raise = (ref = 'es') => el('intermediateThrowEvent', 't', '', def(ref))
const sub = (content = raise(), more = '') => el('subProcess', 'sub', '', start('is') + content + user('a') + flows('is>t>a') + more)
const boundary = (ref: string, attributes = '', id = 'b', definition = '') => el('boundaryEvent', id, `attachedToRef="sub" ${attributes}`, def(ref, definition)) + user(`${id}x`) + flows(`${id}>${id}x`)
const listener = (ref: string, attributes = '') => el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', attributes, def(ref)) + user('extra') + flows('xs>extra'))
const one = (...content: string[]) => file(ROOTS, process('p', start(), ...content, user('after'), flows('s>sub>after')))
const calling = (boundaries: string, call = '') => file(ROOTS, process('p', start(), el('callActivity', 'sub', 'calledElement="q"', call), user('after'), flows('s>sub>after'), boundaries), process('q', start('qs'), raise(), user('qa'), flows('qs>t>qa')))

table('escalation: boundary event', [
  { title: 'interrupts the sub-process; the thrower does not go on', xml: one(sub(), boundary('es')), steps: ['start'], then: { tasks: ['bx'], terminated: ['t', 'sub'] } },
  { title: 'not interrupting both go on', xml: one(sub(), boundary('es', 'cancelActivity="false"')), steps: ['start'], then: { tasks: ['a', 'bx'], terminated: [] } },
  { title: 'for another code does not happen', xml: one(sub(), boundary('es2')), steps: ['start'], then: { tasks: ['a'], incidents: [] } },
  { title: 'without code, or referring to an escalation without one, catches any', xml: one(sub(), boundary('any', 'cancelActivity="false"')), steps: ['start'], then: { tasks: ['a', 'bx'] } },
  { title: 'of the exact code goes before one for any', xml: one(sub(), boundary('', '', 'c'), boundary('es', 'cancelActivity="false"')), steps: ['start'], then: { tasks: ['a', 'bx'] } },
  { title: 'notes the code it has caught', xml: one(sub(), boundary('', 'cancelActivity="false"', 'b', 'camunda:escalationCodeVariable="code"')), steps: ['start'], then: { data: { code: 'LATE' } } },
  { title: 'thrown at an end: the sub-process ends as it would', xml: one(el('subProcess', 'sub', '', start('is') + el('endEvent', 't', '', def()) + flows('is>t')), boundary('es', 'cancelActivity="false"')), steps: ['start'], then: { tasks: ['after', 'bx'] } },
  { title: 'thrown at an end and interrupting: the end has been reached', xml: one(el('subProcess', 'sub', '', start('is') + user('c') + el('endEvent', 't', '', def()) + flows('is>t', 'is>c')), boundary('es')), steps: ['start'], then: { tasks: ['bx'], completed: ['s', 'is', 't', 'b'] } },
  { title: 'is nobody\'s: the instance goes on without an incident', xml: one(sub()), steps: ['start', 'complete a'], then: { tasks: ['after'], incidents: [] } },
  { title: 'the nearest one catches, the outer one hears nothing', xml: file(ROOTS, process('p', start(), el('subProcess', 'outer', '', start('os') + sub() + boundary('es', 'cancelActivity="false"') + flows('os>sub')), el('boundaryEvent', 'ob', 'attachedToRef="outer"', def()), user('obx'), flows('s>outer', 'ob>obx'))), steps: ['start'], then: { tasks: ['a', 'bx'] } },
  { title: 'on a multi-instance sub-process that it interrupts takes all of it away', xml: one(sub(raise(), '<multiInstanceLoopCharacteristics><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>'), boundary('es')), steps: ['start'], then: { tasks: ['bx'] } },
])

table('escalation: event sub-process', [
  { title: 'interrupting ends what goes on in its scope', xml: one(sub(raise(), listener('es'))), steps: ['start', 'complete extra'], then: { tasks: ['after'], terminated: ['t'] } },
  { title: 'not interrupting runs beside it', xml: one(sub(raise(), listener('es', 'isInterrupting="false"'))), steps: ['start'], then: { tasks: ['a', 'extra'] } },
  { title: 'goes before the boundary event of its scope', xml: one(sub(raise(), listener('es', 'isInterrupting="false"')), boundary('es')), steps: ['start'], then: { tasks: ['a', 'extra'] } },
  { title: 'does not catch what is thrown inside itself; the boundary event around it does', xml: one(sub(raise(), el('subProcess', 'x', 'triggeredByEvent="true"', el('startEvent', 'xs', 'isInterrupting="false"', def()) + raise('es').replace('id="t"', 'id="again"') + user('extra') + flows('xs>again>extra'))), boundary('es', 'cancelActivity="false"')), steps: ['start'], then: { tasks: ['a', 'bx', 'extra'] } },
  { title: 'of the process catches what is thrown deep inside', xml: file(ROOTS, process('p', start(), sub(), flows('s>sub'), listener('es', 'isInterrupting="false"'))), steps: ['start'], then: { tasks: ['a', 'extra'] } },
])

table('escalation: through a call activity', [
  { title: 'reaches the caller, while the called instance goes on', xml: calling(boundary('es', 'cancelActivity="false"')), steps: ['start'], then: { tasks: ['bx', 'qa'], instances: 2 } },
  { title: 'interrupting the call ends the called instance', xml: calling(boundary('es')), steps: ['start'], then: { tasks: ['bx'], instances: 1 } },
  { title: 'takes the out mappings along', xml: file(ROOTS, process('p', start(), el('callActivity', 'sub', 'calledElement="q"', '<extensionElements><camunda:in variables="all"/><camunda:out source="n" target="told"/></extensionElements>'), user('after'), flows('s>sub>after'), boundary('es', 'cancelActivity="false"')), process('q', start('qs'), raise(), user('qa'), flows('qs>t>qa'))), steps: ['start {"n":5}'], then: { data: { told: 5 }, tasks: ['bx', 'qa'] } },
  { title: 'nobody there catches it either: all goes on', xml: calling(''), steps: ['start'], then: { tasks: ['qa'], incidents: [], instances: 2 } },
  { title: 'a suspended caller hears of it at its resume', xml: file(ROOTS, process('p', start(), el('callActivity', 'sub', 'calledElement="q"'), end(), flows('s>sub>e'), boundary('es', 'cancelActivity="false"')), process('q', start('qs'), user('qb'), raise(), user('qa'), flows('qs>qb>t>qa'))), steps: ['start', 'complete qb'], then: { tasks: ['bx', 'qa'] } },
])
