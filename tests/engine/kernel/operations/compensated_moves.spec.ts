import { test } from '@japa/runner'
import { el, end, escape, flows, model, start, user } from '../bpmn.js'
import { office } from './office.js'

const task = (id: string) => user(id, `camunda:assignee="${id}"`)
const undo = (activity: string) =>
  el('boundaryEvent', `c_${activity}`, `attachedToRef="${activity}"`, '<compensateEventDefinition/>') +
  user(`undo_${activity}`, `isForCompensation="true" camunda:assignee="${activity}"`) +
  `<association id="as_${activity}" sourceRef="c_${activity}" targetRef="undo_${activity}"/>`
const COMPENSATED = model(
  start(), task('a'), undo('a'), task('b'), undo('b'), task('c'), el('intermediateThrowEvent', 't', '', '<compensateEventDefinition/>'), task('d'), end(), flows('s>a>b>c>t>d>e'),
)
const COMPLEX = model(
  start(), task('o'), el('parallelGateway', 'F'), task('a'), task('b'), task('c'), el('complexGateway', 'X', '', `<activationCondition>${escape('activationCount >= 2')}</activationCondition>`), task('d'), end(),
  flows('s>o>F', 'F>a>X', 'F>b>X', 'F>c>X', 'X>d>e'),
)

test.group('kernel | moves and compensation', () => {
  for (const then of ['sequence', 'back-to-me'] as const) {
    test(`what was taken back and done again (${then}) is undone once`, async ({ assert }) => {
      const desk = await office(COMPENSATED)
      desk.complete('a')
      desk.complete('b')
      desk.do({ type: 'ReturnTask', taskId: desk.taskId('c'), by: 'c', to: 'b', then, opinion: '重办' })
      desk.complete('b')
      desk.complete('c')
      assert.deepEqual(desk.open(), ['undo_b'])
      desk.complete('undo_b')
      assert.deepEqual(desk.open(), ['undo_a'])
      desk.complete('undo_a')
      assert.deepEqual(desk.open(), ['d'])
    })
  }

  test('taken back to the first task, nothing is left to be undone', async ({ assert }) => {
    const desk = await office(COMPENSATED)
    desk.complete('a')
    desk.complete('b')
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('c'), by: 'c', to: 'a', then: 'sequence', opinion: '重办' })
    assert.isUndefined(desk.state().tokens.compensations)
    assert.equal(desk.finish(), 'completed')
  })

  test('behind a complex gateway the way back is known', async ({ assert }) => {
    const desk = await office(COMPLEX, {}, 'o')
    desk.complete('o')
    desk.complete('a')
    desk.complete('b')
    assert.sameMembers(desk.open(), ['c', 'd'])
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('d'), by: 'd', to: 'o', then: 'sequence', opinion: '重办' })
    assert.deepEqual(desk.open(), ['o'])
    assert.equal(desk.finish(), 'completed')
  })

  test('back into one branch of a complex gateway that has begun: the other branch stays done', async ({ assert }) => {
    const desk = await office(COMPLEX, {}, 'o')
    desk.complete('o')
    desk.complete('a')
    desk.complete('b')
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('d'), by: 'd', to: 'a', then: 'sequence', opinion: '重办' })
    assert.sameMembers(desk.open(), ['a', 'c'])
    assert.deepEqual(desk.joins(), ['X(b_X)'])
    assert.equal(desk.finish(), 'completed')
  })
})
