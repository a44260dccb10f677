import { test } from '@japa/runner'
import { compileDmn } from '#engine/compile/compile_dmn'
import type { DecisionEvaluated, Event } from '#engine/kernel/events'
import { openRehearsal, startProcess } from '#engine/rehearsal/rehearsal'
import { dmn as dmnFile, formula, requires, table as decisionTable } from '../../decisions/dmn.js'
import { compile, el, end, findings, flows, model, start, user } from '../bpmn.js'
import { START_MS, table } from './table.js'

const dmn = dmnFile([
  decisionTable({ id: 'fee', inputs: ['n|n|number'], outputs: ['fee|number'], rules: [['< 10', '1'], ['>= 10', '2']] }),
  decisionTable({ id: 'both', inputs: ['n|n|number'], outputs: ['level', 'days|number'], rules: [['< 10', '"低"', '3'], ['>= 10', '"高"', 'n']] }),
  decisionTable({ id: 'all', hitPolicy: 'COLLECT', inputs: ['n|n|number'], outputs: ['unit'], rules: [['> 0', '"a"'], ['> 5', '"b"']] }),
  decisionTable({ id: 'unique', inputs: ['n|n|number'], outputs: ['x'], rules: [['> 0', '1'], ['> 5', '2']] }),
  formula('total', 'fee + 100', { requirements: requires('fee') }),
].join(''))

const task = (attributes: string, content = '') => el('businessRuleTask', 't', attributes, content)
const xml = (attributes: string, content = '') => model(start(), task(attributes, content), user('a'), flows('s>t>a'))
const ext = (content: string) => `<extensionElements>${content}</extensionElements>`
const taking = (ref: string, mapping = '') => `camunda:decisionRef="${ref}" camunda:resultVariable="r"${mapping ? ` camunda:mapDecisionResult="${mapping}"` : ''}`
const output = ext('<camunda:inputOutput><camunda:outputParameter name="o">=decisionResult[1].fee</camunda:outputParameter></camunda:inputOutput>')

table('business rule task', [
  { title: 'takes one entry', dmn, xml: xml(taking('fee', 'singleEntry')), steps: ['start {"n":3}'], then: { data: { r: 1 }, tasks: ['a'] } },
  { title: 'takes one result', dmn, xml: xml(taking('both', 'singleResult')), steps: ['start {"n":30}'], then: { data: { r: { level: '高', days: 30 } } } },
  { title: 'collects entries', dmn, xml: xml(taking('all', 'collectEntries')), steps: ['start {"n":9}'], then: { data: { r: ['a', 'b'] } } },
  { title: 'takes the list of results, as Camunda does when nothing is said', dmn, xml: xml(taking('fee')), steps: ['start {"n":3}'], then: { data: { r: [{ fee: 1 }] } } },
  { title: 'no hit is null for one entry and an empty list for all', dmn, xml: xml(taking('fee', 'singleEntry')), steps: ['start'], then: { data: { r: null }, tasks: ['a'] } },
  { title: 'an expression names the decision', dmn, xml: xml(taking('${which}', 'singleEntry')), steps: ['start {"n":3,"which":"total"}'], then: { data: { r: 101 } } },
  { title: 'an output parameter reads the result', dmn, xml: xml('camunda:decisionRef="fee"', output), steps: ['start {"n":12}'], then: { data: { o: 2, decisionResult: undefined } } },
  { title: 'the result as DMN gives it, in a Camunda 8 model', dmn, xml: xml('', ext('<zeebe:calledDecision decisionId="all" resultVariable="r"/>')), steps: ['start {"n":9}'], then: { data: { r: ['a', 'b'] } } },
  { title: 'each output a variable, in a Flowable model', dmn, xml: model(start(), el('serviceTask', 't', 'flowable:type="dmn"', ext('<flowable:field name="decisionTableReferenceKey"><flowable:string>both</flowable:string></flowable:field>')), user('a'), flows('s>t>a')), steps: ['start {"n":4}'], then: { data: { level: '低', days: 3 }, tasks: ['a'] } },
  { title: 'several hits for one entry are an incident', dmn, xml: xml(taking('all', 'singleEntry')), steps: ['start {"n":9}'], then: { incidents: ['DECISION_FAILED'], data: { r: undefined }, tasks: [] } },
  { title: 'a decision that fails is an incident; after the correction a retry goes on', dmn, xml: xml(taking('unique', 'singleEntry')), steps: ['start {"n":9}', 'set {"n":2}', 'retry'], then: { incidents: [], data: { r: 1 }, tasks: ['a'] } },
  { title: 'a decision that is not there is an incident', dmn, xml: xml(taking('nowhere')), steps: ['start'], then: { incidents: ['DECISION_NOT_FOUND'] } },
  { title: 'with a topic it is work for a worker', xml: xml('camunda:type="external" camunda:topic="rules"'), steps: ['start', 'job t {"r":5}'], then: { data: { r: 5 }, tasks: ['a'] } },
  { title: 'decides for each item of a collection', dmn, xml: model(start(), task(taking('fee', 'singleEntry'), `<multiInstanceLoopCharacteristics isSequential="true" camunda:collection="list" camunda:elementVariable="n"/>`), user('a'), flows('s>t>a')), steps: ['start {"list":[1,20]}'], then: { data: { r: 2 }, tasks: ['a'] } },
])

