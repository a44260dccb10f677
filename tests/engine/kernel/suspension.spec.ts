import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import type { InstanceState } from '#engine/kernel/state'
import { openRehearsal, startProcess, submit, type Rehearsal } from '#engine/rehearsal/rehearsal'
import { compile, el, end, file, flows, process, start, user } from './bpmn.js'

const SUSPEND: Command = { type: 'SuspendInstance', reason: '核查' }
const RESUME: Command = { type: 'ResumeInstance' }

const call = (id: string, called: string) => el('callActivity', id, `calledElement="${called}"`)

/** `top` calls `middle`, which calls `bottom`, which waits at a task: instances `i1`, and what it calls, in this order. */
async function chain(): Promise<{ rehearsal: Rehearsal; ids: string[]; statuses: () => string[]; task: () => Command }> {
  const processes = await compile(
    file(
      process('top', start(), call('c', 'middle'), user('last'), end(), flows('s>c>last>e')),
      process('middle', start('s2'), call('c2', 'bottom'), end('e2'), flows('s2>c2>e2')),
      process('bottom', start('s3'), user('t3'), end('e3'), flows('s3>t3>e3')),
    ),
  )
  const rehearsal = openRehearsal({ processes, nowMs: 0 })
  startProcess(rehearsal, 'top')
  const ids = [...rehearsal.states.keys()]
  const stateOf = (id: string) => rehearsal.states.get(id) as InstanceState
  const bottom = stateOf(ids[2] as string)
  const taskId = `${bottom.instanceId}:${bottom.tokens.active.find(({ task }) => task !== undefined)?.id}`
  return {
    rehearsal,
    ids,
    statuses: () => ids.map((id) => stateOf(id).status),
    task: () => ({ type: 'CompleteTask', taskId, by: null, outcome: null, opinion: null, data: {} }),
  }
}

test.group('kernel | suspension of called instances', () => {
  test('reaches them all the way down: none of their tasks can be completed until the resume', async ({ assert }) => {
    const { rehearsal, ids, statuses, task } = await chain()
    submit(rehearsal, ids[0] as string, SUSPEND)
    assert.deepEqual(statuses(), ['suspended', 'suspended', 'suspended'])
    const refused = submit(rehearsal, ids[2] as string, task())
    assert.equal(refused.ok ? 'accepted' : refused.rejection.code, 'SUSPENDED')
    submit(rehearsal, ids[0] as string, RESUME)
    assert.deepEqual(statuses(), ['active', 'active', 'active'])
    assert.isTrue(submit(rehearsal, ids[2] as string, task()).ok)
    assert.deepEqual(statuses(), ['active', 'completed', 'completed'])
  })

  test('one that was suspended itself before stays so when its caller is resumed, and what it calls with it', async ({ assert }) => {
    const { rehearsal, ids, statuses } = await chain()
    submit(rehearsal, ids[1] as string, SUSPEND)
    assert.deepEqual(statuses(), ['active', 'suspended', 'suspended'])
    submit(rehearsal, ids[0] as string, SUSPEND)
    submit(rehearsal, ids[0] as string, RESUME)
    assert.deepEqual(statuses(), ['active', 'suspended', 'suspended'])
    submit(rehearsal, ids[1] as string, RESUME)
    assert.deepEqual(statuses(), ['active', 'active', 'active'])
  })

  test('one that stands still for its caller cannot be resumed alone, but suspended beside it', async ({ assert }) => {
    const { rehearsal, ids, statuses } = await chain()
    submit(rehearsal, ids[0] as string, SUSPEND)
    assert.isFalse(submit(rehearsal, ids[1] as string, RESUME).ok)
    assert.isTrue(submit(rehearsal, ids[1] as string, SUSPEND).ok)
    assert.isFalse(submit(rehearsal, ids[1] as string, SUSPEND).ok)
    assert.isTrue(submit(rehearsal, ids[1] as string, RESUME).ok)
    assert.deepEqual(statuses(), ['suspended', 'suspended', 'suspended'])
    submit(rehearsal, ids[0] as string, RESUME)
    assert.deepEqual(statuses(), ['active', 'active', 'active'])
  })

  test('a result that was on its way when the caller was suspended is kept for the resume', async ({ assert }) => {
    const { rehearsal, ids } = await chain()
    const caller = () => rehearsal.states.get(ids[0] as string) as InstanceState
    const elementInstanceId = `${ids[0]}:${caller().tokens.active[0]?.id}`
    submit(rehearsal, ids[0] as string, SUSPEND)
    assert.isTrue(submit(rehearsal, ids[0] as string, { type: 'CompleteCall', elementInstanceId, result: { kind: 'completed', variables: {} } }).ok)
    assert.deepEqual(caller().tokens.active.map(({ element }) => element), ['c'])
    submit(rehearsal, ids[0] as string, RESUME)
    assert.deepEqual(caller().tokens.active.map(({ element }) => element), ['last'])
  })

  test('a cancel reaches them while they stand still', async ({ assert }) => {
    const { rehearsal, ids, statuses } = await chain()
    submit(rehearsal, ids[0] as string, SUSPEND)
    submit(rehearsal, ids[0] as string, { type: 'CancelInstance', reason: '撤回' })
    assert.deepEqual(statuses(), ['cancelled', 'cancelled', 'cancelled'])
  })
})
