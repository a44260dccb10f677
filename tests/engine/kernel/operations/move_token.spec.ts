import { test } from '@japa/runner'
import type { TokenMoved } from '#engine/kernel/operation_events'
import { advanceTo } from '#engine/rehearsal/rehearsal'
import { el, end, file, flows, model, process, start, user } from '../bpmn.js'
import { office, type Office } from './office.js'

const task = (id: string) => user(id, `camunda:assignee="${id[0]}"`)
const both = el('parallelGateway', 'F') + el('parallelGateway', 'J')
const FORKED = model(start(), task('a'), both, task('b'), task('b2'), task('c'), task('d'), end(), flows('s>a>F>b>b2>J>d>e', 'F>c>J'))
const NESTED = model(
  start(), task('a'), both, el('parallelGateway', 'G'), el('parallelGateway', 'K'), task('b'), task('c'), task('d'), task('f'), task('g'), task('l'), end(),
  flows('s>a>F>b>G>c>K>f>J>g>e', 'G>d>K', 'F>l>J'),
)
const INCLUSIVE = model(
  start(), task('a'), el('inclusiveGateway', 'F'), el('inclusiveGateway', 'J'), task('b'), task('b2'), task('c'), task('d'), end(), flows('s>a>F>b>b2>J>d>e', 'F>c>J'),
)
const gathering = (condition: string) => model(
  start(), task('a'), el('parallelGateway', 'F'), task('b'), task('c'), task('l'), el('complexGateway', 'K', '', `<activationCondition>${condition}</activationCondition>`), task('d'), end(),
  flows('s>a>F>b>K>d>e', 'F>c>K', 'F>l>K'),
)
const NEEDS_TWO = model(start(), task('a'), el('parallelGateway', 'F'), task('b'), task('c'), user('n', 'camunda:assignee="n" startQuantity="2"'), task('d'), end(), flows('s>a>F>b>n>e', 'F>c>n', 'a>d: lastOutcome = "x"', 'd>e'))
/** Beside the two branches an event sub-process brings a token of its own; c's branch has a fork in it. */
const BESIDE = model(
  start(), task('a'), both, el('parallelGateway', 'G'), el('parallelGateway', 'K'), task('b'), task('c'), task('d'), task('g'), task('l'), end(),
  el('subProcess', 'N', 'triggeredByEvent="true"', `<startEvent id="ns" isInterrupting="false"><timerEventDefinition><timeDuration>PT1H</timeDuration></timerEventDefinition></startEvent>${task('h')}${end('ne')}${flows('ns>h>ne')}`),
  flows('s>a>F>b>J>l>e', 'F>G>c>K>g>J', 'G>d>K'),
)
const loop = (isSequential: boolean) => `<multiInstanceLoopCharacteristics isSequential="${isSequential}"><loopCardinality>3</loopCardinality></multiInstanceLoopCharacteristics>`
const inside = start('ps') + task('m') + task('q') + end('pe') + flows('ps>m>q>pe')
const SUB = model(start(), task('a'), el('subProcess', 'P', '', inside), task('b'), end(), flows('s>a>P>b>e'))
const MULTI = model(start(), task('a'), user('v', 'camunda:assignee="v"', loop(false)), task('b'), end(), flows('s>a>v>b>e'))
const MULTI_SUB = model(start(), task('a'), el('subProcess', 'P', '', inside + loop(false)), task('b'), end(), flows('s>a>P>b>e'))
const CALL = file(
  process('p', start(), task('a'), el('callActivity', 'C', 'calledElement="other"'), task('b'), end(), flows('s>a>C>b>e')),
  process('other', start('os'), task('o'), end('oe'), flows('os>o>oe')),
)

interface Case {
  name: string
  xml: string
  walked: string[]
  from: string | null
  to: string
  open: string[]
  joins?: string[]
  refused?: RegExp
}