test.group('kernel/elements | business rule task', () => {
  test('the journal tells which rules decided', async ({ assert }) => {
    const events: Event[] = []
    const rehearsal = openRehearsal({ processes: await compile(xml(taking('total', 'singleEntry'))), decisions: (await compileDmn(dmn)).decisions, nowMs: START_MS, onRecord: (record) => void events.push(...record.events) })
    startProcess(rehearsal, 'p', { variables: { n: 12 } })
    const decided = events.find((event): event is DecisionEvaluated => event.type === 'DecisionEvaluated')
    assert.deepInclude(decided, { elementId: 't', decisionId: 'total', decisionName: 'total', packageId: null, values: { r: 102 }, atMs: START_MS })
    assert.deepEqual(decided?.steps, [
      { decisionId: 'fee', decisionName: 'fee', rules: [{ number: 2, id: 'fee_rule2', note: null }] },
      { decisionId: 'total', decisionName: 'total' },
    ])
  })

  for (const [title, attributes, found] of [
    ['neither decision nor worker', '', ['DECISION_MISSING t']],
    ['decision and worker', 'camunda:decisionRef="fee" camunda:resultVariable="r" camunda:topic="x"', ['WORK_TWICE t']],
    ['an unknown mapping', taking('fee', 'first'), ['DECISION_MAPPING t']],
    ['a version that is none', `${taking('fee')} camunda:decisionRefBinding="version" camunda:decisionRefVersion="x"`, ['BINDING_VERSION t']],
    ['a tag that is missing', `${taking('fee')} camunda:decisionRefBinding="versionTag"`, ['BINDING_VERSION_TAG t']],
    ['a binding that does not exist', `${taking('fee')} camunda:decisionRefBinding="newest"`, ['BINDING_UNKNOWN t']],
  ] as const) {
    test(`${title} is a finding`, async ({ assert }) => {
      assert.deepEqual(await findings(model(start(), task(attributes), end(), flows('s>t>e'))), [...found])
    })
  }

  test('a result without a place to go is a warning', async ({ assert }) => {
    assert.deepEqual(await findings(model(start(), task('camunda:decisionRef="fee"'), end(), flows('s>t>e')), 'warning'), ['DECISION_RESULT_UNUSED t'])
  })

  test('the process says which decisions it may look up', async ({ assert }) => {
    const [process] = await compile(xml(taking('fee')))
    assert.deepEqual(process?.needs.decisions, ['fee'])
  })
})
