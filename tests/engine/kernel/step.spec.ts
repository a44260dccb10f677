import { test } from '@japa/runner'
import fc from 'fast-check'
import { applyAll } from '#engine/kernel/apply'
import { checkInvariants } from '#engine/kernel/check_invariants'
import type { Command } from '#engine/kernel/commands'
import type { Outcome } from '#engine/kernel/outcome'
import type { InstanceState } from '#engine/kernel/state'
import { step } from '#engine/kernel/step'
import type { StepContext } from '#engine/kernel/step_context'
import { administratorOnly, everyDayWorks } from '#engine/rehearsal/defaults'
import { openRehearsal, startProcess, submit } from '#engine/rehearsal/rehearsal'
import { compile, el, end, flows, model, start, user } from './bpmn.js'
import { acts, commandFor } from './random_commands.js'

const context: StepContext = { nowMs: 0, directory: administratorOnly, calendar: everyDayWorks, decisions: { resolve: () => null }, definitions: { resolve: () => undefined, process: () => undefined } }
const begin = (definitionId = 'p:1'): Command => ({ type: 'StartInstance', instanceId: 'i', definitionId, startElementId: null, variables: { x: 1 }, businessKey: 'B-1', title: '某餐饮店', starter: 'li', caller: null })

async function started(xml: string): Promise<{ process: Awaited<ReturnType<typeof compile>>[number]; outcome: Extract<Outcome, { kind: 'accepted' }> }> {
  const [process] = await compile(xml)
  if (process === undefined) throw new Error('nothing compiled')
  const outcome = step(process, null, begin(), context)
  if (outcome.kind !== 'accepted') throw new Error(JSON.stringify(outcome))
  return { process, outcome }
}

test.group('kernel | step', () => {
  test('the last of two parallel tasks: task, data, join and next task are one row of the journal, in this order', async ({ assert }) => {
    const P = (id: string) => el('parallelGateway', id)
    const { process, outcome } = await started(model(start(), P('f'), user('a'), user('b'), P('j'), user('c'), flows('s>f>a>j', 'f>b>j', 'j>c')))
    const complete = (state: InstanceState, element: string) =>
      step(process, state, { type: 'CompleteTask', taskId: `i:${state.tokens.active.find((record) => record.element === element)?.id}`, by: null, outcome: null, opinion: null, data: { done: element } }, context)
    const first = complete(outcome.state, 'a')
    const second = first.kind === 'accepted' ? complete(first.state, 'b') : first
    assert.deepEqual(second.kind === 'accepted' ? second.events.map((event) => `${event.type} ${'elementId' in event ? event.elementId : ''}`.trim()) : second, [
      'TaskClosed b', 'VariablesMerged', 'ElementCompleted b', 'SequenceFlowTaken', 'TokenArrived', 'ElementCompleted j', 'SequenceFlowTaken', 'ElementActivated c', 'TaskCreated c',
    ])
  })

  test('a refused command leaves no trace', async ({ assert }) => {
    const { process, outcome } = await started(model(start(), user('a'), end(), flows('s>a>e')))
    const before = JSON.stringify(outcome.state)
    const refused = step(process, outcome.state, { type: 'CompleteTask', taskId: 'i:99', by: null, outcome: null, opinion: null, data: {} }, context)
    assert.equal(refused.kind, 'rejected')
    assert.equal(JSON.stringify(outcome.state), before)
  })

  test('data keep their identity in a step that writes none, so that the shell need not write them', async ({ assert }) => {
    const { process, outcome } = await started(model(start(), user('a', 'camunda:candidateUsers="admin"'), end(), flows('s>a>e')))
    const claimed = step(process, outcome.state, { type: 'ClaimTask', taskId: 'i:2', by: 'admin' }, context)
    assert.isTrue(claimed.kind === 'accepted' && claimed.state.data === outcome.state.data && claimed.state.tokens !== outcome.state.tokens)
  })

  test('what has to be loaded first is asked for, and the state is as before', async ({ assert }) => {
    const [process] = await compile(model(start(), el('callActivity', 'c', 'calledElement="q" camunda:calledElementBinding="latest"'), flows('s>c')))
    const outcome = step(process as NonNullable<typeof process>, null, begin(), context)
    assert.deepEqual(outcome, { kind: 'missing', lookups: [{ kind: 'definition', calledElement: 'q', callerDefinitionId: 'p:1', binding: 'latest' }] })
  })

  test('the same command from the same state gives the same outcome', async ({ assert }) => {
    const [process] = await compile(model(start(), user('a'), end(), flows('s>a>e')))
    assert.deepEqual(step(process as NonNullable<typeof process>, null, begin(), context), step(process as NonNullable<typeof process>, null, begin(), context))
  })

  test('an instance cannot be started twice, nor commanded before its start', async ({ assert }) => {
    const { process, outcome } = await started(model(start(), user('a'), flows('s>a')))
    for (const [state, command] of [[outcome.state, begin()], [null, { type: 'ResumeInstance' } as Command]] as const) {
      assert.equal(step(process, state, command, context).kind, 'rejected')
    }
  })

  test('the life-cycle event and the document of an element are asked for when it completes', async ({ assert }) => {
    const { outcome } = await started(model(start(), el('task', 't', 'gov:lifecycleEvent="ACCEPT" gov:document="acceptance" gov:register="受理"'), end(), flows('s>t>e')))
    assert.deepInclude(outcome.events, { type: 'LifecycleEventEmitted', elementId: 't', name: 'ACCEPT', atMs: 0 })
    assert.deepInclude(outcome.events, { type: 'DocumentRequested', elementId: 't', template: 'acceptance', register: '受理', atMs: 0 })
  })
})

