import { test } from '@japa/runner'
import type { AfterReturn } from '#engine/kernel/operation_commands'
import type { TaskReturned } from '#engine/kernel/operation_events'
import { el, end, flows, model, start, user } from '../bpmn.js'
import { office, type Office } from './office.js'

const task = (id: string, assignee = id[0] as string) => user(id, `camunda:assignee="${assignee}"`)
const both = el('parallelGateway', 'F') + el('parallelGateway', 'J')

/** a, then b and c at once, then d; b is followed by b2. */
const FORKED = model(start(), task('a'), both, task('b'), task('b2', 'b'), task('c'), task('d'), end(), flows('s>a>F>b>b2>J>d>e', 'F>c>J'))

/** a, then one of two forks inside a branch of another. */
const NESTED = model(
  start(), task('a'), both, el('parallelGateway', 'G'), el('parallelGateway', 'K'), task('b'), task('c'), task('d'), task('f'), task('g'), task('h'), end(),
  flows('s>a>F>b>G>c>K>f>J>g>h>e', 'G>d>K', 'F>el>J'), task('el', 'l'),
)

const SUB = model(
  start(), task('a'), el('subProcess', 'P', '', start('ps') + task('m') + task('q') + end('pe') + flows('ps>m>q>pe')), task('b'), end(), flows('s>a>P>b>e'),
)

const FORK_IN_SUB = model(
  start(), task('a'), el('subProcess', 'P', '', start('ps') + both + task('m') + task('q') + task('r') + end('pe') + flows('ps>F>m>J>r>pe', 'F>q>J')), task('b'), end(), flows('s>a>P>b>e'),
)

const loop = (isSequential: boolean) => `<multiInstanceLoopCharacteristics isSequential="${isSequential}" camunda:collection="people" camunda:elementVariable="person"/>`
const VOTE = model(start(), task('a'), user('v', 'camunda:assignee="${person}"', loop(false)), task('b'), end(), flows('s>a>v>b>e'))
const TURN = model(start(), task('a'), user('v', 'camunda:assignee="${person}"', loop(true)), task('b'), end(), flows('s>a>v>b>e'))
const MULTI_SUB = model(
  start(), task('a'), el('subProcess', 'P', '', start('ps') + user('m', 'camunda:assignee="${person}"') + user('q', 'camunda:assignee="${person}"') + end('pe') + flows('ps>m>q>pe') + loop(false)),
  task('b'), end(), flows('s>a>P>b>e'),
)
const SIDE = model(
  start(), task('a'), task('b'), `<boundaryEvent id="t" attachedToRef="b" cancelActivity="false"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>`,
  task('h'), end('he'), task('c'), end(), flows('s>a>b>c>e', 't>h>he'),
)
const LOOPED = model(
  start(), task('a'), task('b'), el('exclusiveGateway', 'X', 'default="X_c"'), task('c'), end(), flows('s>a>b>X>c>e', 'X>a: lastOutcome = "again"'),
).replace('<userTask id="b" ', '<userTask id="b" gov:outcomes="again,done" ')

/** a, then b and c at once, and m begins when both have come, though no gateway joins them; m sends two tokens on to d. */
const GATHERED = model(
  start(), task('a'), el('parallelGateway', 'F'), task('b'), task('c'), user('m', 'camunda:assignee="m" startQuantity="2" completionQuantity="2"'), task('d'), user('n', 'camunda:assignee="n" startQuantity="2"'), end(),
  flows('s>a>F>b>m>d>n>e', 'F>c>m'),
)

/** a, then b and c at once, then d; a limit may take c away. */
const LIMITED = model(
  start(), task('a'), both, task('b'), task('c'), `<boundaryEvent id="t" attachedToRef="c" cancelActivity="true"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>`,
  el('exclusiveGateway', 'X'), task('d'), end(), flows('s>a>F>b>J>d>e', 'F>c>X>J', 't>X'),
)

interface Case {
  name: string
  xml: string
  /** Completed in this order, `element` or `element=outcome`. */
  walked: string[]
  from: string
  to: string
  then?: AfterReturn
  /** Open afterwards, and what waits at joins. */
  open: string[]
  joins?: string[]
  /** What the refusal says; nothing may have changed then. */
  refused?: RegExp
}

