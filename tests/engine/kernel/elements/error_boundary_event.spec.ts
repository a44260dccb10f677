import { test } from '@japa/runner'
import { el, file, findings, flows, process, start, user } from '../bpmn.js'
import { table } from './table.js'

const ERRORS = '<error id="one" errorCode="ONE"/><error id="two" errorCode="TWO"/>'
const worker = el('serviceTask', 'w', 'camunda:topic="work"')
const boundary = (id: string, ref: string | null, more = '') => el('boundaryEvent', id, 'attachedToRef="w"', `<errorEventDefinition ${ref === null ? '' : `errorRef="${ref}"`} ${more}/>`)
const xml = (...boundaries: string[]) => file(ERRORS, process('p', start(), worker, user('after'), ...boundaries, user('first'), user('any'), flows('s>w>after', ...(boundaries.join('').includes('"b1"') ? ['b1>first'] : []), ...(boundaries.join('').includes('"b2"') ? ['b2>any'] : []))))

table('error boundary event', [
  { title: 'catches the error of its code', xml: xml(boundary('b1', 'one')), steps: ['start', 'jobError w ONE'], then: { tasks: ['first'], terminated: ['w'], jobs: [] } },
  { title: 'does not catch another code', xml: xml(boundary('b1', 'one')), steps: ['start', 'jobError w TWO'], then: { tasks: [], incidents: ['UNCAUGHT_ERROR'] } },
  { title: 'the one for this code goes before the one for any', xml: xml(boundary('b2', null), boundary('b1', 'one')), steps: ['start', 'jobError w ONE'], then: { tasks: ['first'] } },
  { title: 'the one for any catches the rest', xml: xml(boundary('b2', null), boundary('b1', 'one')), steps: ['start', 'jobError w TWO'], then: { tasks: ['any'] } },
  { title: 'tells code and message in variables', xml: xml(boundary('b1', 'one', 'camunda:errorCodeVariable="code" camunda:errorMessageVariable="why"')), steps: ['start', 'jobError w ONE'], then: { data: { code: 'ONE', why: 'told by the worker' } } },
  { title: 'drawn as not interrupting it interrupts all the same', xml: xml(boundary('b1', 'one').replace('attachedToRef', 'cancelActivity="false" attachedToRef')), steps: ['start', 'jobError w ONE'], then: { tasks: ['first'], terminated: ['w'] } },
  { title: 'a job that completes disarms nothing and goes on', xml: xml(boundary('b1', 'one')), steps: ['start', 'job w'], then: { tasks: ['after'] } },
])

test('kernel/elements | error boundary event: two for the same error on one activity are refused', async ({ assert }) => {
  assert.deepEqual(await findings(xml(boundary('b1', 'one'), boundary('b2', 'one'))), ['AMBIGUOUS_ERROR_BOUNDARY b2'])
})
