import type { step } from '#engine/kernel/step'
import { definitionsOf, graphOf, type Node } from '#engine/kernel/graph'
import type { InstanceState } from '#engine/kernel/state'
import type { Event } from '#engine/kernel/events'
import type { ExecutableProcess } from '#engine/model/executable_process'
import { openRehearsal, startProcess, submit, type Rehearsal } from '#engine/rehearsal/rehearsal'
import { errorCatchers } from './control_distances.js'
import { conditionName } from './neutral_model.js'
import type { Decisions, Observation, Stimulus, Walker } from './walker.js'

/** Our kernel on its walk; besides walking it says what can happen next and which flows were taken. */
export interface KernelWalker extends Walker {
  stimuli(): readonly Stimulus[]
  readonly takenFlows: ReadonlySet<string>
  /** Elements that a token has come to. */
  readonly visited: ReadonlySet<string>
  /** Incidents that stop a token, by code. */
  incidents(): readonly string[]
}

export interface KernelWalk {
  readonly processes: readonly ExecutableProcess[]
  readonly processId: string
  readonly startElementId: string | null
  /** Another step function, for proving that a wrong one is found out. */
  readonly step?: typeof step
}

const NOW_MS = Date.UTC(2026, 0, 5)
const WAITING_TYPES = new Set(['userTask', 'serviceTask', 'receiveTask', 'intermediateCatchEvent'])

/** Walks the kernel through a rehearsal: virtual clock, one administrator, work ended by the scenario. */
export function walkKernel(walk: KernelWalk): KernelWalker {
  const takenFlows = new Set<string>()
  const visited = new Set<string>()
  const rehearsal = openRehearsal({
    processes: walk.processes,
    nowMs: NOW_MS,
    ...(walk.step === undefined ? {} : { step: walk.step }),
    onRecord: ({ events }) => events.forEach((event) => note(event, takenFlows, visited)),
  })
  const observation = () => observe(rehearsal)
  return {
    takenFlows,
    visited,
    stimuli: () => stimuliOf(rehearsal),
    incidents: () => [...rehearsal.states.values()].flatMap((state) => state.tokens.incidents.map((incident) => incident.code)),
    async start(decisions) {
      const answer = startProcess(rehearsal, walk.processId, { startElementId: walk.startElementId, variables: Object.fromEntries(decisions) })
      if (!answer.ok) throw new Error(answer.rejection.message)
      return observation()
    },
    async act(stimulus, decisions) {
      decide(rehearsal, decisions)
      push(rehearsal, stimulus)
      return observation()
    },
    close: () => undefined,
  }
}

function note(event: Event, takenFlows: Set<string>, visited: Set<string>): void {
  if (event.type === 'SequenceFlowTaken') takenFlows.add(event.flowId)
  if (event.type === 'ElementActivated') visited.add(event.elementId)
}

function decide(rehearsal: Rehearsal, decisions: Decisions): void {
  if (decisions.size === 0) return
  for (const state of active(rehearsal)) submit(rehearsal, state.instanceId, { type: 'SetVariables', variables: Object.fromEntries(decisions) })
}

const active = (rehearsal: Rehearsal): InstanceState[] => [...rehearsal.states.values()].filter((state) => state.status === 'active')

function nodesOf(rehearsal: Rehearsal, state: InstanceState): ReadonlyMap<string, Node> {
  return graphOf(rehearsal.processes.get(state.definitionId) as ExecutableProcess).nodesById
}

function observe(rehearsal: Rehearsal): Observation {
  const running = active(rehearsal)
  const waiting = running.flatMap((state) => waitingIn(rehearsal, state).map(({ node }) => node.id))
  return { waiting: waiting.sort(), hasEnded: running.length === 0 }
}

/** Where tokens rest; one at an event-based gateway rests at all that stands behind it. */
function waitingIn(rehearsal: Rehearsal, state: InstanceState): { node: Node; id: number }[] {
  const nodes = nodesOf(rehearsal, state)
  return state.tokens.active.flatMap((record) => {
    const node = nodes.get(record.element) as Node
    if (node.kind === 'eventBasedGateway') return node.outgoing.map(({ target }) => ({ node: target, id: record.id }))
    const rests = WAITING_TYPES.has(node.type) && record.multi === undefined && record.arrived === undefined
    return rests ? [{ node, id: record.id }] : []
  })
}

function stimuliOf(rehearsal: Rehearsal): readonly Stimulus[] {
  const found = new Map<string, Stimulus>()
  const add = (stimulus: Stimulus) => found.set(JSON.stringify(stimulus), stimulus)
  for (const state of active(rehearsal)) {
    const nodes = nodesOf(rehearsal, state)
    for (const { node, id } of waitingIn(rehearsal, state)) {
      if (node.type === 'userTask') add({ kind: 'complete', element: node.id })
      else if (node.kind === 'intermediateCatchEvent:conditional' || node.parts.length > 0) for (const definition of awaitedAt(node, state, id)) add(definition)
      else if (node.kind === 'intermediateCatchEvent:timer') add({ kind: 'timer', element: node.id })
      else if (node.type !== 'serviceTask') add({ kind: 'receive', element: node.id })
      else {
        add({ kind: 'work', element: node.id })
        for (const { code, catcher } of catchableErrors(node, graphOf(rehearsal.processes.get(state.definitionId) as ExecutableProcess).eventSubProcesses)) add({ kind: 'error', element: node.id, code, catcher })
      }
    }
    for (const timer of state.tokens.timers) if (isAtAnEdge(nodes, state, timer)) add({ kind: 'timer', element: timer.element, ...whichOf(timer) })
    for (const subscription of state.tokens.subscriptions) if (isAtAnEdge(nodes, state, subscription)) add({ kind: 'message', element: subscription.element, ...whichOf(subscription) })
    for (const event of conditionsAtEdges(nodes, state)) add(event)
  }
  return [...found.values()]
}