test.group('kernel | step budget', () => {
  const X = (id: string) => el('exclusiveGateway', id)
  const endless = model(start(), X('g'), el('manualTask', 'm'), el('exclusiveGateway', 'x', 'default="x_g"'), end(), flows('s>g>m>x', 'x>g', 'x>e: stop = true'))

  test('an endless loop stops as one incident; the token is kept', async ({ assert }) => {
    const { process, outcome } = await started(endless)
    assert.deepEqual(outcome.state.tokens.incidents.map((incident) => incident.code), ['STEP_BUDGET'])
    assert.lengthOf(outcome.state.tokens.parked, 1)
    assert.deepEqual(checkInvariants(process, outcome.state), [])
  })

  test('after the correction a retry lets it go on to the end', async ({ assert }) => {
    const rehearsal = openRehearsal({ processes: await compile(endless), nowMs: 0 })
    startProcess(rehearsal, 'p')
    submit(rehearsal, 'i1', { type: 'SetVariables', variables: { stop: true } })
    submit(rehearsal, 'i1', { type: 'RetryIncident', incidentId: `i1:${rehearsal.states.get('i1')?.tokens.incidents[0]?.id ?? ''}` })
    assert.equal(rehearsal.states.get('i1')?.status, 'completed')
  })

  test('a retry without correction is stopped again, and cancelling clears everything', async ({ assert }) => {
    const rehearsal = openRehearsal({ processes: await compile(endless), nowMs: 0 })
    startProcess(rehearsal, 'p')
    const state = () => rehearsal.states.get('i1') as InstanceState
    submit(rehearsal, 'i1', { type: 'RetryIncident', incidentId: `i1:${state().tokens.incidents[0]?.id ?? ''}` })
    assert.deepEqual(state().tokens.incidents.map((incident) => incident.code), ['STEP_BUDGET'])
    submit(rehearsal, 'i1', { type: 'CancelInstance', reason: 'endless' })
    assert.deepEqual(checkInvariants(rehearsal.processes.get('p') as NonNullable<ReturnType<typeof rehearsal.processes.get>>, state()), [])
  })

  test('5,000 tasks in a row end; 5,000 branches wait and join', async ({ assert }) => {
    const many = Array.from({ length: 5_000 }, (_, i) => i)
    const chain = await started(model(start(), end(), many.map((i) => el('manualTask', `m${i}`)).join(''), flows(`s>${many.map((i) => `m${i}`).join('>')}>e`)))
    assert.equal(chain.outcome.state.status, 'completed')
    const fan = await started(model(start(), el('parallelGateway', 'f'), el('parallelGateway', 'j'), end(), many.map((i) => user(`t${i}`)).join(''), flows('s>f', 'j>e', ...many.map((i) => `f>t${i}>j`))))
    let { state } = fan.outcome
    assert.lengthOf(state.tokens.active, 5_000)
    for (const record of fan.outcome.state.tokens.active) {
      const outcome = step(fan.process, state, { type: 'CompleteTask', taskId: `i:${record.id}`, by: null, outcome: null, opinion: null, data: {} }, context)
      if (outcome.kind === 'accepted') state = outcome.state
    }
    assert.equal(state.status, 'completed')
  }).timeout(30_000)
})

test.group('kernel | unstructured models', () => {
  const kinds = fc.constantFrom('userTask', 'manualTask', 'parallelGateway', 'inclusiveGateway', 'exclusiveGateway', 'receiveTask', 'endEvent')
  const drawings = fc.record({ nodes: fc.array(kinds, { minLength: 2, maxLength: 9 }), links: fc.array(fc.tuple(fc.nat(8), fc.nat(8)), { minLength: 3, maxLength: 18 }) })

  /** Anything somebody may draw: flows between any two nodes, joins that can never fill. Loops pass a task, so that no step explodes. */
  const drawn = ({ nodes, links }: { nodes: string[]; links: [number, number][] }) => {
    const flowTexts = links
      .map(([from, to]) => [from % nodes.length, to % nodes.length] as const)
      .filter(([from, to]) => nodes[from] !== 'endEvent' && (from < to || nodes[to] === 'userTask'))
      .map(([from, to], i) => `<sequenceFlow id="l${i}" sourceRef="n${from}" targetRef="n${to}"/>`)
    return model(start(), nodes.map((kind, i) => el(kind, `n${i}`)).join(''), flows('s>n0'), flowTexts.join(''))
  }

  test('whatever is drawn, a command ends in a sound state, and the journal gives it again', async ({ assert }) => {
    await fc.assert(
      fc.asyncProperty(drawings, acts, async (drawing, script) => {
        const { process, outcome } = await started(drawn(drawing))
        let { state } = outcome
        let folded = applyAll(null, outcome.events)
        if (state.tokens.active.length <= 40) assert.deepEqual(checkInvariants(process, state), [])
        for (const act of script.slice(0, 12)) {
          if (state.tokens.active.length > 40) break
          const command = state.status === 'active' ? commandFor(state, act) : null
          const next = command === null ? null : step(process, state, command, context)
          if (next === null || next.kind !== 'accepted') continue
          state = next.state
          folded = next.events.length === 0 ? { ...folded, revision: folded.revision + 1 } : applyAll(folded, next.events)
          assert.deepEqual(checkInvariants(process, state), [])
        }
        assert.equal(JSON.stringify(folded), JSON.stringify(state))
      }),
      { numRuns: 80 },
    )
  }).timeout(60_000)
})