const cases: Case[] = [
  { name: 'to the task before, on one line', xml: FORKED, walked: ['a', 'b'], from: 'b2', to: 'previous', open: ['c', 'b'] },
  { name: 'from an activity that gathered its tokens, one branch back: the other token waits there again', xml: GATHERED, walked: ['a', 'b', 'c'], from: 'm', to: 'b', open: ['b'], joins: ['m(c_m)'] },
  { name: 'into a branch while the other still gathers', xml: GATHERED, walked: ['a', 'b'], from: 'c', to: 'a', open: ['a'] },
  { name: 'before the fork of what has been gathered', xml: GATHERED, walked: ['a', 'b', 'c'], from: 'm', to: 'a', open: ['a'] },
  { name: 'to what sent several tokens on: all of them are withdrawn', xml: GATHERED, walked: ['a', 'b', 'c', 'm', 'd'], from: 'd', to: 'm', open: ['m'] },
  { name: 'behind what has gathered and ended: the token of the other branch waits there again', xml: GATHERED, walked: ['a', 'b', 'c', 'm', 'd', 'd'], from: 'n', to: 'b', open: ['b'], joins: ['m(c_m)'] },
  { name: 'to one of several tokens of a flow', xml: GATHERED, walked: ['a', 'b', 'c', 'm', 'd', 'd'], from: 'n', to: 'd', open: ['d'], joins: ['n(d_n)'] },
  { name: 'inside a branch only its own token moves', xml: FORKED, walked: ['a', 'b', 'c'], from: 'b2', to: 'b', open: ['b'], joins: ['J(c_J)'] },
  { name: 'before the fork all its tokens are withdrawn', xml: FORKED, walked: ['a', 'b'], from: 'b2', to: 'a', open: ['a'] },
  { name: 'before the fork an arrival at the join is discarded', xml: FORKED, walked: ['a', 'c'], from: 'b', to: 'previous', open: ['a'] },
  { name: 'from behind the join into one branch the other stays done', xml: FORKED, walked: ['a', 'b', 'b2', 'c'], from: 'd', to: 'c', open: ['c'], joins: ['J(b2_J)'] },
  { name: 'from behind the join to the inside of the longer branch', xml: FORKED, walked: ['a', 'b', 'b2', 'c'], from: 'd', to: 'b', open: ['b'], joins: ['J(c_J)'] },
  { name: 'from behind the join to before the fork', xml: FORKED, walked: ['a', 'b', 'b2', 'c'], from: 'd', to: 'starter', open: ['a'] },
  { name: 'behind a join “previous” is more than one', xml: FORKED, walked: ['a', 'b', 'b2', 'c'], from: 'd', to: 'previous', open: ['d'], refused: /上一环节有多个/ },
  { name: 'a task of the other branch was not walked', xml: FORKED, walked: ['a', 'c'], from: 'b', to: 'c', open: ['b'], joins: ['J(c_J)'], refused: /没有经过/ },
  { name: 'a task ahead was not walked', xml: FORKED, walked: ['a'], from: 'b', to: 'd', open: ['b', 'c'], refused: /没有经过/ },
  { name: 'the first task has nothing before it', xml: FORKED, walked: [], from: 'a', to: 'previous', open: ['a'], refused: /无处可退/ },
  { name: 'nested forks: inside the inner branch’s way, before the inner fork', xml: NESTED, walked: ['a', 'b', 'c'], from: 'd', to: 'b', open: ['el', 'b'] },
  { name: 'nested forks: before the outer one', xml: NESTED, walked: ['a', 'b', 'c'], from: 'd', to: 'a', open: ['a'] },
  { name: 'nested forks: from behind the inner join into the inner branch', xml: NESTED, walked: ['a', 'b', 'c', 'd'], from: 'f', to: 'd', open: ['el', 'd'], joins: ['K(c_K)'] },
  { name: 'nested forks: from behind both joins into the innermost branch', xml: NESTED, walked: ['a', 'b', 'c', 'd', 'el', 'f', 'g'], from: 'h', to: 'c', open: ['c'], joins: ['K(d_K)', 'J(el_J)'] },
  { name: 'nested forks: from behind both joins between the joins', xml: NESTED, walked: ['a', 'b', 'c', 'd', 'el', 'f', 'g'], from: 'h', to: 'f', open: ['f'], joins: ['J(el_J)'] },
  { name: 'out of a sub-process: it is cancelled with everything in it', xml: FORK_IN_SUB, walked: ['a', 'm'], from: 'q', to: 'a', open: ['a'] },
  { name: 'inside a sub-process the scope lives on', xml: SUB, walked: ['a', 'm'], from: 'q', to: 'previous', open: ['m'] },
  { name: 'into a sub-process that has ended: it begins anew', xml: SUB, walked: ['a', 'm', 'q'], from: 'b', to: 'm', open: ['m'] },
  { name: 'into a sub-process that has ended, a later task of it: it begins anew as well', xml: SUB, walked: ['a', 'm', 'q'], from: 'b', to: 'q', open: ['m'] },
  { name: 'inside a sub-process from behind its join', xml: FORK_IN_SUB, walked: ['a', 'm', 'q'], from: 'r', to: 'm', open: ['m'], joins: ['J(q_J)'] },
  { name: 'out of a parallel multi-instance: the whole body goes', xml: VOTE, walked: ['a', 'v'], from: 'v', to: 'a', open: ['a'] },
  { name: 'out of a sequential multi-instance', xml: TURN, walked: ['a', 'v'], from: 'v', to: 'previous', open: ['a'] },
  { name: 'to a multi-instance: the body is made anew', xml: VOTE, walked: ['a', 'v', 'v', 'v'], from: 'b', to: 'v', open: ['v', 'v', 'v'] },
  { name: 'to a sequential multi-instance', xml: TURN, walked: ['a', 'v', 'v', 'v'], from: 'b', to: 'previous', open: ['v'] },
  { name: 'inside one instance of a multi-instance sub-process the others stay', xml: MULTI_SUB, walked: ['a', 'm', 'm'], from: 'q', to: 'm', open: ['m', 'q', 'm'] },
  { name: 'out of a multi-instance sub-process', xml: MULTI_SUB, walked: ['a', 'm'], from: 'q', to: 'a', open: ['a'] },
  { name: 'into a multi-instance sub-process that has ended', xml: MULTI_SUB, walked: ['a', 'm', 'm', 'm', 'q', 'q', 'q'], from: 'b', to: 'q', open: ['m', 'm', 'm'] },
  { name: 'round a loop to the last time', xml: LOOPED, walked: ['a', 'b=again', 'a'], from: 'b', to: 'a', open: ['a'] },
  { name: 'straight back: the token comes back at once', xml: FORKED, walked: ['a', 'b'], from: 'b2', to: 'b', then: 'back-to-me', open: ['c', 'b'] },
  { name: 'straight back from behind the join: nothing waits there anew', xml: FORKED, walked: ['a', 'b', 'b2', 'c'], from: 'd', to: 'c', then: 'back-to-me', open: ['c'] },
  { name: 'straight back would lose a branch', xml: FORKED, walked: ['a'], from: 'b', to: 'a', then: 'back-to-me', open: ['b', 'c'], refused: /按顺序办理/ },
  { name: 'straight back would lose an arrival', xml: FORKED, walked: ['a', 'c'], from: 'b', to: 'a', then: 'back-to-me', open: ['b'], joins: ['J(c_J)'], refused: /按顺序办理/ },
  { name: 'straight back from where a limit would lead to the join alone', xml: LIMITED, walked: ['a', 'b', 'c'], from: 'd', to: 'c', then: 'back-to-me', open: ['d'], refused: /按顺序办理/ },
  { name: 'straight back inside the branch, limit or not', xml: LIMITED, walked: ['a', 'b', 'c'], from: 'd', to: 'b', then: 'back-to-me', open: ['b'] },
  { name: 'straight back into a sub-process', xml: SUB, walked: ['a', 'm'], from: 'q', to: 'a', then: 'back-to-me', open: ['a'] },
  { name: 'straight back into a multi-instance', xml: VOTE, walked: ['a'], from: 'v', to: 'a', then: 'back-to-me', open: ['v', 'v', 'v'], refused: /按顺序办理/ },
]

