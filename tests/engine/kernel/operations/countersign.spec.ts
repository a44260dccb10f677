import { test } from '@japa/runner'
import { el, end, findings, flows, model, start, user } from '../bpmn.js'
import { office, type Office } from './office.js'

const loop = (isSequential: boolean, condition = '') => `<multiInstanceLoopCharacteristics isSequential="${isSequential}" camunda:collection="people" camunda:elementVariable="person">${condition}</multiInstanceLoopCharacteristics>`
const vote = (attributes: string, isSequential = false) => model(
  start(), user('v', `camunda:assignee="\${person}" ${attributes}`, loop(isSequential)), el('exclusiveGateway', 'X', 'default="X_no"'), user('yes', 'camunda:assignee="a"'), user('no', 'camunda:assignee="a"'), end(),
  flows('s>v>X>no>e', 'X>yes: lastOutcome = "agree"', 'yes>e'),
)

/** `x=agree` in order; what is open afterwards: the votes still out, or where the decision led. */
async function voted(xml: string, votes: string[], people: string[]): Promise<Office> {
  const desk = await office(xml, { people, weights: { x: 3, y: 1, z: 1 } })
  for (const one of votes) {
    const [by, outcome] = one.split('=') as [string, string]
    const id = desk.state().tokens.active.find(({ task }) => task?.assignee === by)?.id
    desk.do({ type: 'CompleteTask', taskId: `${desk.id}:${id}`, by, outcome, opinion: null, data: {} })
  }
  return desk
}

const out = (desk: Office) => desk.state().tokens.active.flatMap(({ element, task }) => (task ? [element === 'v' ? (task.assignee ?? '?') : element] : []))

const cases: { rule: string; votes: string[]; open: string[]; people?: string[]; isSequential?: boolean }[] = [
  { rule: 'all', votes: ['x=agree', 'y=agree'], open: ['z'] },
  { rule: 'all', votes: ['x=agree', 'y=agree', 'z=agree'], open: ['yes'] },
  { rule: 'all', votes: ['x=agree', 'y=disagree'], open: ['no'] },
  { rule: 'all', votes: ['x=abstain'], open: ['no'] },
  { rule: 'all', votes: ['x=agree'], open: ['y'], isSequential: true },
  { rule: 'all', votes: ['x=disagree'], open: ['no'], isSequential: true },
  { rule: 'any', votes: ['x=disagree', 'y=agree'], open: ['yes'] },
  { rule: 'any', votes: ['x=disagree', 'y=abstain'], open: ['z'] },
  { rule: 'any', votes: ['x=disagree', 'y=abstain', 'z=disagree'], open: ['no'] },
  { rule: 'ratio" gov:countersignRatio="0.5', votes: ['x=agree'], open: ['y', 'z'] },
  { rule: 'ratio" gov:countersignRatio="0.5', votes: ['x=agree', 'y=agree'], open: ['yes'] },
  { rule: 'ratio" gov:countersignRatio="50%', votes: ['x=disagree', 'y=abstain'], open: ['no'] },
  { rule: 'ratio" gov:countersignRatio="=2/3', votes: ['x=agree', 'y=disagree'], open: ['z'] },
  { rule: 'ratio" gov:countersignRatio="=2/3', votes: ['x=agree', 'y=disagree', 'z=agree'], open: ['yes'] },
  { rule: 'weight" gov:countersignRatio="0.6" gov:countersignWeights="x:3', votes: ['x=agree'], open: ['yes'] },
  { rule: 'weight" gov:countersignRatio="0.6" gov:countersignWeights="x:3', votes: ['y=agree', 'z=agree'], open: ['x'] },
  { rule: 'weight" gov:countersignRatio="0.6" gov:countersignWeights="x:3', votes: ['x=disagree'], open: ['no'] },
  { rule: 'weight" gov:countersignRatio="0.6" gov:countersignWeights="=weights', votes: ['x=agree'], open: ['yes'] },
  { rule: 'any" gov:countersignVeto="z', votes: ['x=agree', 'y=agree'], open: ['z'] },
  { rule: 'any" gov:countersignVeto="z', votes: ['x=agree', 'z=disagree'], open: ['no'] },
  { rule: 'any" gov:countersignVeto="z', votes: ['x=agree', 'z=abstain'], open: ['yes'] },
  { rule: 'any" gov:countersignVeto="any', votes: ['x=agree', 'y=disagree'], open: ['no'] },
  { rule: 'any" gov:countersignVeto="any', votes: ['x=agree', 'y=abstain'], open: ['z'] },
  { rule: 'all', votes: ['x=agree'], open: ['yes'], people: ['x'] },
]

