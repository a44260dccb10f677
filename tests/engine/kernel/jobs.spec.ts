import { test } from '@japa/runner'
import type { Command } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import { openRehearsal, startProcess, submit, type Rehearsal } from '#engine/rehearsal/rehearsal'
import { compile, el, flows, model, start, user } from './bpmn.js'

const OUTPUT = '<extensionElements><camunda:inputOutput><camunda:outputParameter name="verdict">=raw.state</camunda:outputParameter></camunda:inputOutput></extensionElements>'

/** An instance at its service task, and the job it made. */
const waiting = async (attributes = 'camunda:topic="check"', content = '') => {
  const processes = await compile(model(start(), el('serviceTask', 'w', attributes, content), user('a'), flows('s>w>a')))
  const rehearsal: Rehearsal = openRehearsal({ processes, nowMs: 0 })
  startProcess(rehearsal, 'p')
  const [id] = [...rehearsal.states.keys()] as [string]
  const send = (command: Command) => submit(rehearsal, id, command)
  const state = () => rehearsal.states.get(id)!
  const jobId = `${id}:${state().tokens.jobs[0]?.id}`
  return { send, state, jobId }
}

const failed = (jobId: string, retriesLeft: number): Command => ({ type: 'FailJob', jobId, message: '忙', retriesLeft, retryAtMs: 0, details: 'stack' })

const eventsOf = (answer: ReturnType<typeof submit>): readonly Event[] => (answer.ok ? answer.events : [])

test.group('kernel | jobs', () => {
  test('local values are seen by the output parameters and by nothing after the task', async ({ assert }) => {
    const { send, state, jobId } = await waiting('camunda:topic="check"', OUTPUT)
    assert.isTrue(send({ type: 'CompleteJob', jobId, variables: { kept: 1 }, localVariables: { raw: { state: '正常' } } }).ok)
    assert.deepEqual(state().data, { kept: 1, verdict: '正常' })
    assert.isEmpty(state().tokens.active.filter(({ variables }) => variables !== undefined))
  })

  test('local values may not take a reserved name', async ({ assert }) => {
    const { send, jobId } = await waiting()
    const answer = send({ type: 'CompleteJob', jobId, variables: {}, localVariables: { tasks: 1 } })
    assert.equal(answer.ok ? 'accepted' : answer.rejection.code, 'INVALID_ARGUMENT')
  })

  test('new retries end the incident of the last failure and keep the job; the work can then be reported', async ({ assert }) => {
    const { send, state, jobId } = await waiting()
    send(failed(jobId, 0))
    assert.lengthOf(state().tokens.incidents, 1)
    const answer = send({ type: 'SetJobRetries', jobId, retries: 2 })
    assert.deepEqual(eventsOf(answer).map(({ type }) => type), ['JobRetriesSet', 'IncidentResolved'])
    assert.isEmpty(state().tokens.incidents)
    assert.isTrue(send({ type: 'CompleteJob', jobId, variables: {} }).ok)
    assert.equal(state().tokens.active[0]?.element, 'a')
  })

  test('new retries are refused: {0}')
    .with([['none at all', 0, 'INVALID_ARGUMENT'], ['half a retry', 1.5, 'INVALID_ARGUMENT'], ['too many', 1_001, 'INVALID_ARGUMENT']] as [string, number, string][])
    .run(async ({ assert }, [, retries, code]) => {
      const { send, jobId } = await waiting()
      const answer = send({ type: 'SetJobRetries', jobId, retries })
      assert.equal(answer.ok ? 'accepted' : answer.rejection.code, code)
    })

  test('a job that is gone takes neither retries nor results', async ({ assert }) => {
    const { send, jobId } = await waiting()
    send({ type: 'CompleteJob', jobId, variables: {} })
    for (const command of [{ type: 'SetJobRetries', jobId, retries: 1 }, failed(jobId, 1), { type: 'CompleteJob', jobId, variables: {} }] as Command[]) {
      const answer = send(command)
      assert.equal(answer.ok ? 'accepted' : answer.rejection.code, 'NOT_FOUND')
    }
  })

  test('a failure tells its details to the journal', async ({ assert }) => {
    const { send, jobId } = await waiting()
    assert.deepInclude(eventsOf(send(failed(jobId, 1)))[0], { type: 'JobFailed', retriesLeft: 1, details: 'stack' })
  })
})
