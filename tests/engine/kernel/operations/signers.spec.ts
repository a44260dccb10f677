import { test } from '@japa/runner'
import type { AddSigners, SignPosition } from '#engine/kernel/operation_commands'
import { el, end, flows, model, start, user } from '../bpmn.js'
import { office, type Office } from './office.js'

const task = (id: string, attributes = '') => user(id, `camunda:assignee="${id}" ${attributes}`)
const LINE = model(start(), task('a'), task('b'), end(), flows('s>a>b>e'))
const FORKED = model(start(), task('a'), el('parallelGateway', 'F'), el('parallelGateway', 'J'), task('b'), task('c'), task('d'), end(), flows('s>a>F>b>J>d>e', 'F>c>J'))
const OUTCOMES = model(start(), task('a', 'gov:outcomes="yes,no"'), task('b'), end(), flows('s>a>b>e'))
const loop = (isSequential: boolean) => `<multiInstanceLoopCharacteristics isSequential="${isSequential}" camunda:collection="people" camunda:elementVariable="person"/>`
const vote = (isSequential: boolean) => model(start(), user('v', 'camunda:assignee="${person}"', loop(isSequential)), task('b'), end(), flows('s>v>b>e'))

const add = (desk: Office, element: string, users: string[], position: SignPosition, more: Partial<AddSigners> = {}): AddSigners => {
  const [name, by] = element.split('<')
  return { type: 'AddSigners', taskId: desk.taskId(element), by: by ?? (name as string), users, position, opinion: null, ...more }
}
const remove = (desk: Office, element: string, users: string[], by = 'a', asSupervisor?: true) => ({ type: 'RemoveSigners' as const, taskId: desk.taskId(element), by, users, opinion: null, asSupervisor })
const voteOf = (desk: Office, user: string): string => {
  const record = desk.state().tokens.active.find(({ task: open }) => open?.assignee === user)
  return `${desk.id}:${record?.id}`
}
const votes = (desk: Office) => desk.state().tokens.active.flatMap(({ element, task: open }) => (element === 'v' && open ? [open.assignee] : []))

test.group('kernel | signers before', () => {
  test('the task waits until every one has signed, then it is the assignee’s again', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do(add(desk, 'a', ['x', 'y'], 'before', { opinion: '请会商' }))
    assert.deepEqual(desk.open(), ['a', 'a<x', 'a<y'])
    assert.match(desk.refused({ type: 'CompleteTask', taskId: desk.taskId('a'), by: 'a', outcome: null, opinion: null, data: {} }), /前加签人员/)
    desk.complete('a<x', undefined, 'disagree')
    desk.complete('a<y')
    assert.deepEqual(desk.open(), ['a'])
    desk.complete('a')
    assert.deepEqual(desk.open(), ['b'])
  })

  test('their opinions decide nothing and write no data', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do(add(desk, 'a', ['x'], 'before'))
    assert.match(desk.refused({ type: 'CompleteTask', taskId: desk.taskId('a<x'), by: 'x', outcome: 'agree', opinion: null, data: { area: 1 } }), /不能修改表单/)
    assert.match(desk.refused({ type: 'CompleteTask', taskId: desk.taskId('a<x'), by: 'x', outcome: 'yes', opinion: null, data: {} }), /同意”或“不同意/)
    assert.match(desk.refused({ type: 'CompleteTask', taskId: desk.taskId('a<x'), by: 'y', outcome: 'agree', opinion: null, data: {} }), /由 x 办理/)
    desk.complete('a<x')
    assert.deepEqual(desk.state().data, {})
  })

  test('a signer may hand over, and add signers of his own, three deep', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do(add(desk, 'a', ['x'], 'before'))
    desk.do({ type: 'TransferTask', taskId: desk.taskId('a<x'), by: 'x', to: 'y', opinion: null })
    desk.do(add(desk, 'a<y', ['k'], 'before'))
    desk.do(add(desk, 'a<k', ['l'], 'parallel'))
    assert.match(desk.refused(add(desk, 'a<l', ['m'], 'before')), /最多嵌套 3 层/)
    assert.match(desk.refused({ type: 'CompleteTask', taskId: desk.taskId('a<y'), by: 'y', outcome: 'agree', opinion: null, data: {} }), /前加签人员/)
    desk.complete('a<k')
    assert.match(desk.refused({ type: 'CompleteTask', taskId: desk.taskId('a<y'), by: 'y', outcome: 'agree', opinion: null, data: {} }), /前加签人员/)
    desk.complete('a<l')
    desk.complete('a<y')
    assert.deepEqual(desk.open(), ['a'])
  })
})

