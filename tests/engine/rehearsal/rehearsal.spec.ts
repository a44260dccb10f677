import { test } from '@japa/runner'
import { advanceTo, openRehearsal, publish, startProcess, submit, type RehearsalRecord } from '#engine/rehearsal/rehearsal'
import { compile, el, end, file, flows, model, process, start, timer, user } from '../kernel/bpmn.js'

const HOUR_MS = 3_600_000

test.group('rehearsal', () => {
  test('timers fire each at its own instant, in order, however far the clock is moved', async ({ assert }) => {
    const seen: [string, number][] = []
    const rehearsal = openRehearsal({
      processes: await compile(model(start(), user('a'), el('boundaryEvent', 'late', 'attachedToRef="a" cancelActivity="false"', timer('R2/PT3H', 'timeCycle')), el('boundaryEvent', 'soon', 'attachedToRef="a" cancelActivity="false"', timer('PT1H')), end(), flows('s>a>e', 'late>e', 'soon>e'))),
      nowMs: 0,
      onRecord: ({ command, atMs }) => void (command.type === 'FireTimer' && seen.push([command.type, atMs / HOUR_MS])),
    })
    startProcess(rehearsal, 'p')
    assert.deepEqual(advanceTo(rehearsal, 10 * HOUR_MS), ['soon', 'late', 'late'])
    assert.deepEqual(seen.map(([, hours]) => hours), [1, 3, 6])
    assert.equal(rehearsal.nowMs, 10 * HOUR_MS)
  })

  test('automatic work is played as it comes up: completed, failed, ended with an error, or left', async ({ assert }) => {
    const xml = file('<error id="er" errorCode="BAD"/>', process('p', start(), el('serviceTask', 'w', 'camunda:topic="=kind"'), el('boundaryEvent', 'b', 'attachedToRef="w"', '<errorEventDefinition errorRef="er"/>'), user('done'), user('caught'), flows('s>w>done', 'b>caught')))
    const rehearsal = openRehearsal({
      processes: await compile(xml),
      nowMs: 0,
      playJob: ({ topic }) => (topic === 'good' ? { kind: 'complete', variables: { result: 1 } } : topic === 'bad' ? { kind: 'error', code: 'BAD', message: null } : topic === 'broken' ? { kind: 'fail', message: 'no' } : null),
    })
    for (const kind of ['good', 'bad', 'broken', 'slow']) startProcess(rehearsal, 'p', { variables: { kind } })
    const states = [...rehearsal.states.values()]
    assert.deepEqual(states.map((state) => state.tokens.active.map((record) => record.element).join()), ['done', 'caught', 'w', 'w'])
    assert.deepEqual(states.map((state) => state.tokens.incidents.map((incident) => incident.code).join()), ['', '', 'JOB_FAILED', ''])
    assert.deepEqual([...rehearsal.jobs.values()].map((job) => job.topic), ['broken', 'slow'])
  })

  test('a message goes to the instance with its key', async ({ assert }) => {
    const xml = file('<message id="m" name="paid"/>', process('p', start(), el('receiveTask', 'r', 'messageRef="m" gov:correlationKey="=number"'), user('a'), flows('s>r>a')))
    const rehearsal = openRehearsal({ processes: await compile(xml), nowMs: 0 })
    for (const number of ['1', '2']) startProcess(rehearsal, 'p', { variables: { number } })
    assert.deepEqual(publish(rehearsal, 'paid', {}, '2').matched, ['i2'])
    assert.deepEqual(publish(rehearsal, 'paid', {}, '3').matched, [])
  })

  test('people with a directory: only candidates may act', async ({ assert }) => {
    const rehearsal = openRehearsal({
      processes: await compile(model(start(), user('a', 'camunda:candidateGroups="handler"'), end(), flows('s>a>e'))),
      nowMs: 0,
      directory: { principalsOf: (id) => (id === 'li' ? ['user:li', 'role:handler'] : [`user:${id}`]), membersOf: () => ['li'], superiorOf: () => null, departmentOf: () => null, administrators: () => [] },
    })
    startProcess(rehearsal, 'p', { starter: 'zhou' })
    const complete = (by: string) => submit(rehearsal, 'i1', { type: 'CompleteTask', taskId: 'i1:2', by, outcome: null, opinion: null, data: {} })
    const refused = complete('zhou')
    assert.equal(refused.ok ? '' : refused.rejection.code, 'FORBIDDEN')
    assert.isTrue(complete('li').ok)
  })

  test('everything is recorded as it would enter the journals', async ({ assert }) => {
    const records: RehearsalRecord[] = []
    const xml = file(process('p', start(), el('callActivity', 'c', 'calledElement="q"'), end(), flows('s>c>e')), process('q', start('qs'), end('qe'), flows('qs>qe')))
    startProcess(openRehearsal({ processes: await compile(xml), nowMs: 0, onRecord: (record) => records.push(record) }), 'p')
    assert.deepEqual(records.map(({ instanceId, command, state }) => `${instanceId} ${command.type} ${state.status}`), ['i1 StartInstance active', 'i1:3 StartInstance completed', 'i1 CompleteCall completed'])
  })
})
