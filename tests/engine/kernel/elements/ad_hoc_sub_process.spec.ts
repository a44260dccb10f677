import { test } from '@japa/runner'
import { adHocChoices } from '#engine/kernel/ad_hoc_choices'
import { openRehearsal, startProcess, submit } from '#engine/rehearsal/rehearsal'
import { compile, el, end, escape, findings, flows, model, start, timer, user } from '../bpmn.js'
import { table } from './table.js'

const until = (text: string) => `<completionCondition>${escape(text)}</completionCondition>`
const adHoc = (attributes: string, ...content: string[]) => el('adHocSubProcess', 'box', attributes, content.join(''))
const around = (box: string, ...more: string[]) => model(start(), box, user('after'), ...more, flows('s>box>after'))
const open = around(adHoc('', user('a'), user('b')))
const sequential = around(adHoc('ordering="Sequential"', user('a'), user('b'), until('done')))
const parallel = around(adHoc('ordering="Parallel"', user('a'), user('b'), until('done')))
const keeping = around(adHoc('cancelRemainingInstances="false"', user('a'), user('next'), user('b'), flows('a>next'), until('done')))
const chosen = (more = '') => around(adHoc('', `<extensionElements><zeebe:adHoc activeElementsCollection="=wanted"/></extensionElements>`, user('a'), user('b'), more))

const gathering = (more = '') => around(adHoc('', '<extensionElements><zeebe:adHoc activeElementsCollection="=wanted" outputCollection="answers" outputElement="=answer"/></extensionElements>', user('a'), user('b'), more))

table('ad-hoc sub-process', [
  { title: 'nothing begins by itself', xml: open, steps: ['start'], then: { tasks: [], incidents: [], ended: false } },
  { title: 'somebody begins an activity', xml: open, steps: ['start', 'begin box a'], then: { tasks: ['a'] } },
  { title: 'the same activity more than once, several at a time', xml: open, steps: ['start', 'begin box a', 'begin box a', 'begin box b'], then: { tasks: ['a', 'a', 'b'] } },
  { title: 'without condition it stays open after the last activity', xml: open, steps: ['start', 'begin box a', 'complete a'], then: { tasks: [], ended: false } },
  { title: 'somebody ends it', xml: open, steps: ['start', 'begin box a', 'complete a', 'finish box'], then: { tasks: ['after'] } },
  { title: 'it is not ended while an activity runs', xml: open, steps: ['start', 'begin box a', 'finish box'], then: { tasks: ['a'], refused: 'INVALID_STATE' } },
  { title: 'it may be ended without having done anything', xml: open, steps: ['start', 'finish box'], then: { tasks: ['after'] } },
  { title: 'sequential: no second activity while one runs', xml: sequential, steps: ['start', 'begin box a', 'begin box b'], then: { tasks: ['a'], refused: 'INVALID_STATE' } },
  { title: 'sequential: the next one after that', xml: sequential, steps: ['start', 'begin box a', 'complete a', 'begin box b'], then: { tasks: ['b'] } },
  { title: 'the condition is looked at after each activity', xml: sequential, steps: ['start', 'begin box a', 'complete a {"done":true}'], then: { tasks: ['after'] } },
  { title: 'when it holds, what still runs ends', xml: parallel, steps: ['start', 'begin box a', 'begin box b', 'complete a {"done":true}'], then: { tasks: ['after'], terminated: ['b'] } },
  { title: 'or goes on to its end, and then the sub-process ends', xml: keeping, steps: ['start', 'begin box a', 'begin box b', 'complete b {"done":true}', 'complete a'], then: { tasks: ['after'], terminated: [] } },
  { title: 'meanwhile nothing new begins', xml: keeping, steps: ['start', 'begin box a', 'begin box b', 'complete b {"done":true}', 'begin box b'], then: { tasks: ['a'], refused: 'INVALID_STATE' } },
  { title: 'a condition that becomes true without an activity is not looked at', xml: parallel, steps: ['start', 'begin box a', 'set {"done":true}'], then: { tasks: ['a'] } },
  { title: 'a condition that cannot be evaluated is an incident at the activity; the retry goes on', xml: around(adHoc('', user('a'), until('x > 1'))), steps: ['start {"x":"text"}', 'begin box a', 'complete a', 'set {"x":2}', 'retry'], then: { tasks: ['after'], incidents: [] } },
  { title: 'sequence flows inside are followed', xml: around(adHoc('', user('a'), user('next'), flows('a>next'))), steps: ['start', 'begin box a', 'complete a'], then: { tasks: ['next'] } },
  { title: 'what a flow leads to cannot be begun by hand', xml: around(adHoc('', user('a'), user('next'), flows('a>next'))), steps: ['start', 'begin box next'], then: { tasks: [], refused: 'INVALID_ARGUMENT' } },
  { title: 'an activity of somewhere else cannot be begun', xml: open, steps: ['start', 'begin box after'], then: { refused: 'INVALID_ARGUMENT' } },
  { title: 'one that is not running cannot be used', xml: open, steps: ['start', 'finish box', 'begin box a'], then: { refused: 'NOT_FOUND', tasks: ['after'] } },
  { title: 'a boundary event ends it', xml: around(adHoc('', user('a')), el('boundaryEvent', 'late', 'attachedToRef="box"', timer('PT1H')), user('overdue'), flows('late>overdue')), steps: ['start', 'begin box a', 'advance PT1H'], then: { tasks: ['overdue'] } },
  { title: 'Camunda 8: the elements of the collection begin at once', xml: chosen(), steps: ['start {"wanted":["a","b"]}'], then: { tasks: ['a', 'b'] } },
  { title: 'Camunda 8: it ends after the last of them', xml: chosen(), steps: ['start {"wanted":["b"]}', 'complete b'], then: { tasks: ['after'] } },
  { title: 'Camunda 8: an empty collection ends it at once', xml: chosen(), steps: ['start {"wanted":[]}'], then: { tasks: ['after'] } },
  { title: 'Camunda 8: a name that is no element inside is an incident; the retry goes on', xml: chosen(), steps: ['start {"wanted":["nobody"]}', 'set {"wanted":["a"]}', 'retry'], then: { tasks: ['a'], incidents: [] } },
  { title: 'Camunda 8: what each activity gives is listed in order of completion', xml: gathering(), steps: ['start {"wanted":["a","b"]}', 'complete b {"answer":2}', 'complete a {"answer":1}'], then: { tasks: ['after'], data: { answers: [2, 1] } } },
  { title: 'Camunda 8: a chain gives once, at its end', xml: gathering(user('next') + flows('a>next')), steps: ['start {"wanted":["a"]}', 'complete a {"answer":1}', 'complete next {"answer":2}'], then: { tasks: ['after'], data: { answers: [2] } } },
  { title: 'Camunda 8: the condition sees the list; what it ends gives nothing', xml: gathering(until('count(answers) = 2') + user('c')), steps: ['start {"wanted":["a","b","c"]}', 'complete a {"answer":1}', 'complete c {"answer":3}'], then: { tasks: ['after'], data: { answers: [1, 3] } } },
  { title: 'Camunda 8: nothing begun, an empty list', xml: gathering(), steps: ['start {"wanted":[]}'], then: { tasks: ['after'], data: { answers: [] } } },
  { title: 'Camunda 8: meanwhile the list is seen inside only', xml: gathering(), steps: ['start {"wanted":["a","b"]}', 'complete a {"answer":1}'], then: { tasks: ['b'], data: { answers: undefined } } },
  { title: 'Camunda 8: a condition that fails is an incident; the retry gathers once', xml: gathering(until('limit > count(answers)')), steps: ['start {"wanted":["a","b"],"limit":"x"}', 'complete a {"answer":1}', 'set {"limit":5}', 'retry'], then: { tasks: ['after'], data: { answers: [1] }, incidents: [] } },
  { title: 'what was done in it is undone in reverse order', xml: model(start(), adHoc('', user('a'), el('boundaryEvent', 'c', 'attachedToRef="a"', '<compensateEventDefinition/>'), user('undo', 'isForCompensation="true"'), '<association id="as" sourceRef="c" targetRef="undo"/>'), el('intermediateThrowEvent', 't', '', '<compensateEventDefinition/>'), user('after'), flows('s>box>t>after')), steps: ['start', 'begin box a', 'begin box a', 'complete a', 'complete a', 'finish box', 'complete undo'], then: { tasks: ['undo'] } },
])