test.group('kernel | signers beside', () => {
  test('the token leaves when the task and every signer are done, in whatever order', async ({ assert }) => {
    for (const order of [['a', 'a<x', 'a<y'], ['a<x', 'a', 'a<y'], ['a<y', 'a<x', 'a']]) {
      const desk = await office(LINE)
      desk.do(add(desk, 'a', ['x', 'y'], 'parallel'))
      for (const element of order) {
        assert.notInclude(desk.open(), 'b')
        desk.complete(element)
      }
      assert.deepEqual(desk.open(), ['b'])
    }
  })

  test('their disagreement is advice: the assignee’s outcome stands', async ({ assert }) => {
    const desk = await office(OUTCOMES)
    desk.do(add(desk, 'a', ['x'], 'parallel'))
    desk.complete('a', 'a', 'yes')
    desk.complete('a<x', 'x', 'disagree')
    assert.deepEqual(desk.open(), ['b'])
    assert.equal((desk.state().data.tasks as { a: { outcome: string } }).a.outcome, 'yes')
  })
})

test.group('kernel | signers after', () => {
  const finished = (outcome: string) => ({ outcome, data: { area: 80 } })

  test('his outcome and data are kept; the token leaves with them when all agree', async ({ assert }) => {
    const desk = await office(OUTCOMES)
    desk.do(add(desk, 'a', ['x', 'y'], 'after', finished('no')))
    assert.deepEqual([desk.open(), desk.state().data.area], [['a<x', 'a<y'], 80])
    desk.complete('a<x')
    desk.complete('a<y')
    assert.deepEqual(desk.open(), ['b'])
    assert.equal(desk.state().tokens.active[0]?.lastOutcome, 'no')
  })

  test('one who disagrees sends it back to him, once', async ({ assert }) => {
    const desk = await office(OUTCOMES)
    desk.do(add(desk, 'a', ['x', 'y'], 'after', finished('yes')))
    desk.complete('a<x', undefined, 'disagree')
    assert.deepEqual(desk.open(), ['a<y'])
    desk.complete('a<y')
    assert.deepEqual(desk.open(), ['a'])
    assert.equal(desk.state().tokens.active[0]?.task?.assignee, 'a')
    desk.do(add(desk, 'a', ['z'], 'after', finished('yes')))
    desk.complete('a<z', undefined, 'disagree')
    assert.deepEqual(desk.open(), ['b'])
  })

  test('his own answer must be right', async ({ assert }) => {
    const desk = await office(OUTCOMES)
    assert.match(desk.refused(add(desk, 'a', ['x'], 'after')), /还没有选择办理结果/)
    assert.match(desk.refused(add(desk, 'a', ['x'], 'after', finished('maybe'))), /不在允许之列/)
    desk.do(add(desk, 'a', ['x'], 'before'))
    assert.match(desk.refused(add(desk, 'a', ['y'], 'after', finished('yes'))), /前加签人员/)
  })

  test('a signer who adds one after him is done himself; nobody is sent back to him', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do(add(desk, 'a', ['x'], 'before'))
    desk.do(add(desk, 'a<x', ['y'], 'after', { outcome: 'agree' }))
    assert.deepEqual(desk.open(), ['a', 'a<y'])
    desk.complete('a<y', undefined, 'disagree')
    assert.deepEqual(desk.open(), ['a'])
  })
})

test.group('kernel | signers who are added to a countersign', () => {
  test('beside a vote they are voters, and the counters know them', async ({ assert }) => {
    const desk = await office(vote(false), { people: ['x', 'y'] })
    desk.do({ type: 'AddSigners', taskId: voteOf(desk, 'x'), by: 'x', users: ['z', 'w'], position: 'parallel', opinion: null })
    assert.sameMembers(votes(desk), ['x', 'y', 'z', 'w'])
    assert.deepInclude(desk.state().tokens.active.find(({ multi }) => multi)?.multi, { total: 4, created: 4, completed: 0 })
    assert.match(desk.refused({ type: 'AddSigners', taskId: voteOf(desk, 'x'), by: 'x', users: ['w'], position: 'parallel', opinion: null }), /已在会签人员中/)
    assert.equal(desk.finish(), 'completed')
  })

  test('in a sequence they come last', async ({ assert }) => {
    const desk = await office(vote(true), { people: ['x', 'y'] })
    desk.do({ type: 'AddSigners', taskId: voteOf(desk, 'x'), by: 'x', users: ['z'], position: 'parallel', opinion: null })
    const seen: unknown[] = []
    while (votes(desk).length > 0) {
      seen.push(...votes(desk))
      desk.complete('v')
    }
    assert.deepEqual(seen, ['x', 'y', 'z'])
    assert.deepEqual(desk.open(), ['b'])
  })

  test('taken out again they count for nothing; one always stays', async ({ assert }) => {
    const desk = await office(vote(false), { people: ['x', 'y'] })
    desk.do({ type: 'AddSigners', taskId: voteOf(desk, 'x'), by: 'x', users: ['z'], position: 'parallel', opinion: null })
    const out = (users: string[], by: string, asSupervisor?: true) => ({ type: 'RemoveSigners' as const, taskId: voteOf(desk, 'x'), by, users, opinion: null, asSupervisor })
    assert.match(desk.refused(out(['y'], 'x')), /不是您加签的/)
    desk.do(out(['z'], 'x'))
    desk.do(out(['y'], 'boss', true))
    assert.match(desk.refused(out(['x'], 'boss', true)), /至少要保留一人/)
    desk.do({ type: 'AddSigners', taskId: voteOf(desk, 'x'), by: 'x', users: ['w'], position: 'parallel', opinion: null })
    desk.complete('v', 'x')
    assert.deepEqual(votes(desk), ['w'])
    assert.equal(desk.finish(), 'completed')
  })

  test('a vote can have signers of its own', async ({ assert }) => {
    const desk = await office(vote(false), { people: ['x', 'y'] })
    desk.do({ type: 'AddSigners', taskId: voteOf(desk, 'x'), by: 'x', users: ['z'], position: 'after', opinion: null, outcome: null })
    desk.complete('v', 'y')
    assert.deepEqual(desk.open(), ['v<z'])
    desk.complete('v<z', undefined, 'disagree')
    assert.deepEqual(votes(desk), ['x'])
    desk.complete('v', 'x')
    assert.deepEqual(desk.open(), ['b'])
  })
})