const cases: Case[] = [
  { name: 'forwards on its own branch', xml: FORKED, walked: ['a'], from: 'b', to: 'b2', open: ['b2', 'c'] },
  { name: 'backwards on its own branch', xml: FORKED, walked: ['a', 'b'], from: 'b2', to: 'b', open: ['b', 'c'] },
  { name: 'forwards behind the join: all tokens of the fork go', xml: FORKED, walked: ['a'], from: 'b', to: 'd', open: ['d'] },
  { name: 'forwards behind the join: an arrival is discarded', xml: FORKED, walked: ['a', 'c'], from: 'b', to: 'd', open: ['d'] },
  { name: 'backwards before the fork', xml: FORKED, walked: ['a', 'c'], from: 'b', to: 'a', open: ['a'] },
  { name: 'to the fork itself', xml: FORKED, walked: ['a', 'b'], from: 'b2', to: 'F', open: ['b', 'c'] },
  { name: 'to the join itself: it is passed', xml: FORKED, walked: ['a', 'b'], from: 'b2', to: 'J', open: ['d'] },
  { name: 'to the end', xml: FORKED, walked: ['a'], from: 'b', to: 'e', open: [] },
  { name: 'into another branch: its join could never be filled', xml: FORKED, walked: ['a'], from: 'b', to: 'c', open: ['b', 'c'], refused: /汇合“J”将永远等不齐/ },
  { name: 'from before the fork into a branch', xml: FORKED, walked: [], from: 'a', to: 'b', open: ['a'], refused: /汇合“J”将永远等不齐/ },
  { name: 'from before the fork behind the join', xml: FORKED, walked: [], from: null, to: 'd', open: ['d'] },
  { name: 'a join that waits may be moved on', xml: FORKED, walked: ['a', 'c'], from: 'J', to: 'd', open: ['d'] },
  { name: 'an inclusive fork: behind its join', xml: INCLUSIVE, walked: ['a'], from: 'b', to: 'd', open: ['d'] },
  { name: 'an inclusive fork: inside the branch', xml: INCLUSIVE, walked: ['a', 'c'], from: 'b', to: 'b2', open: ['b2'], joins: ['J(c_J)'] },
  { name: 'nested forks: behind the inner join the outer branch stays', xml: NESTED, walked: ['a', 'b'], from: 'c', to: 'f', open: ['l', 'f'] },
  { name: 'nested forks: behind both joins', xml: NESTED, walked: ['a', 'b', 'd'], from: 'c', to: 'g', open: ['g'] },
  { name: 'nested forks: before the inner one', xml: NESTED, walked: ['a', 'b'], from: 'c', to: 'b', open: ['l', 'b'] },
  { name: 'from before the fork into a branch of a complex gateway that needs all', xml: gathering('activationCount &gt;= 3'), walked: [], from: 'a', to: 'b', open: ['a'], refused: /汇合“K”将永远等不齐/ },
  { name: 'from before the fork into a branch of a complex gateway that is content with one', xml: gathering('activationCount &gt;= 1'), walked: [], from: 'a', to: 'b', open: ['b'] },
  { name: 'inside a branch of a complex gateway that needs all', xml: gathering('activationCount &gt;= 3'), walked: ['a', 'c'], from: 'b', to: 'b', open: ['l', 'b'], joins: ['K(c_K)'] },
  { name: 'away from an activity that waits for its second token: both go', xml: NEEDS_TWO, walked: ['a', 'c'], from: 'b', to: 'e', open: [] },
  { name: 'from before the fork into a branch to an activity that waits for two tokens', xml: NEEDS_TWO, walked: [], from: 'a', to: 'b', open: ['a'], refused: /“n”要等 2 个令牌/ },
  { name: 'from beside into a branch whose own token has yet to pass a join: two would come', xml: BESIDE, walked: ['a', '+1h'], from: 'N', to: 'g', open: ['b', 'c', 'd', 'h'], refused: /两个令牌从同一分支到达汇合“J”/ },
  { name: 'inside a sub-process', xml: SUB, walked: ['a'], from: 'm', to: 'q', open: ['q'] },
  { name: 'out of a sub-process, forwards', xml: SUB, walked: ['a'], from: 'm', to: 'b', open: ['b'] },
  { name: 'into a sub-process that is not running: to its start', xml: SUB, walked: [], from: 'a', to: 'q', open: ['m'] },
  { name: 'to the sub-process around it: that begins anew', xml: SUB, walked: ['a', 'm'], from: 'q', to: 'P', open: ['m'] },
  { name: 'out of a multi-instance the whole body goes', xml: MULTI, walked: ['a', 'v'], from: 'v', to: 'b', open: ['b'] },
  { name: 'to the multi-instance itself: the body is made anew', xml: MULTI, walked: ['a', 'v'], from: 'v', to: 'v', open: ['v', 'v', 'v'] },
  { name: 'into a multi-instance sub-process', xml: MULTI_SUB, walked: [], from: 'a', to: 'q', open: ['m', 'm', 'm'] },
  { name: 'a call activity is left as a whole', xml: CALL, walked: ['a'], from: 'C', to: 'b', open: ['b'] },
  { name: 'to a call activity: it calls anew', xml: CALL, walked: [], from: 'a', to: 'C', open: [] },
  { name: 'never into the called process', xml: CALL, walked: ['a'], from: 'C', to: 'o', open: [], refused: /不能跳到被调用的流程/ },
  { name: 'not to a start event', xml: FORKED, walked: ['a'], from: 'b', to: 's', open: ['b', 'c'], refused: /可以跳转到的环节/ },
  { name: 'without a token named, while there are two', xml: FORKED, walked: ['a'], from: null, to: 'd', open: ['b', 'c'], refused: /2 个令牌/ },
  { name: 'from where no token stands', xml: FORKED, walked: ['a'], from: 'd', to: 'a', open: ['b', 'c'], refused: /没有令牌/ },
]