async function walk(xml: string, walked: readonly string[]): Promise<Office> {
  const desk = await office(xml, { people: ['x', 'y', 'z'] })
  for (const step of walked) {
    const [element, outcome = null] = step.split('=')
    desk.complete(element as string, undefined, outcome)
  }
  return desk
}

function giveBack(desk: Office, { from, to, then = 'sequence' }: Case) {
  const taskId = desk.taskId(from)
  const assignee = desk.state().tokens.active.find(({ id }) => `${desk.id}:${id}` === taskId)?.task?.assignee as string
  return { type: 'ReturnTask' as const, taskId, by: assignee, to, then, opinion: '材料不齐' }
}

test.group('kernel | return | which tokens go', () => {
  for (const one of cases) {
    test(one.name, async ({ assert }) => {
      const desk = await walk(one.xml, one.walked)
      const before = desk.state()
      if (one.refused) {
        assert.match(desk.refused(giveBack(desk, one)), one.refused)
        assert.strictEqual(desk.state(), before)
      } else desk.do(giveBack(desk, one))
      assert.sameMembers(desk.open(), one.open)
      assert.sameMembers(desk.joins(), one.joins ?? [])
      if (one.xml !== LOOPED) assert.equal(desk.finish(), 'completed')
    })
  }
})

test.group('kernel | return | what the people see', () => {
  test('the task comes back to who did it, with data as they stand and the draft given; the others are told why', async ({ assert }) => {
    const desk = await office(model(start(), user('a', 'camunda:candidateUsers="m,n"'), both, task('b'), task('c'), end(), flows('s>a>F>b>J>e', 'F>c>J')))
    desk.do({ type: 'CompleteTask', taskId: desk.taskId('a'), by: 'n', outcome: null, opinion: null, data: { area: 80 } })
    const events = desk.do({ type: 'ReturnTask', taskId: desk.taskId('b'), by: 'b', to: 'a', then: 'sequence', opinion: '面积不符', data: { area: 90 } })
    const again = desk.state().tokens.active.find(({ element }) => element === 'a')
    assert.deepEqual(again?.task, { assignee: 'n', candidates: ['user:m', 'user:n'] })
    assert.equal(desk.state().data.area, 80)
    const created = events.find((event) => event.type === 'TaskCreated')
    assert.deepInclude(created, { elementId: 'a', assignee: 'n', draft: { area: 90 } })
    const returned = events.find((event) => event.type === 'TaskReturned')
    assert.deepInclude(returned, { elementId: 'b', toElementId: 'a', by: 'b', opinion: '面积不符' })
    assert.lengthOf((returned as TaskReturned).cancelled, 2)
    const closed = events.filter((event) => event.type === 'TaskClosed')
    assert.deepEqual(closed.map(({ cause, by, reason }) => [cause, by, /因退回至.*a.*而取消/.test(reason ?? '')]), [['cancelled', null, true], ['cancelled', null, true]])
  })

  test('straight back: it is with the one who returned it, and goes on along the flows afterwards', async ({ assert }) => {
    const desk = await office(SUB)
    desk.complete('a')
    desk.complete('m')
    desk.do({ type: 'TransferTask', taskId: desk.taskId('q'), by: 'q', to: 'z', opinion: null })
    desk.do({ type: 'ReturnTask', taskId: desk.taskId('q'), by: 'z', to: 'a', then: 'back-to-me', opinion: null })
    desk.complete('a')
    assert.deepEqual(desk.open(), ['q'])
    assert.equal(desk.state().tokens.active.find(({ task: open }) => open)?.task?.assignee, 'z')
    desk.complete('q')
    assert.deepEqual(desk.open(), ['b'])
  })

  test('who went straight back from behind a join can still return into the branch afterwards', async ({ assert }) => {
    const desk = await walk(FORKED, ['a', 'b', 'b2', 'c'])
    desk.do(giveBack(desk, { from: 'd', to: 'c', then: 'back-to-me' } as Case))
    desk.complete('c')
    assert.deepEqual(desk.open(), ['d'])
    desk.do(giveBack(desk, { from: 'd', to: 'c' } as Case))
    assert.deepEqual([desk.open(), desk.joins()], [['c'], ['J(b2_J)']])
    assert.equal(desk.finish(), 'completed')
  })

  test('what was put back by a withdrawal or a return still knows the tokens it has gathered', async ({ assert }) => {
    const desk = await walk(GATHERED, ['a', 'b', 'c'])
    const done = desk.taskId('m')
    desk.complete('m')
    desk.do({ type: 'WithdrawTask', taskId: done, by: 'm', opinion: null })
    assert.deepEqual(desk.open(), ['m'])
    desk.do(giveBack(desk, { from: 'm', to: 'b' } as Case))
    assert.deepEqual([desk.open(), desk.joins()], [['b'], ['m(c_m)']])
    assert.equal(desk.finish(), 'completed')
  })

  test('returned twice in a row, an arrival put back at the join is there once', async ({ assert }) => {
    const desk = await walk(FORKED, ['a', 'b', 'b2', 'c'])
    desk.do(giveBack(desk, { from: 'd', to: 'b2' } as Case))
    desk.do(giveBack(desk, { from: 'b2', to: 'b' } as Case))
    assert.deepEqual(desk.joins(), ['J(c_J)'])
    assert.deepEqual(desk.state().tokens.active.find(({ element }) => element === 'J')?.arrived, [{ flow: 'c_J', count: 1 }])
    desk.do(giveBack(desk, { from: 'b', to: 'a' } as Case))
    assert.deepEqual([desk.open(), desk.joins()], [['a'], []])
    assert.equal(desk.finish(), 'completed')
  })

  test('of several tokens of one activity a boundary event goes on with the one it has interrupted', async ({ assert }) => {
    const limit = '<boundaryEvent id="t" attachedToRef="b" cancelActivity="true"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></boundaryEvent>'
    const desk = await office(model(
      start(), user('a', 'camunda:assignee="a" completionQuantity="2"'), task('b'), limit, task('h'), el('exclusiveGateway', 'X'), user('n', 'camunda:assignee="n" startQuantity="2"'), end(), flows('s>a>b>X>n>e', 't>h>X'),
    ))
    desk.complete('a')
    const [first] = desk.rehearsal.states.get(desk.id)!.tokens.timers
    desk.do({ type: 'FireTimer', timerId: `${desk.id}:${first!.id}` })
    desk.complete('h')
    desk.complete('b')
    assert.deepEqual(desk.open(), ['n'])
    desk.do(giveBack(desk, { from: 'n', to: 'b' } as Case))
    assert.deepEqual([desk.open(), desk.joins()], [['b'], ['n(X_n)']])
    assert.equal(desk.finish(), 'completed')
  })

  test('what a boundary event has set off is withdrawn with the activity it came of', async ({ assert }) => {
    const desk = await walk(SIDE, ['a'])
    const timer = desk.state().tokens.timers[0]
    desk.do({ type: 'FireTimer', timerId: `${desk.id}:${timer?.id}` })
    assert.sameMembers(desk.open(), ['b', 'h'])
    desk.do(giveBack(desk, { from: 'b', to: 'a' } as Case))
    assert.deepEqual(desk.open(), ['a'])
    assert.deepEqual(desk.state().tokens.timers, [])
  })

  test('only who has the task may return it, where the node allows it, and not while nobody has it', async ({ assert }) => {
    const desk = await office(model(start(), task('a'), user('b', 'gov:actions="transfer" camunda:assignee="b"'), user('c', 'camunda:candidateUsers="c"'), end(), flows('s>a>b>c>e')))
    desk.complete('a')
    const back = (element: string, by: string) => ({ type: 'ReturnTask' as const, taskId: desk.taskId(element), by, to: 'previous', then: 'sequence' as const, opinion: null })
    assert.match(desk.refused(back('b', 'x')), /由 b 办理/)
    assert.match(desk.refused(back('b', 'b')), /不允许退回/)
    desk.complete('b')
    assert.match(desk.refused(back('c', 'c')), /没有人签收/)
    assert.match(desk.refused({ ...back('c', 'c'), taskId: `${desk.id}:999` }), /已办结/)
  })
})