test.group('kernel | signers | taken out', () => {
  test('with nobody left the wait ends as if done', async ({ assert }) => {
    const cases: [SignPosition, string[]][] = [['before', ['a']], ['parallel', ['a']], ['after', ['b']]]
    for (const [position, open] of cases) {
      const desk = await office(LINE)
      desk.do(add(desk, 'a', ['x', 'y'], position))
      const owner = `${desk.id}:${desk.state().tokens.active[0]?.id}`
      desk.do({ type: 'RemoveSigners', taskId: owner, by: 'a', users: ['x', 'y'], opinion: null })
      assert.deepEqual(desk.open(), open)
    }
  })

  test('whoever has acted stays, and so do those whom others added', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do(add(desk, 'a', ['x', 'y'], 'before'))
    desk.do(add(desk, 'a<y', ['z'], 'before'))
    desk.complete('a<x')
    assert.match(desk.refused(remove(desk, 'a', ['x'])), /已经办理/)
    assert.match(desk.refused(remove(desk, 'a', ['z'])), /不是您加签的/)
    desk.do(remove(desk, 'a', ['y']))
    assert.deepEqual(desk.open(), ['a'])
  })

  test('a supervisor may take out anybody’s', async ({ assert }) => {
    const desk = await office(LINE)
    desk.do(add(desk, 'a', ['x'], 'before'))
    desk.do(remove(desk, 'a', ['x'], 'boss', true))
    assert.deepEqual(desk.open(), ['a'])
  })
})

test.group('kernel | signers | while they are asked', () => {
  const pending: [SignPosition, string[]][] = [['before', ['a', 'a<x']], ['parallel', ['a', 'a<x']], ['after', ['a<x']]]
  for (const [position, open] of pending) {
    test(`${position}: a jump, a cancel, an interrupt close their tasks with the others`, async ({ assert }) => {
      const desk = await office(LINE)
      desk.do(add(desk, 'a', ['x'], position))
      assert.deepEqual(desk.open(), open)
      const events = desk.do({ type: 'MoveToken', from: 'a', to: 'b', by: 'root', reason: '纠正', asAdministrator: true })
      assert.deepEqual(desk.open(), ['b'])
      assert.lengthOf(events.filter((event) => event.type === 'TaskClosed' && event.cause === 'cancelled'), open.length)
    })
  }

  test('before: the assignee may return it; the signers are let off', async ({ assert }) => {
    const desk = await office(FORKED)
    desk.complete('a')
    desk.do(add(desk, 'b', ['x'], 'before'))
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('b'), by: 'b', to: 'a', then: 'sequence', opinion: null })
    assert.deepEqual(desk.open(), ['a'])
  })

  test('after: a return from the other branch to before the fork takes the waiting task back too', async ({ assert }) => {
    const desk = await office(FORKED)
    desk.complete('a')
    desk.do(add(desk, 'b', ['x'], 'after'))
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('c'), by: 'c', to: 'a', then: 'sequence', opinion: null })
    assert.deepEqual(desk.open(), ['a'])
  })

  test('people who are not there, the same twice, oneself, and where the node forbids it', async ({ assert }) => {
    const desk = await office(LINE)
    assert.match(desk.refused(add(desk, 'a', ['gone'], 'before')), /没有“gone”这个人/)
    assert.match(desk.refused(add(desk, 'a', ['x', 'x'], 'before')), /选了两次/)
    assert.match(desk.refused(add(desk, 'a', ['a'], 'before')), /不能加签自己/)
    assert.match(desk.refused(add(desk, 'a', [], 'before')), /至少选择一人/)
    desk.do(add(desk, 'a', ['x'], 'before'))
    assert.match(desk.refused(add(desk, 'a', ['x'], 'parallel')), /已在加签人员中/)
    const closed = await office(model(start(), task('a', 'gov:actions="transfer"'), end(), flows('s>a>e')))
    assert.match(closed.refused(add(closed, 'a', ['x'], 'before')), /不允许加签/)
  })
})
