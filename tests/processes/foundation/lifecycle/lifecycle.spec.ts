import { test } from '@japa/runner'

import { parseLifecycles, type Lifecycle } from '#processes/foundation/lifecycle/lifecycle'

const MACHINE = {
  door: {
    initial: 'closed',
    states: {
      closed: { description: '关着', on: { PUSH: [{ target: 'open', guard: '=force > 10' }, { target: 'stuck', guard: '=rusty' }], KNOCK: 'closed' } },
      stuck: { description: '卡住', on: { PUSH: { target: 'open', guard: '=today() > date("2026-01-01")' } } },
      open: { description: '开着', type: 'final' },
    },
  },
}

function parse(json: unknown): Lifecycle {
  const parsed = parseLifecycles(JSON.stringify(json))
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems))
  return parsed.lifecycles.get('door')!
}

test.group('life-cycle', () => {
  test('begins at its initial state and follows the first guard that holds', ({ assert }) => {
    const door = parse(MACHINE)
    const begun = door.begin()
    assert.deepEqual(begun, { state: 'closed', reached: ['closed'], refused: [] })
    assert.equal(door.apply(begun, 'PUSH', { force: 11 }, 0).state, 'open')
    assert.equal(door.apply(begun, 'PUSH', { force: 1, rusty: true }, 0).state, 'stuck')
    assert.equal(door.textOf('stuck'), '卡住')
    assert.deepEqual(door.states.map((state) => [state.id, state.isFinal]), [['closed', false], ['stuck', false], ['open', true]])
  })

  test('an event without a way is noted and changes nothing; a self transition is a way', ({ assert }) => {
    const door = parse(MACHINE)
    const refused = door.apply(door.begin(), 'PUSH', {}, 77)
    assert.deepEqual(refused, { state: 'closed', reached: ['closed'], refused: [{ event: 'PUSH', state: 'closed', atMs: 77 }] })
    assert.deepEqual(door.apply(door.begin(), 'KNOCK', {}, 0).refused, [])
    assert.lengthOf(door.apply(refused, 'toString', {}, 78).refused, 2)
  })

  test('guards read the given clock, and states reached are listed once', ({ assert }) => {
    const door = parse(MACHINE)
    const stuck = door.apply(door.begin(), 'PUSH', { rusty: true }, 0)
    assert.equal(door.apply(stuck, 'PUSH', {}, Date.UTC(2025, 5, 1)).state, 'stuck')
    const open = door.apply(stuck, 'PUSH', {}, Date.UTC(2026, 5, 1))
    assert.deepEqual(open.reached, ['closed', 'stuck', 'open'])
  })

  test('the same state and event give the same answer, and inputs are not changed', ({ assert }) => {
    const door = parse(MACHINE)
    const begun = Object.freeze({ state: 'closed', reached: Object.freeze(['closed']) as readonly string[], refused: [] })
    assert.deepEqual(door.apply(begun, 'PUSH', { force: 11 }, 0), door.apply(begun, 'PUSH', { force: 11 }, 0))
  })

  test('every mistake in the file is named with its place', ({ assert }) => {
    const broken = (change: (machine: typeof MACHINE) => void) => {
      const copy = structuredClone(MACHINE)
      change(copy)
      const parsed = parseLifecycles(JSON.stringify(copy))
      return parsed.ok ? [] : parsed.problems.map((problem) => problem.path)
    }
    assert.deepEqual(broken((machine) => { machine.door.initial = 'nowhere' }), ['door'])
    assert.deepEqual(broken((machine) => { machine.door.states.closed.on.KNOCK = 'nowhere' }), ['door.states.closed.on.KNOCK'])
    assert.deepEqual(broken((machine) => { machine.door.states.stuck.description = '' }), ['door.states.stuck'])
    assert.deepEqual(broken((machine) => { machine.door.states.stuck.on.PUSH.guard = '=force >' }), ['door.states.stuck.on.PUSH'])
    assert.deepEqual(broken((machine) => { machine.door.states.stuck.on.PUSH.guard = 'always' }), ['door.states.stuck.on.PUSH'])
    assert.isFalse(parseLifecycles('{').ok)
    assert.isFalse(parseLifecycles('[]').ok)
  })
})