test.group('kernel/elements | ad-hoc sub-process: what can be begun', () => {
  test('is listed, and changes with what runs', async ({ assert }) => {
    const [process] = await compile(sequential)
    const rehearsal = openRehearsal({ processes: [process!], nowMs: 0 })
    startProcess(rehearsal, 'p')
    const choices = () => adHocChoices(process!, rehearsal.states.get('i1')!).map(({ elementId, startable, canComplete }) => ({ elementId, startable, canComplete }))
    assert.deepEqual(choices(), [{ elementId: 'box', startable: ['a', 'b'], canComplete: true }])
    submit(rehearsal, 'i1', { type: 'ActivateAdHoc', subProcessId: 'box', elementId: 'a', by: null })
    assert.deepEqual(choices(), [{ elementId: 'box', startable: [], canComplete: false }])
  })

  const rules: [string, string, string[]][] = [
    ['an empty one', around(adHoc('')), ['AD_HOC_EMPTY box']],
    ['a list without what is gathered', around(adHoc('', '<extensionElements><zeebe:adHoc outputCollection="answers"/></extensionElements>', user('a'))), ['AD_HOC_OUTPUT box']],
    ['one with a start event', around(adHoc('', start('is'), user('a'), flows('is>a'))), ['AD_HOC_START box']],
    ['one with an end event', around(adHoc('', user('a'), end('ie'), flows('a>ie'))), ['AD_HOC_END ie']],
  ]
  for (const [title, xml, expected] of rules) test(`${title} is a finding`, async ({ assert }) => assert.deepEqual(await findings(xml), expected))
})