const whichOf = ({ definition }: { definition?: number }): { definition?: number } => (definition === undefined ? {} : { definition })

type Push = Exclude<Stimulus, { kind: 'error' }>
const pushFor = (event: Node): Push => {
  const kind = event.kind.endsWith(':timer') ? 'timer' : event.kind.endsWith(':conditional') ? 'condition' : 'message'
  return { kind, element: event.id, ...(event.part !== null && { definition: event.part.position }) }
}

/** Definitions of a catch event that have not happened yet. */
function awaitedAt(node: Node, { tokens }: InstanceState, owner: number): Push[] {
  const hasHappened = ({ part }: Node) => tokens.happened?.some((one) => one.owner === owner && one.element === node.id && one.definition === part?.position) === true
  return definitionsOf(node).filter((event) => !hasHappened(event)).map(pushFor)
}

/** Conditions at the edge of what rests: they are no rows of the state, the drawing says where they are. */
function conditionsAtEdges(nodes: ReadonlyMap<string, Node>, { tokens }: InstanceState): Push[] {
  const hosts = tokens.active.filter((record) => record.multi === undefined && record.loop === undefined).map((record) => nodes.get(record.element) as Node)
  return hosts.flatMap(({ boundaries }) => boundaries).flatMap(definitionsOf).filter(({ kind }) => kind === 'boundaryEvent:conditional').map(pushFor)
}

/** What waits beside tokens: boundary events, and the starts of event sub-processes while something else than these goes on in their scope. */
function isAtAnEdge(nodes: ReadonlyMap<string, Node>, { tokens }: InstanceState, { element, owner }: { element: string; owner: number }): boolean {
  const event = nodes.get(element)
  if (event?.type === 'boundaryEvent') return true
  return event?.type === 'startEvent' && tokens.active.some((record) => record.scope === owner && nodes.get(record.element)?.kind !== 'eventSubProcess')
}

/** Errors that some boundary event or event sub-process around the work would catch, nearest first. */
function catchableErrors(work: Node, listeners: readonly Node[]): { code: string; catcher: string }[] {
  const found: { code: string; catcher: string }[] = []
  for (const catcher of errorCatchers(work, listeners)) {
    const code = (catcher.settings as { code?: string | null }).code ?? 'error'
    if (!found.some((known) => known.code === code)) found.push({ code, catcher: catcher.id })
  }
  return found
}

function push(rehearsal: Rehearsal, stimulus: Stimulus): void {
  if (stimulus.kind === 'condition') return holdOnce(rehearsal, conditionName(stimulus.element, stimulus.definition))
  for (const state of active(rehearsal)) {
    const command = commandFor(rehearsal, state, stimulus)
    if (command === null) continue
    const answer = submit(rehearsal, state.instanceId, command)
    if (!answer.ok) throw new Error(answer.rejection.message)
    return
  }
  throw new Error(`Expected ${stimulus.element} to wait for ${stimulus.kind}, but it does not.`)
}

/** A condition that comes to hold, and does no longer when everything has looked at it. */
function holdOnce(rehearsal: Rehearsal, name: string): void {
  for (const holds of [true, false]) decide(rehearsal, new Map([[name, holds]]))
}

type Command = Parameters<typeof submit>[2]

function commandFor(rehearsal: Rehearsal, state: InstanceState, stimulus: Stimulus): Command | null {
  const { tokens, instanceId } = state
  const idOf = (n: number) => `${instanceId}:${n}`
  const { element } = stimulus
  const waiting = waitingIn(rehearsal, state).find(({ node }) => node.id === element)
  switch (stimulus.kind) {
    case 'complete':
      return waiting === undefined ? null : { type: 'CompleteTask', taskId: idOf(waiting.id), by: null, outcome: null, opinion: null, data: {} }
    case 'receive':
      return waiting === undefined ? null : { type: 'TriggerElement', elementId: element, variables: {} }
    case 'timer': {
      const timer = tokens.timers.find((one) => one.element === element && one.definition === stimulus.definition)
      return timer === undefined ? null : { type: 'FireTimer', timerId: idOf(timer.id) }
    }
    case 'message': {
      const subscription = tokens.subscriptions.find((one) => one.element === element && one.definition === stimulus.definition)
      return subscription === undefined ? null : { type: 'DeliverMessage', subscriptionId: idOf(subscription.id), name: subscription.name, variables: {} }
    }
    case 'work': {
      const job = tokens.jobs.find((one) => one.owner === waiting?.id)
      return job === undefined ? null : { type: 'CompleteJob', jobId: idOf(job.id), variables: {} }
    }
    case 'condition':
      return null
    case 'error': {
      const job = tokens.jobs.find((one) => one.owner === waiting?.id)
      return job === undefined ? null : { type: 'ThrowJobError', jobId: idOf(job.id), code: stimulus.code, message: null, variables: {} }
    }
  }
}