const jump = (from: string | null, to: string) => ({ type: 'MoveToken' as const, from, to, by: 'root', reason: '误操作纠正', asAdministrator: true as const })

async function walk(xml: string, walked: readonly string[]): Promise<Office> {
  const desk = await office(xml)
  for (const element of walked) {
    if (element === '+1h') advanceTo(desk.rehearsal, desk.rehearsal.nowMs + 3_600_000)
    else desk.complete(element)
  }
  return desk
}

test.group('kernel | jump | which tokens go', () => {
  for (const one of cases) {
    test(one.name, async ({ assert }) => {
      const desk = await walk(one.xml, one.walked)
      const before = desk.state()
      const from = one.from === 'v' ? desk.taskId('v') : one.from
      if (one.refused) {
        assert.match(desk.refused(jump(from, one.to)), one.refused)
        assert.strictEqual(desk.state(), before)
      } else desk.do(jump(from, one.to))
      assert.sameMembers(desk.open(), one.open)
      assert.sameMembers(desk.joins(), one.joins ?? [])
      if (one.xml !== CALL) assert.equal(desk.finish(), 'completed')
    })
  }
})

test.group('kernel | jump | what is kept', () => {
  test('the tokens before the move, what was cancelled, who and why', async ({ assert }) => {
    const desk = await walk(FORKED, ['a'])
    const [moved] = desk.do(jump('b', 'd'))
    const { active } = desk.state().tokens
    assert.deepInclude(moved, { type: 'TokenMoved', elementId: 'b', toElementId: 'd', by: 'root', reason: '误操作纠正' })
    assert.sameMembers((moved as TokenMoved).before.map(({ elementId }) => elementId), ['b', 'c'])
    assert.lengthOf((moved as TokenMoved).cancelled, 2)
    assert.lengthOf(active, 1)
  })

  test('variables are there when the token comes, and never without it', async ({ assert }) => {
    const desk = await office(model(start(), task('a'), el('exclusiveGateway', 'X'), task('b'), task('c'), end(), flows('s>a>X', 'X>b: into = "b"', 'X>c: into = "c"', 'b>e', 'c>e')))
    assert.match(desk.refused({ ...jump('a', 'nowhere'), variables: { into: 'c' } }), /可以跳转到的环节/)
    assert.match(desk.refused({ ...jump('a', 'X'), variables: { tasks: 'c' } }), /tasks/)
    assert.deepEqual(desk.state().data, {})
    const events = desk.do({ ...jump('a', 'X'), variables: { into: 'c' } })
    assert.deepEqual(events.slice(0, 2).map(({ type }) => type), ['VariablesMerged', 'TokenMoved'])
    assert.deepEqual([desk.open(), desk.state().data], [['c'], { into: 'c' }])
  })

  test('a reason is asked for, and the right to do it', async ({ assert }) => {
    const desk = await office(model(start(), user('a', 'camunda:assignee="a" gov:actions="jump" gov:jumpRoles="chief"'), task('b'), end(), flows('s>a>b>e')))
    assert.match(desk.refused({ ...jump('a', 'b'), reason: ' ' }), /原因/)
    assert.match(desk.refused({ ...jump('a', 'b'), asAdministrator: undefined }), /不能移动/)
    desk.do({ ...jump('a', 'b'), by: 'chief', asAdministrator: undefined })
    assert.deepEqual(desk.open(), ['b'])
    assert.match(desk.refused({ ...jump('b', 'a'), by: 'chief', asAdministrator: undefined }), /不能移动/)
  })

  test('a join that can never be filled is mended by moving what waits there', async ({ assert }) => {
    const desk = await office(model(start(), el('exclusiveGateway', 'X'), el('parallelGateway', 'J'), task('b'), task('c'), task('d'), end(), flows('s>X>b>J>d>e', 'X>c>J')))
    desk.complete('b')
    assert.lengthOf(desk.state().tokens.incidents, 1)
    desk.do(jump('J', 'd'))
    assert.deepEqual([desk.open(), desk.state().tokens.incidents], [['d'], []])
  })
})
