import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import { el, end, file, flows, model, process, start, timer, user } from '../bpmn.js'
import { office, type Office } from './office.js'

const task = (id: string, attributes = '') => user(id, `camunda:assignee="${id[0]}" ${attributes}`)
const both = el('parallelGateway', 'F') + el('parallelGateway', 'J')
const FORKED = model(start(), task('a'), both, task('b'), task('c'), task('d'), end(), flows('s>a>F>b>J>d>e', 'F>c>J'))
/** The first of three branches lets d begin; the others are only taken in. */
const FIRST = model(
  start(), task('a'), el('parallelGateway', 'F'), task('b'), task('c'), task('q'), el('complexGateway', 'K', '', '<activationCondition>activationCount &gt;= 1</activationCondition>'), task('d'), end(),
  flows('s>a>F>b>K>d>e', 'F>c>K', 'F>q>K'),
)
const CLAIM = model(start(), task('a'), user('b', 'camunda:candidateUsers="m,n"'), end(), flows('s>a>b>e'))
const inside = start('ps') + both + task('m') + task('q') + end('pe') + flows('ps>F>m>J>pe', 'F>q>J')
const SUB = model(start(), el('subProcess', 'P', '', inside), task('b'), end(), flows('s>P>b>e'))
const loop = (isSequential: boolean, condition = '') => `<multiInstanceLoopCharacteristics isSequential="${isSequential}" camunda:collection="people" camunda:elementVariable="person">${condition}</multiInstanceLoopCharacteristics>`
const VOTE = model(start(), user('v', 'camunda:assignee="${person}" gov:outcomes="agree,disagree"', loop(false)), task('b'), end(), flows('s>v>b>e'))
const TURN = model(start(), user('v', 'camunda:assignee="${person}"', loop(true)), task('b'), end(), flows('s>v>b>e'))
const EARLY = model(start(), user('v', 'camunda:assignee="${person}"', loop(false, '<completionCondition>nrOfCompletedInstances > 0</completionCondition>')), task('b'), end(), flows('s>v>b>e'))
const MULTI_SUB = model(start(), el('subProcess', 'P', '', start('ps') + user('m', 'camunda:assignee="${person}"') + end('pe') + flows('ps>m>pe') + loop(false)), task('b'), end(), flows('s>P>b>e'))

/** The ids of the tasks completed so far by element, the last one of each. */
function done(desk: Office, element: string, by?: string): string {
  const closed = desk.events().filter((event) => event.type === 'TaskClosed' && event.elementId === element && event.cause === 'completed' && (by === undefined || event.by === by)).at(-1)
  return (closed as { taskId: string }).taskId
}
const withdraw = (desk: Office, element: string, by: string, of?: string): Command => ({ type: 'WithdrawTask', taskId: done(desk, element, of ?? by), by, opinion: '填错了' })
const held = (desk: Office) => desk.state().tokens.active.flatMap(({ element, task: open }) => (open ? [`${element}:${open.assignee ?? '?'}`] : []))

interface Case {
  name: string
  xml: string
  walked: [element: string, by: string][]
  withdrawn: [element: string, by: string]
  open: string[]
  joins?: string[]
}

const cases: Case[] = [
  { name: 'the next task vanishes', xml: CLAIM, walked: [['a', 'a']], withdrawn: ['a', 'a'], open: ['a:a'] },
  { name: 'a fork: all its tasks vanish', xml: FORKED, walked: [['a', 'a']], withdrawn: ['a', 'a'], open: ['a:a'] },
  { name: 'an arrival at a join is taken away', xml: FORKED, walked: [['a', 'a'], ['b', 'b']], withdrawn: ['b', 'b'], open: ['c:c', 'b:b'] },
  { name: 'a join that had fired waits again', xml: FORKED, walked: [['a', 'a'], ['b', 'b'], ['c', 'c']], withdrawn: ['c', 'c'], open: ['c:c'], joins: ['J(b_J)'] },
  { name: 'a late branch of a complex gateway that has begun: it begins no second time', xml: FIRST, walked: [['a', 'a'], ['b', 'b'], ['c', 'c']], withdrawn: ['c', 'c'], open: ['d:d', 'q:q', 'c:c'], joins: ['K()'] },
  { name: 'a sub-process that had ended lives again, its join waiting', xml: SUB, walked: [['m', 'm'], ['q', 'q']], withdrawn: ['q', 'q'], open: ['q:q'], joins: ['J(m_J)'] },
  { name: 'a vote while others are still out', xml: VOTE, walked: [['v', 'y']], withdrawn: ['v', 'y'], open: ['v:x', 'v:y', 'v:z'] },
  { name: 'the last vote: the body lives again', xml: VOTE, walked: [['v', 'x'], ['v', 'y'], ['v', 'z']], withdrawn: ['v', 'z'], open: ['v:z'] },
  { name: 'in a sequence: the next in turn has to wait again', xml: TURN, walked: [['v', 'x']], withdrawn: ['v', 'x'], open: ['v:x'] },
  { name: 'the last of a sequence', xml: TURN, walked: [['v', 'x'], ['v', 'y'], ['v', 'z']], withdrawn: ['v', 'z'], open: ['v:z'] },
  { name: 'a vote that had decided: the others are asked again', xml: EARLY, walked: [['v', 'y']], withdrawn: ['v', 'y'], open: ['v:x', 'v:y', 'v:z'] },
  { name: 'the last instance of a multi-instance sub-process', xml: MULTI_SUB, walked: [['m', 'x'], ['m', 'z'], ['m', 'y']], withdrawn: ['m', 'y'], open: ['m:y'] },
]

