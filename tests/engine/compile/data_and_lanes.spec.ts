import { test } from '@japa/runner'
import { compileModel } from '#engine/compile/compile_model'
import { graphOf } from '#engine/kernel/graph'
import type { UserTaskSettings } from '#engine/kernel/elements/user_task'
import { compile, el, end, file, flows, findings, model, process, start, user } from '../kernel/bpmn.js'
import { table } from '../kernel/elements/table.js'

const assignment = (from: string, to: string) => `<assignment><from>${from}</from><to>${to}</to></assignment>`
const specification = '<ioSpecification><dataInput id="in_1" name="amount"/><inputSet/><outputSet/></ioSpecification>'
const script = (id: string, text: string, content: string) => el('scriptTask', id, 'camunda:resultVariable="got"', `${content}<script>${text}</script>`)

table('data associations', [
  { title: 'an assignment into a data input is an input parameter by its name', xml: model(start(), script('a', 'amount', `${specification}<dataInputAssociation><targetRef>in_1</targetRef>${assignment('=total + 1', 'in_1')}</dataInputAssociation>`), user('w'), flows('s>a>w')), steps: ['start {"total":4}'], then: { data: { got: 5, amount: undefined } } },
  { title: 'an assignment in JUEL, to a variable by its name', xml: model(start(), script('a', 'mine', `${specification}<dataInputAssociation><targetRef>in_1</targetRef>${assignment('#{total}', '#{mine}')}</dataInputAssociation>`), user('w'), flows('s>a>w')), steps: ['start {"total":4}'], then: { data: { got: 4 } } },
  { title: 'an assignment out of an activity writes the variable', xml: model(start(), el('userTask', 'a', '', `<dataOutputAssociation><targetRef>d</targetRef>${assignment('=answer * 2', 'doubled')}</dataOutputAssociation>`), el('dataObjectReference', 'd', 'name="Twice"'), user('w'), flows('s>a>w')), steps: ['start', 'complete a {"answer":3}'], then: { data: { doubled: 6 } } },
  { title: 'a transformation writes the data object it leads to', xml: model(start(), el('userTask', 'a', '', '<dataOutputAssociation><targetRef>d</targetRef><transformation>=answer * 2</transformation></dataOutputAssociation>'), el('dataObjectReference', 'd', 'name="twice"'), user('w'), flows('s>a>w')), steps: ['start', 'complete a {"answer":3}'], then: { data: { twice: 6 } } },
  { title: 'an association without either is drawn only', xml: model(start(), el('userTask', 'a', '', '<dataOutputAssociation><targetRef>d</targetRef></dataOutputAssociation>'), el('dataObjectReference', 'd', 'name="twice"'), user('w'), flows('s>a>w')), steps: ['start {"twice":1}', 'complete a'], then: { data: { twice: 1 }, tasks: ['w'] } },
])

const lanes = (content: string, attributes = '') => process('p', `<laneSet id="ls">${content}</laneSet>`, start(), user('a'), user('b', 'camunda:assignee="li"'), end(), flows('s>a>b>e')).replace('<process ', `<process ${attributes} `)
const lane = (id: string, attributes: string, members: string, inner = '') => `<lane id="${id}" ${attributes}>${members.split(' ').filter(Boolean).map((member) => `<flowNodeRef>${member}</flowNodeRef>`).join('')}${inner}</lane>`

test.group('compile | lanes', () => {
  const candidates = async (content: string, attributes?: string) => {
    const [compiled] = await compile(file(lanes(content, attributes)))
    return ['a', 'b'].map((id) => (graphOf(compiled!).nodesById.get(id)!.settings as UserTaskSettings).candidates.fixed)
  }

  test('a user task that names nobody is for the groups of its lane; one with an assignee is not', async ({ assert }) => {
    assert.deepEqual(await candidates(lane('l', 'name="窗口" camunda:candidateGroups="window"', 's a b e')), [['role:window'], []])
    const { diagnostics } = await compileModel(file(lanes(lane('l', 'name="窗口" gov:candidateGroups="dept:market"', 's a b e'))))
    assert.deepEqual(diagnostics.filter(({ code }) => code === 'LANE_CANDIDATES').map(({ severity, elementId }) => [severity, elementId]), [['information', 'a']])
  })

  test('inner lanes inherit from outer ones and go before them', async ({ assert }) => {
    const inner = (attributes: string) => `<childLaneSet id="inner">${lane('k', attributes, 'a b')}</childLaneSet>`
    assert.deepEqual((await candidates(lane('l', 'camunda:candidateGroups="outer"', 's a b e', inner(''))))[0], ['role:outer'])
    assert.deepEqual((await candidates(lane('l', 'camunda:candidateGroups="outer"', 's a b e', inner('camunda:candidateGroups="inner"'))))[0], ['role:inner'])
  })

  test('the lane’s name is a role only where the process says so', async ({ assert }) => {
    assert.deepEqual((await candidates(lane('l', 'name="reviewer"', 'a')))[0], [])
    assert.deepEqual((await candidates(lane('l', 'name="reviewer"', 'a'), 'gov:laneCandidates="name"'))[0], ['role:reviewer'])
  })

  test('an expression in another language is told and not run', async ({ assert }) => {
    const xml = model(start(), el('userTask', 'a', '', '<dataOutputAssociation><targetRef>d</targetRef><transformation language="http://www.w3.org/1999/XPath">/a/b</transformation></dataOutputAssociation>'), el('dataObjectReference', 'd', 'name="twice"'), flows('s>a'))
    assert.include(await findings(xml, 'warning'), 'DATA_LANGUAGE a')
  })
})