test.group('kernel | countersign', () => {
  for (const { rule, votes, open, people = ['x', 'y', 'z'], isSequential = false } of cases) {
    test(`${rule.replaceAll('"', '')}${isSequential ? ', in turn' : ''}: ${votes.join(', ') || 'nothing yet'} → ${open.join(', ')}`, async ({ assert }) => {
      const desk = await voted(vote(`gov:countersign="${rule}"`, isSequential), votes, people)
      assert.sameMembers(out(desk), open)
    })
  }

  test('the result stands beside the votes; those not needed are closed and are nobody’s work', async ({ assert }) => {
    const desk = await voted(vote('gov:countersign="any"'), ['x=disagree', 'y=agree'], ['x', 'y', 'z'])
    const { v } = desk.state().data.tasks as { v: { outcome: string; outcomes: { assignee: string }[] } }
    assert.equal(v.outcome, 'agree')
    assert.deepEqual(v.outcomes.map(({ assignee }) => assignee), ['x', 'y'])
    const decided = desk.events().find((event) => event.type === 'VoteDecided')
    assert.deepInclude(decided, { outcome: 'agree', agree: 1, disagree: 1, abstain: 0, total: 3 })
    const closed = desk.events().filter((event) => event.type === 'TaskClosed' && event.cause === 'cancelled')
    assert.deepEqual(closed.map((event) => (event.type === 'TaskClosed' ? [event.by, event.reason] : [])), [[null, '会签已有结果，无需再办']])
  })

  test('voters added and taken out change what is needed', async ({ assert }) => {
    const desk = await voted(vote('gov:countersign="ratio" gov:countersignRatio="0.6"'), ['x=agree'], ['x', 'y'])
    const taskOf = (person: string) => `${desk.id}:${desk.state().tokens.active.find(({ task }) => task?.assignee === person)?.id}`
    desk.do({ type: 'AddSigners', taskId: taskOf('y'), by: 'y', users: ['z'], position: 'parallel', opinion: null })
    assert.sameMembers(out(desk), ['y', 'z'])
    desk.do({ type: 'RemoveSigners', taskId: taskOf('y'), by: 'y', users: ['z'], opinion: null })
    assert.sameMembers(out(desk), ['y'])
    desk.do({ type: 'AddSigners', taskId: taskOf('y'), by: 'y', users: ['w'], position: 'parallel', opinion: null })
    desk.do({ type: 'RemoveSigners', taskId: taskOf('w'), by: 'boss', users: ['y'], opinion: null, asSupervisor: true })
    desk.do({ type: 'CompleteTask', taskId: taskOf('w'), by: 'w', outcome: 'agree', opinion: null, data: {} })
    assert.deepEqual(out(desk), ['yes'])
  })

  test('taking somebody out may decide it', async ({ assert }) => {
    const desk = await voted(vote('gov:countersign="all"'), ['x=agree', 'y=agree'], ['x', 'y', 'z'])
    const taskId = `${desk.id}:${desk.state().tokens.active.find(({ task }) => task?.assignee === 'z')?.id}`
    desk.do({ type: 'RemoveSigners', taskId, by: 'boss', users: ['z'], opinion: null, asSupervisor: true })
    assert.deepEqual(out(desk), ['yes'])
  })

  test('the deciding vote withdrawn: it is open again for those it had closed', async ({ assert }) => {
    const desk = await voted(vote('gov:countersign="any"'), ['x=disagree', 'y=agree'], ['x', 'y', 'z'])
    const done = desk.events().find((event) => event.type === 'TaskClosed' && event.by === 'y')
    desk.do({ type: 'WithdrawTask', taskId: (done as { taskId: string }).taskId, by: 'y', opinion: null })
    assert.sameMembers(out(desk), ['y', 'z'])
    for (const by of ['z', 'y']) {
      const id = desk.state().tokens.active.find(({ task }) => task?.assignee === by)?.id
      desk.do({ type: 'CompleteTask', taskId: `${desk.id}:${id}`, by, outcome: 'disagree', opinion: null, data: {} })
    }
    assert.deepEqual(out(desk), ['no'])
  })

  test('nobody to vote is an incident; a wrong share, too', async ({ assert }) => {
    const empty = await office(vote('gov:countersign="all"'), { people: [] })
    assert.equal(empty.state().tokens.incidents[0]?.code, 'MULTI_INSTANCE')
    const wrong = await office(vote('gov:countersign="ratio" gov:countersignRatio="=share"'), { people: ['x', 'y'], share: 7 })
    wrong.complete('v', 'x', 'agree')
    assert.equal(wrong.state().tokens.incidents[0]?.code, 'COUNTERSIGN')
  })

  const wrong: [string, string][] = [
    [vote('gov:countersign="most"'), 'COUNTERSIGN v'],
    [vote('gov:countersign="ratio"'), 'COUNTERSIGN_RATIO v'],
    [vote('gov:countersign="ratio" gov:countersignRatio="2"'), 'COUNTERSIGN_RATIO v'],
    [vote('gov:countersign="weight" gov:countersignRatio="0.5" gov:countersignWeights="x"'), 'COUNTERSIGN_WEIGHTS v'],
    [vote('gov:countersign="all" gov:outcomes="yes,no"'), 'COUNTERSIGN_OUTCOMES v'],
    [model(start(), user('v', 'gov:countersign="all"', loop(false, '<completionCondition>true</completionCondition>')), end(), flows('s>v>e')), 'COUNTERSIGN_TWICE v'],
    [model(start(), user('v', 'gov:countersign="all"'), end(), flows('s>v>e')), 'COUNTERSIGN v'],
  ]
  for (const [xml, finding] of wrong) {
    test(`is refused at deployment: ${finding}`, async ({ assert }) => assert.deepEqual(await findings(xml), [finding]))
  }
})