async function walk(xml: string, walked: [string, string][]): Promise<Office> {
  const desk = await office(xml, { people: ['x', 'y', 'z'] })
  for (const [element, by] of walked) {
    const id = desk.state().tokens.active.find(({ element: at, task: open }) => at === element && open?.assignee === by)?.id
    desk.do({ type: 'CompleteTask', taskId: `${desk.id}:${id}`, by, outcome: xml === VOTE ? 'agree' : null, opinion: null, data: {} })
  }
  return desk
}

test.group('kernel | withdraw | which tokens go', () => {
  for (const { name, xml, walked, withdrawn: [element, by], open, joins } of cases) {
    test(name, async ({ assert }) => {
      const desk = await walk(xml, walked)
      desk.do(withdraw(desk, element, by))
      assert.sameMembers(held(desk), open)
      assert.sameMembers(desk.joins(), joins ?? [])
      for (let left = 20; left > 0 && desk.open().length > 0; left--) desk.complete(desk.open().at(-1) as string, undefined, xml === VOTE && desk.open().at(-1) === 'v' ? 'agree' : null)
      assert.equal(desk.state().status, 'completed')
    })
  }

  test('the sequence goes on with everybody once', async ({ assert }) => {
    const desk = await walk(TURN, [['v', 'x']])
    desk.do(withdraw(desk, 'v', 'x'))
    const seen: string[] = []
    while (desk.open().includes('v')) {
      seen.push(...held(desk))
      desk.complete('v')
    }
    assert.deepEqual(seen, ['v:x', 'v:y', 'v:z'])
  })

  test('a withdrawn vote counts no more', async ({ assert }) => {
    const desk = await walk(VOTE, [['v', 'x'], ['v', 'y'], ['v', 'z']])
    desk.do(withdraw(desk, 'v', 'z'))
    desk.complete('v', 'z', 'disagree')
    const { outcomes } = (desk.state().data.tasks as { v: { outcomes: { assignee: string; outcome: string }[] } }).v
    assert.deepEqual(outcomes.map(({ assignee, outcome }) => `${assignee}=${outcome}`), ['x=agree', 'y=agree', 'z=disagree'])
  })

  test('withdrawn, done again, withdrawn again', async ({ assert }) => {
    const desk = await walk(FORKED, [['a', 'a'], ['b', 'b'], ['c', 'c']])
    for (let i = 0; i < 3; i++) {
      desk.do(withdraw(desk, 'c', 'c'))
      assert.deepEqual([desk.open(), desk.joins()], [['c'], ['J(b_J)']])
      desk.complete('c')
    }
    assert.equal(desk.finish(), 'completed')
  })
})

test.group('kernel | withdraw | what the people see', () => {
  test('the tasks are gone with the word for it, data stay, the same person has it', async ({ assert }) => {
    const desk = await office(CLAIM)
    desk.do({ type: 'CompleteTask', taskId: desk.taskId('a'), by: 'a', outcome: null, opinion: '同意', data: { area: 80 } })
    const events = desk.do(withdraw(desk, 'a', 'a'))
    assert.deepInclude(events[0], { type: 'TaskWithdrawn', elementId: 'a', by: 'a', opinion: '填错了' })
    assert.deepInclude(events.find((event) => event.type === 'TaskClosed'), { cause: 'cancelled', reason: '已被撤回' })
    assert.deepEqual(desk.state().data.area, 80)
    assert.deepEqual(held(desk), ['a:a'])
  })
})

