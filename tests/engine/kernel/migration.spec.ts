import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import { checkInvariants } from '#engine/kernel/check_invariants'
import { applyAll } from '#engine/kernel/apply'
import { suggestMapping } from '#engine/kernel/suggest_mapping'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { InstanceState } from '#engine/kernel/state'
import { advanceTo, openRehearsal, startProcess, submit, type Rehearsal, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { compile, el, end, file, flows, process, start, timer, user } from './bpmn.js'

interface Stage {
  rehearsal: Rehearsal
  records: RehearsalRecord[]
  state(): InstanceState
  process(): ExecutableProcess
  complete(elementId: string): void
  migrate(mapping?: Record<string, string>): ReturnType<typeof submit>
}

/** An instance of `old` at its first wait, and `new` to migrate it to. */
async function stage(before: string[], after: string[]): Promise<Stage> {
  const processes = await versions(before, after)
  const records: RehearsalRecord[] = []
  const rehearsal = openRehearsal({ processes, nowMs: 0, onRecord: (record) => void records.push(record) })
  startProcess(rehearsal, 'old', { variables: { people: ['a', 'b', 'c'] } })
  const state = () => rehearsal.states.get('i1') as InstanceState
  return {
    rehearsal, records, state,
    process: () => rehearsal.processes.get(state().definitionId) as ExecutableProcess,
    complete(elementId) {
      const record = state().tokens.active.find((one) => one.element === elementId && one.task !== undefined)
      const answer = submit(rehearsal, 'i1', { type: 'CompleteTask', taskId: `i1:${record?.id}`, by: null, outcome: null, opinion: null, data: {} })
      if (!answer.ok) throw new Error(answer.rejection.message)
    },
    migrate: (mapping = {}) => submit(rehearsal, 'i1', { type: 'MigrateInstance', definitionId: 'new', mapping, by: null, reason: '新版本' } satisfies Command),
  }
}

/** Two versions are two files: ids may repeat. */
const versions = async (before: string[], after: string[]): Promise<ExecutableProcess[]> => [
  ...(await compile(file(process('old', ...before)))), ...(await compile(file(process('new', ...after)))),
]

const tasksOf = (state: InstanceState): string[] => state.tokens.active.flatMap(({ element, task }) => (task === undefined ? [] : [element]))

const FORK = [start(), el('parallelGateway', 'fork'), user('a'), user('b'), el('parallelGateway', 'join'), end()]

test.group('kernel | migration', () => {
  test('a task goes on under its new name, and the instance ends by the new flows', async ({ assert }) => {
    const at = await stage([start(), user('t'), end(), flows('s>t>e')], [start(), user('review'), user('sign'), end(), flows('s>review>sign>e')])
    assert.isTrue(at.migrate({ t: 'review' }).ok)
    assert.deepEqual([at.state().definitionId, tasksOf(at.state())], ['new', ['review']])
    assert.deepEqual(checkInvariants(at.process(), at.state()), [])
    at.complete('review')
    at.complete('sign')
    assert.equal(at.state().status, 'completed')
  })

  test('the journal alone gives the migrated state', async ({ assert }) => {
    const at = await stage([...FORK, flows('s>fork>a>join>e', 'fork>b>join')], [...FORK, flows('s>fork>a>join>e', 'fork>b>join')])
    at.complete('a')
    assert.isTrue(at.migrate().ok)
    const folded = at.records.reduce<InstanceState | null>((state, record) => applyAll(state, record.events), null)
    assert.deepEqual(JSON.parse(JSON.stringify(folded)), JSON.parse(JSON.stringify(at.state())))
    at.complete('b')
    assert.equal(at.state().status, 'completed')
  })

  const REFUSALS: { title: string; before: string[]; after: string[]; mapping?: Record<string, string>; codes: string[] }[] = [
    {
      title: 'an element without counterpart',
      before: [start(), user('t'), end(), flows('s>t>e')], after: [start(), user('u'), end(), flows('s>u>e')], codes: ['NO_TARGET'],
    },
    {
      title: 'a counterpart of another kind',
      before: [start(), user('t'), end(), flows('s>t>e')], after: [start(), el('receiveTask', 't'), end(), flows('s>t>e')], codes: ['OTHER_KIND'],
    },
    {
      title: 'a counterpart in another scope',
      before: [start(), user('t'), end(), flows('s>t>e')],
      after: [start(), el('subProcess', 'sub', '', start('s2') + user('t') + end('e2') + flows('s2>t>e2')), end(), flows('s>sub>e')], codes: ['OTHER_SCOPE'],
    },
    {
      title: 'one person where several vote',
      before: [start(), user('t'), end(), flows('s>t>e')],
      after: [start(), user('t', '', '<multiInstanceLoopCharacteristics><loopCardinality>2</loopCardinality></multiInstanceLoopCharacteristics>'), end(), flows('s>t>e')],
      codes: ['OTHER_LOOP'],
    },
    {
      title: 'every reason at once',
      before: [...FORK, flows('s>fork>a>join>e', 'fork>b>join')], after: [start(), user('x'), end(), flows('s>x>e')], codes: ['NO_TARGET', 'NO_TARGET'],
    },
  ]
  for (const { title, before, after, mapping, codes } of REFUSALS) {
    test(`refuses ${title} and leaves everything as it was`, async ({ assert }) => {
      const at = await stage(before, after)
      const untouched = JSON.stringify(at.state())
      const answer = at.migrate(mapping)
      assert.deepEqual(answer.ok ? [] : answer.rejection.errors?.map(({ code }) => code), codes)
      assert.equal(JSON.stringify(at.state()), untouched)
    })
  }

  test('refuses a token at a join that has come by a flow the target lacks, until the plan names one', async ({ assert }) => {
    const after = [start(), el('parallelGateway', 'fork'), user('a'), user('c'), el('parallelGateway', 'join'), end(), flows('s>fork>a', 'a>c>join>e', 'fork>b2>join')]
    const at = await stage([...FORK, flows('s>fork>a>join>e', 'fork>b>join')], [...after.slice(0, -1), user('b2'), flows('s>fork>a', 'a>c>join>e', 'fork>b2>join')])
    at.complete('a')
    const refused = at.migrate({ b: 'b2' })
    assert.deepEqual(refused.ok ? [] : refused.rejection.errors?.map(({ code }) => code), ['NO_TARGET_FLOW'])
    assert.isTrue(at.migrate({ b: 'b2', a_join: 'c_join' }).ok)
    at.complete('b2')
    assert.equal(at.state().status, 'completed')
  })

  test('a join that is full in the target fires at once', async ({ assert }) => {
    const third = [...FORK, user('c')]
    const at = await stage([...third, flows('s>fork>a>join>e', 'fork>b>join', 'fork>c>join')], [...FORK, user('c'), flows('s>fork>a>join', 'fork>b>join', 'fork>c>e', 'join>e')])
    at.complete('a')
    at.complete('b')
    assert.isTrue(at.migrate().ok)
    assert.deepEqual(tasksOf(at.state()), ['c'])
    assert.isFalse(at.state().tokens.active.some(({ arrived }) => arrived !== undefined))
    at.complete('c')
    assert.equal(at.state().status, 'completed')
  })

  test('timers keep their instant, boundary events gone are let go, new ones are armed', async ({ assert }) => {
    const boundary = (id: string, body: string) => el('boundaryEvent', id, 'attachedToRef="t" cancelActivity="false"', timer(body))
    const at = await stage(
      [start(), user('t'), boundary('kept', 'PT10H'), boundary('gone', 'PT1H'), user('k'), user('g'), end(), flows('s>t>e', 'kept>k>e', 'gone>g>e')],
      [start(), user('t'), boundary('renamed', 'PT99H'), boundary('added', 'PT5H'), user('k'), user('n'), end(), flows('s>t>e', 'renamed>k>e', 'added>n>e')],
    )
    advanceTo(at.rehearsal, 60_000)
    assert.isTrue(at.migrate({ kept: 'renamed' }).ok)
    assert.deepEqual(at.state().tokens.timers.map(({ element, dueAtMs }) => [element, dueAtMs]), [['renamed', 36_000_000], ['added', 60_000 + 18_000_000]])
    assert.deepEqual(checkInvariants(at.process(), at.state()), [])
    assert.deepEqual(advanceTo(at.rehearsal, 40_000_000), ['added', 'renamed'])
  })

  test('what event sub-processes listen for keeps its instant or is let go, what is new listens; nothing happens twice', async ({ assert }) => {
    const listening = (id: string, definition: string, task: string) =>
      el('subProcess', id, 'triggeredByEvent="true"', el('startEvent', `${id}s`, 'isInterrupting="false"', definition) + user(task) + flows(`${id}s>${task}`))
    const base = [start(), user('t'), flows('s>t')]
    const condition = '<conditionalEventDefinition><condition>people != null</condition></conditionalEventDefinition>'
    const at = await stage(
      [...base, listening('x', timer('PT5H'), 'late'), listening('y', timer('PT1H'), 'soon'), listening('c', condition, 'held')],
      [...base, listening('z', timer('PT9H'), 'later'), listening('n', timer('PT2H'), 'fresh'), listening('c', condition, 'held')],
    )
    assert.deepEqual(tasksOf(at.state()).sort(), ['held', 't'])
    assert.isTrue(at.migrate({ xs: 'zs' }).ok)
    assert.deepEqual(at.state().tokens.timers.map(({ element, owner, dueAtMs }) => [element, owner, dueAtMs]), [['zs', 0, 5 * 3_600_000], ['ns', 0, 2 * 3_600_000]])
    assert.deepEqual(tasksOf(at.state()).sort(), ['held', 't'])
    assert.deepEqual(checkInvariants(at.process(), at.state()), [])
    advanceTo(at.rehearsal, 6 * 3_600_000)
    assert.deepEqual(tasksOf(at.state()).sort(), ['fresh', 'held', 'later', 't'])
  })

  test('a token at an event-based gateway goes on waiting for what stands behind it there', async ({ assert }) => {
    const wait = (id: string, body: string) => el('intermediateCatchEvent', id, '', timer(body))
    const at = await stage(
      [start(), el('eventBasedGateway', 'g'), wait('one', 'PT5H'), wait('two', 'PT3H'), user('a'), flows('s>g>one>a', 'g>two>a')],
      [start(), el('eventBasedGateway', 'g'), wait('one', 'PT9H'), wait('three', 'PT1H'), user('a'), user('b'), flows('s>g>one>a', 'g>three>b')],
    )
    assert.isTrue(at.migrate().ok)
    assert.deepEqual(at.state().tokens.timers.map(({ element, dueAtMs }) => [element, dueAtMs]), [['one', 5 * 3_600_000], ['three', 3_600_000]])
    advanceTo(at.rehearsal, 2 * 3_600_000)
    assert.deepEqual(tasksOf(at.state()), ['b'])
    assert.lengthOf(at.state().tokens.timers, 0)
  })

  test('people who vote go on where each of them stands', async ({ assert }) => {
    const loop = '<multiInstanceLoopCharacteristics camunda:collection="people" camunda:elementVariable="who"/>'
    const at = await stage([start(), user('t', '', loop), end(), flows('s>t>e')], [start(), user('vote', '', loop), user('last'), end(), flows('s>vote>last>e')])
    at.complete('t')
    assert.isTrue(at.migrate({ t: 'vote' }).ok)
    assert.deepEqual(tasksOf(at.state()), ['vote', 'vote'])
    at.complete('vote')
    at.complete('vote')
    assert.deepEqual(tasksOf(at.state()), ['last'])
  })

  test('inside a sub-process its scope moves with it', async ({ assert }) => {
    const sub = (id: string, ...content: string[]) => el('subProcess', id, '', content.join(''))
    const at = await stage(
      [start(), sub('sub', start('s2'), user('t'), end('e2'), flows('s2>t>e2')), end(), flows('s>sub>e')],
      [start(), sub('part', start('s2'), user('t'), user('u'), end('e2'), flows('s2>t>u>e2')), end(), flows('s>part>e')],
    )
    assert.isTrue(at.migrate({ sub: 'part' }).ok)
    at.complete('t')
    at.complete('u')
    assert.equal(at.state().status, 'completed')
  })

  test('is refused while suspended, for the version it has already, and for one that does not exist', async ({ assert }) => {
    const at = await stage([start(), user('t'), end(), flows('s>t>e')], [start(), user('t'), end(), flows('s>t>e')])
    const codeOf = (answer: ReturnType<typeof submit>) => (answer.ok ? 'accepted' : answer.rejection.code)
    const to = (definitionId: string) => codeOf(submit(at.rehearsal, 'i1', { type: 'MigrateInstance', definitionId, mapping: {}, by: null, reason: null }))
    assert.deepEqual([to('old'), to('nothing')], ['INVALID_STATE', 'NOT_FOUND'])
    submit(at.rehearsal, 'i1', { type: 'SuspendInstance', reason: '核查' })
    assert.equal(to('new'), 'SUSPENDED')
  })

  test('a plan is suggested by id, then by the only one of the same kind and name', async ({ assert }) => {
    const named = (id: string, name: string) => user(id, `name="${name}"`)
    const [before, after] = (await versions(
      [start(), user('kept'), named('x', '审核'), named('y', '会签'), user('gone'), end(), flows('s>kept>x>y>gone>e')],
      [start(), user('kept'), named('x2', '审核'), named('y2', '会签'), named('y3', '会签'), end(), flows('s>kept>x2>y2>y3>e')],
    )) as [ExecutableProcess, ExecutableProcess]
    assert.deepEqual(suggestMapping(before, after), { mapping: { x: 'x2' }, unmatched: ['y', 'gone'], added: ['x2', 'y2', 'y3'] })
  })
})
