import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import type { InstanceState } from '#engine/kernel/state'
import { openRehearsal, startProcess, submit, type Rehearsal } from '#engine/rehearsal/rehearsal'
import { compile, el, end, file, flows, model, process, start, user } from './bpmn.js'

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

test.group('kernel | what happens outside during a suspension', () => {
  const boundary = el('boundaryEvent', 'b', 'attachedToRef="w"', '<errorEventDefinition/>')
  const job = model(start(), el('serviceTask', 'w', 'camunda:type="external" camunda:topic="look-up"'), boundary, user('done'), user('caught'), flows('s>w>done', 'b>caught'))
  const message = file('<message id="m" name="paid"/>', process('p', start(), el('intermediateCatchEvent', 'w', '', '<messageEventDefinition messageRef="m"/>'), user('done'), flows('s>w>done')))

  async function suspended(xml: string): Promise<{ rehearsal: Rehearsal; state: () => InstanceState }> {
    const rehearsal = openRehearsal({ processes: await compile(xml), nowMs: 0 })
    startProcess(rehearsal, 'p')
    submit(rehearsal, 'i1', SUSPEND)
    return { rehearsal, state: () => rehearsal.states.get('i1') as InstanceState }
  }

  const cases: { title: string; xml: string; command: (id: string) => Command; ends: { at: string; data: object; incidents: string[] } }[] = [
    { title: 'the result of a job', xml: job, command: (jobId) => ({ type: 'CompleteJob', jobId, variables: { found: 1 } }), ends: { at: 'done', data: { found: 1 }, incidents: [] } },
    { title: 'a BPMN error of a job', xml: job, command: (jobId) => ({ type: 'ThrowJobError', jobId, code: 'BAD', message: null, variables: {} }), ends: { at: 'caught', data: {}, incidents: [] } },
    { title: 'the last failure of a job', xml: job, command: (jobId) => ({ type: 'FailJob', jobId, message: 'gone', retriesLeft: 0, retryAtMs: null }), ends: { at: 'w', data: {}, incidents: ['JOB_FAILED'] } },
    { title: 'a message that was correlated before', xml: message, command: (subscriptionId) => ({ type: 'DeliverMessage', subscriptionId, name: 'paid', variables: { sum: 2 } }), ends: { at: 'done', data: { sum: 2 }, incidents: [] } },
  ]
  for (const { title, xml, command, ends } of cases) {
    test(`${title} is kept and carried out once, at the resume`, async ({ assert }) => {
      const { rehearsal, state } = await suspended(xml)
      const wait = [...state().tokens.jobs, ...state().tokens.subscriptions][0]
      assert.isTrue(submit(rehearsal, 'i1', command(`i1:${wait?.id}`)).ok)
      assert.deepEqual(state().tokens.active.map(({ element }) => element), ['w'])
      submit(rehearsal, 'i1', RESUME)
      const { active, incidents, deferred } = state().tokens
      assert.deepEqual({ at: active.map(({ element }) => element).join(), data: state().data, incidents: incidents.map(({ code }) => code) }, ends)
      assert.lengthOf(deferred, 0)
    })
  }

  test('a second result of the same job, one of a job that is not there, and a message nobody waits for are refused at once', async ({ assert }) => {
    const { rehearsal, state } = await suspended(job)
    const jobId = `i1:${state().tokens.jobs[0]?.id}`
    const answers = [
      { type: 'CompleteJob', jobId, variables: { tasks: 1 } },
      { type: 'CompleteJob', jobId, variables: {} },
      { type: 'CompleteJob', jobId, variables: {} },
      { type: 'CompleteJob', jobId: 'i1:99', variables: {} },
      { type: 'DeliverMessage', subscriptionId: 'i1:99', name: 'paid', variables: {} },
    ].map((command) => submit(rehearsal, 'i1', command as Command))
    assert.deepEqual(answers.map((answer) => (answer.ok ? 'kept' : answer.rejection.code)), ['INVALID_ARGUMENT', 'kept', 'NOT_FOUND', 'NOT_FOUND', 'NOT_FOUND'])
  })
})