const forbidden: { name: string; xml: string; before: (desk: Office) => void; why: RegExp }[] = [
  { name: 'the next task was claimed', xml: CLAIM, before: (desk) => void desk.do({ type: 'ClaimTask', taskId: desk.taskId('b'), by: 'm' }), why: /m 已.*不能撤回/ },
  { name: 'the next task was claimed and released', xml: CLAIM, before(desk) {
    desk.do({ type: 'ClaimTask', taskId: desk.taskId('b'), by: 'm' })
    desk.do({ type: 'ReleaseTask', taskId: desk.taskId('b'), by: 'm' })
  }, why: /m 已/ },
  { name: 'one of several was done', xml: FORKED, before: (desk) => void desk.complete('b'), why: /b 已/ },
  { name: 'one of several was handed over', xml: FORKED, before: (desk) => void desk.do({ type: 'TransferTask', taskId: desk.taskId('c'), by: 'c', to: 'x', opinion: null }), why: /c 已/ },
  { name: 'signers were added behind it', xml: FORKED, before: (desk) => void desk.do({ type: 'AddSigners', taskId: desk.taskId('c'), by: 'c', users: ['x'], position: 'before', opinion: null }), why: /c 已/ },
  { name: 'somebody jumped away', xml: FORKED, before: (desk) => void desk.do({ type: 'MoveToken', from: 'b', to: 'd', by: 'root', reason: '纠正', asAdministrator: true }), why: /不能/ },
]

test.group('kernel | withdraw | refused', () => {
  for (const { name, xml, before, why } of forbidden) {
    test(name, async ({ assert }) => {
      const desk = await office(xml)
      desk.complete('a')
      before(desk)
      assert.match(desk.refused(withdraw(desk, 'a', 'a')), why)
    })
  }

  const outside: [string, string, RegExp][] = [
    ['a message has left', el('sendTask', 'x', 'messageRef="m"'), /发出消息/],
    ['a job was made', el('serviceTask', 'x', 'camunda:topic="t"'), /自动办理/],
    ['another process was started', el('callActivity', 'x', 'calledElement="other"'), /启动另一流程/],
    ['a document was asked for', el('manualTask', 'x', 'gov:document="notice"'), /文书或取得文号/],
  ]
  for (const [name, element, why] of outside) {
    test(name, async ({ assert }) => {
      const other = process('other', start('os'), task('o'), end('oe'), flows('os>o>oe'))
      const desk = await office(file('<message id="m" name="news"/>', process('p', start(), task('a'), element, task('b'), end(), flows('s>a>x>b>e')), other))
      desk.complete('a')
      assert.match(desk.refused(withdraw(desk, 'a', 'a')), why)
    })
  }

  test('a timer has fired', async ({ assert }) => {
    const boundary = el('boundaryEvent', 't', 'attachedToRef="b" cancelActivity="false"', timer('PT1H'))
    const desk = await office(model(start(), task('a'), task('b'), boundary, end('te'), end(), flows('s>a>b>e', 't>te')))
    desk.complete('a')
    desk.do({ type: 'FireTimer', timerId: `${desk.id}:${desk.state().tokens.timers[0]?.id}` })
    assert.match(desk.refused(withdraw(desk, 'a', 'a')), /系统 已/)
  })

  test('who came to the join first, once another has fired it', async ({ assert }) => {
    const desk = await walk(FORKED, [['a', 'a'], ['b', 'b'], ['c', 'c']])
    assert.match(desk.refused(withdraw(desk, 'b', 'b')), /c 已签收或办理/)
  })

  test('by anybody else, twice, or of a task that was never completed', async ({ assert }) => {
    const desk = await office(CLAIM)
    const first = desk.taskId('a')
    assert.match(desk.refused({ type: 'WithdrawTask', taskId: first, by: 'a', opinion: null }), /本人/)
    desk.complete('a')
    assert.match(desk.refused(withdraw(desk, 'a', 'b', 'a')), /本人/)
    desk.do(withdraw(desk, 'a', 'a'))
    assert.match(desk.refused({ type: 'WithdrawTask', taskId: first, by: 'a', opinion: null }), /退回或撤回过/)
    assert.match(desk.refused({ type: 'WithdrawTask', taskId: `${desk.id}:999`, by: 'a', opinion: null }), /已办结/)
    assert.equal(desk.finish(), 'completed')
    assert.match(desk.refused(withdraw(desk, 'b', 'm')), /已经结束/)
  })

  test('what ended other work at once', async ({ assert }) => {
    const desk = await office(model(start(), both, task('a'), task('b'), el('subProcess', 'P', '', start('ps') + el('parallelGateway', 'G') + task('m') + task('q') + '<endEvent id="pe"><terminateEventDefinition/></endEvent>' + end('pf') + flows('ps>G>m>pe', 'G>q>pf')), end(), flows('s>F>P>J>e', 'F>a>J')))
    desk.complete('m')
    assert.match(desk.refused(withdraw(desk, 'm', 'm')), /已因此结束/)
  })
})
