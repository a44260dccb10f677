import { test } from '@japa/runner'
import { el, end, flows, model, start, user } from '../bpmn.js'
import { office, type Office } from './office.js'

const task = (id: string, who: string, attributes = '') => user(id, `camunda:assignee="${who}" ${attributes}`)
const passed = (desk: Office) => desk.events().flatMap((event) => (event.type === 'TaskAutoPassed' ? [`${event.elementId}:${event.reason}`] : []))
const assignees = (desk: Office) => desk.state().tokens.active.flatMap(({ element, task: open }) => (open ? [`${element}:${open.assignee ?? open.candidates.join()}`] : []))

test.group('kernel | the same person asked again', () => {
  const line = (policy: string) => model(start(), task('t1', 'a'), task('t2', 'b'), task('t3', 'b', `gov:autoPass="${policy}"`), task('t4', 'a', `gov:autoPass="${policy}"`), end(), flows('s>t1>t2>t3>t4>e'))
  for (const [policy, open] of [['never', ['t3']], ['consecutive', ['t4']], ['process', []]] as const) {
    test(`${policy}: ${open.join() || 'all is passed'}`, async ({ assert }) => {
      const desk = await office(line(policy))
      desk.complete('t1')
      desk.complete('t2')
      assert.deepEqual(desk.open(), open)
    })
  }

  test('it is closed in his name, with the words for it', async ({ assert }) => {
    const desk = await office(line('process'))
    desk.complete('t1')
    desk.complete('t2')
    assert.deepEqual(passed(desk), ['t3:自动通过（重复审批）', 't4:自动通过（重复审批）'])
    const closed = desk.events().filter((event) => event.type === 'TaskClosed' && event.elementId === 't3')
    assert.deepInclude(closed[0], { cause: 'completed', by: 'b', opinion: '自动通过（重复审批）' })
  })

  test('only who had agreed, and only a task of one person', async ({ assert }) => {
    const outcomes = 'gov:outcomes="agree,refuse"'
    const desk = await office(model(start(), task('t1', 'a', outcomes), task('t2', 'a', `${outcomes} gov:autoPass="consecutive"`), end(), flows('s>t1>t2>e')))
    desk.complete('t1', 'a', 'refuse')
    assert.deepEqual(desk.open(), ['t2'])
    const several = await office(model(start(), task('t1', 'a'), user('t2', 'camunda:candidateUsers="a,b" gov:autoPass="process"'), end(), flows('s>t1>t2>e')))
    several.complete('t1')
    assert.deepEqual(several.open(), ['t2'])
  })

  test('what was returned has to be done again, and so has what comes after it', async ({ assert }) => {
    const desk = await office(model(start(), task('t1', 'a'), task('t2', 'b', 'gov:autoPass="process"'), task('t3', 'c'), end(), flows('s>t1>t2>t3>e')))
    desk.complete('t1')
    desk.complete('t2')
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('t3'), by: 'c', to: 't1', then: 'sequence', opinion: null })
    desk.complete('t1')
    assert.deepEqual(desk.open(), ['t2'])
  })
})

test.group('kernel | the starter is the approver', () => {
  const line = (policy: string, more = '') => model(start(), task('t', 'a', `gov:starterIsApprover="${policy}" ${more}`), task('u', 'z'), end(), flows('s>t>u>e'))
  const cases: [policy: string, starter: string, open: string[]][] = [
    ['self', 'a', ['t:a']],
    ['skip', 'a', ['u:z']],
    ['skip', 'q', ['t:a']],
    ['superior', 'a', ['t:boss']],
    ['superior', 'q', ['t:a']],
    ['departmentHead', 'a', ['t:chief']],
  ]
  for (const [policy, starter, open] of cases) {
    test(`${policy}, started by ${starter}: ${open.join()}`, async ({ assert }) => {
      const desk = await office(line(policy), {}, starter)
      assert.deepEqual(assignees(desk), open)
    })
  }

  test('without anybody in his place the rule for nobody found decides', async ({ assert }) => {
    const xml = model(start(), user('t', 'camunda:assignee="boss" gov:starterIsApprover="superior" gov:emptyAssignee="user:z"'), end(), flows('s>t>e'))
    assert.deepEqual(assignees(await office(xml, {}, 'boss')), ['t:z'])
  })
})

test.group('kernel | copies that the model sends', () => {
  test('when the element completes, to each person once; a role means everybody who holds it', async ({ assert }) => {
    const desk = await office(model(start(), task('t', 'a', 'gov:copyTo="x,role:chief,x"'), el('manualTask', 'm', 'gov:copyTo="=readers"'), end(), flows('s>t>m>e')), { readers: ['y', 'gone'] })
    assert.deepEqual(desk.state().tokens.copies, undefined)
    desk.complete('t')
    const sent = desk.events().flatMap((event) => (event.type === 'CopySent' ? [`${event.elementId}>${event.userId}`] : []))
    assert.deepEqual(sent, ['t>x', 't>chief', 'm>y'])
    assert.equal(desk.state().status, 'completed')
  })
})
