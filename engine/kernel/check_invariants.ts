import type { ExecutableProcess } from '#engine/model/executable_process'
import { definitionsOf, graphOf, type Graph, type Node } from './graph.js'
import type { Activation, InstanceState, TokenState } from './state.js'

interface Looked {
  readonly state: InstanceState
  readonly tokens: TokenState
  readonly graph: Graph
  readonly byId: ReadonlyMap<number, Activation>
  readonly wrong: string[]
}

/**
 * What is wrong with a state after a command; empty when it is sound. Each open task, timer, subscription, job and incident has exactly
 * one living owner, each activation something that will move it, each scope something alive, an ended instance nothing.
 */
export function checkInvariants(process: ExecutableProcess, state: InstanceState): string[] {
  const { tokens } = state
  const looked: Looked = { state, tokens, graph: graphOf(process), byId: new Map(tokens.active.map((record) => [record.id, record])), wrong: [] }
  if (state.status === 'completed' || state.status === 'cancelled' || state.status === 'voided') checkEnded(looked)
  else if (tokens.active.length + tokens.parked.length === 0) looked.wrong.push('a running instance has no token')
  checkIds(looked)
  for (const record of tokens.active) checkActivation(looked, record)
  checkWaits(looked)
  checkCompensations(looked)
  return looked.wrong
}

function checkEnded({ state, tokens, wrong }: Looked): void {
  for (const name of ['active', 'timers', 'subscriptions', 'jobs', 'incidents', 'parked', 'deferred', 'subTasks'] as const) {
    if ((tokens[name]?.length ?? 0) > 0) wrong.push(`the instance is ${state.status}, but its ${name} are ${JSON.stringify(tokens[name])}`)
  }
  if (tokens.compensations !== undefined) wrong.push('an ended instance remembers what could be undone')
  if (state.endedAtMs === null) wrong.push('an ended instance has no end')
}

function checkIds({ tokens, wrong }: Looked): void {
  const seen = new Set<number>()
  for (const list of [tokens.active, tokens.timers, tokens.subscriptions, tokens.jobs, tokens.incidents]) {
    let before = 0
    for (const { id } of list as readonly { id: number }[]) {
      if (id <= before) wrong.push(`id ${id} comes after ${before}`)
      if (seen.has(id) || id > tokens.counter) wrong.push(`id ${id} is given twice or not counted`)
      seen.add(id)
      before = id
    }
  }
}

function checkActivation(looked: Looked, record: Activation): void {
  const { graph, byId, wrong } = looked
  const node = graph.nodesById.get(record.element)
  const scope = record.scope === 0 ? undefined : byId.get(record.scope)
  if (node === undefined) wrong.push(`activation ${record.id} rests at an unknown element ${record.element}`)
  if (record.scope !== 0 && scope === undefined) wrong.push(`activation ${record.id} lies in scope ${record.scope}, which is not alive`)
  if (node === undefined) return
  const isInstance = record.loop !== undefined
  const expected = isInstance ? node.id : (node.parent?.id ?? null)
  if ((scope?.element ?? null) !== expected) wrong.push(`activation ${record.id} of ${node.id} lies in the scope of ${scope?.element ?? 'the process'}`)
  if (isInstance !== (scope?.multi !== undefined)) wrong.push(`activation ${record.id} is half inside a multi-instance body`)
  if (record.task !== undefined && node.type !== 'userTask') wrong.push(`a task is open at ${node.id}, which is no user task`)
  if (reasonsToLive(looked, record).length === 0) wrong.push(`nothing will ever move activation ${record.id} at ${node.id}`)
  checkCounters(looked, record)
}

/** What holds an activation: exactly what will let it go on one day. */
function reasonsToLive({ tokens, graph }: Looked, record: Activation): string[] {
  const node = graph.nodesById.get(record.element)
  const owns = (list: readonly { owner: number | null; element?: string }[]) => list.some((one) => one.owner === record.id && (one.element ?? record.element) === record.element)
  return [
    record.task !== undefined && 'task',
    tokens.subTasks?.some(({ owner }) => owner === record.id) === true && 'signers',
    record.called !== undefined && 'called instance',
    record.arrived !== undefined && 'join',
    node?.type === 'receiveTask' && 'trigger',
    owns(tokens.timers) && 'timer',
    owns(tokens.subscriptions) && 'subscription',
    owns(tokens.jobs) && 'job',
    owns(tokens.incidents.filter(({ stage }) => stage !== 'watch').map(({ owner }) => ({ owner }))) && 'incident',
    isDefinedBy(node, 'intermediateCatchEvent:conditional', 'startEvent:conditional') && 'condition',
    node?.kind === 'eventBasedGateway' && node.outgoing.some(({ target }) => isSilent(target)) && 'condition or trigger',
    node?.kind === 'eventBasedGateway' && tokens.subscriptions.some(({ owner }) => owner === record.id) && 'subscription',
    node?.kind === 'eventBasedGateway' && tokens.timers.some(({ owner }) => owner === record.id) && 'timer',
    tokens.active.some((child) => child.scope === record.id) && 'children',
    tokens.parked.some((token) => token.scope === record.id) && 'parked tokens',
    isDefinedBy(node, 'intermediateCatchEvent:timer', 'startEvent:timer') && 'timer that never fires',
    tokens.compensations?.some(({ by }) => by === record.id) === true && 'compensation',
    node?.type === 'adHocSubProcess' && record.isClosing !== true && record.multi === undefined && 'choice of people',
  ].filter((reason) => reason !== false)
}

function checkCounters({ tokens, graph, wrong }: Looked, record: Activation): void {
  const { multi, arrived } = record
  if (multi !== undefined) {
    const alive = tokens.active.filter((child) => child.scope === record.id).length + tokens.parked.filter((token) => token.scope === record.id).length
    const isStopped = tokens.incidents.some((incident) => incident.owner === record.id && incident.stage !== 'watch')
    const awaited = multi.total - multi.completed - (multi.removed ?? 0)
    if (multi.completed > multi.created || multi.created > multi.total) wrong.push(`counters of body ${record.id} are ${JSON.stringify(multi)}`)
    if (!isStopped && (alive < 1 || alive > awaited)) wrong.push(`body ${record.id} has ${alive} instances alive, ${awaited} awaited`)
  }
  if (arrived === undefined) return
  const node = graph.nodesById.get(record.element)
  const incoming = new Set(node?.incoming.map((flow) => flow.id))
  const isReset = record.consumed !== undefined
  if ((arrived.length === 0 && !isReset) || arrived.some(({ flow, count }) => !incoming.has(flow) || count < 1) || new Set(arrived.map(({ flow }) => flow)).size < arrived.length) wrong.push(`join ${record.id} waits with ${JSON.stringify(arrived)}`)
  const isStopped = tokens.incidents.some((incident) => incident.owner === record.id || incident.owner === null)
  const count = arrived.reduce((sum, tokens) => sum + tokens.count, 0)
  const isFull = node?.join === 'quantity' ? count >= node.startQuantity : node?.join !== 'complex' && arrived.length === incoming.size
  if (!isStopped && isFull) wrong.push(`join ${record.id} is full and has not fired`)
  if (tokens.active.some((other) => other.id < record.id && other.scope === record.scope && other.element === record.element && other.arrived !== undefined)) {
    wrong.push(`join ${record.element} waits twice in scope ${record.scope}`)
  }
}

/** A sub-task hangs at a user task that lives, below its task or another sub-task of it. */
function checkSubTasks({ tokens, graph, byId, wrong }: Looked): void {
  const { subTasks } = tokens
  if (subTasks?.length === 0) wrong.push('an empty list of sub-tasks is kept')
  for (const { id, owner, parent, level } of subTasks ?? []) {
    const node = graph.nodesById.get(byId.get(owner)?.element ?? '')
    if (node?.type !== 'userTask') wrong.push(`sub-task ${id} hangs at no living user task`)
    if (parent !== owner && !subTasks?.some((other) => other.id === parent && other.owner === owner)) wrong.push(`sub-task ${id} belongs to ${parent}, which is not open`)
    if (level < 1 || level > 3) wrong.push(`sub-task ${id} is nested ${level} deep`)
  }
}

/** What has happened belongs to an event that somebody alive waits for, and others of it have not. */
function checkHappened({ tokens, graph, byId, wrong }: Looked): void {
  const { happened } = tokens
  if (happened?.length === 0) wrong.push('an empty list of what has happened is kept')
  for (const { owner, element, definition } of happened ?? []) {
    const event = graph.nodesById.get(element)
    if ((owner !== 0 && !byId.has(owner)) || !mayWaitFor(event, byId.get(owner)?.element ?? null)) wrong.push(`definition ${definition} of ${element} has happened, and nobody waits for the others`)
    if (event?.parts[definition]?.part?.needsAll !== true) wrong.push(`definition ${definition} of ${element} need not be remembered`)
    if (happened?.filter((one) => one.owner === owner && one.element === element).length === event?.parts.length) wrong.push(`all of ${element} has happened, and it has not`)
  }
}

/** What waits without anything to be seen of it: a condition, or a receive task that is triggered by its id. */
function isSilent(node: Node): boolean {
  return isDefinedBy(node, 'intermediateCatchEvent:conditional') || node.kind === 'receiveTask'
}

const isDefinedBy = (node: Node | undefined, ...kinds: string[]): boolean => node !== undefined && definitionsOf(node).some(({ kind }) => kinds.includes(kind))

/** An event is waited for where a token rests at it, at the activity it is attached to, at the gateway before it, or in the scope that its event sub-process listens in. */
function mayWaitFor(event: Node | undefined, ownerElement: string | null): boolean {
  if (event === undefined) return false
  if (event.type === 'startEvent' && event.id !== ownerElement) return event.parent?.kind === 'eventSubProcess' && (event.parent.parent?.id ?? null) === ownerElement
  if (ownerElement === null) return false
  return event.id === ownerElement || event.attachedTo?.id === ownerElement || event.incoming.some(({ source }) => source.kind === 'eventBasedGateway' && source.id === ownerElement)
}

function checkWaits({ state, tokens, graph, byId, wrong }: Looked): void {
  for (const [kind, list] of [['timer', tokens.timers], ['subscription', tokens.subscriptions]] as const) {
    for (const wait of list) {
      const owner = byId.get(wait.owner)
      const node = graph.nodesById.get(wait.element)
      if (owner === undefined && wait.owner !== 0) wrong.push(`${kind} ${wait.id} of ${wait.element} has no living owner`)
      else if (list.some((other) => other.id < wait.id && other.owner === wait.owner && other.element === wait.element && other.definition === wait.definition)) wrong.push(`${kind} of ${wait.element} is armed twice`)
      else if (!mayWaitFor(node, owner?.element ?? null)) wrong.push(`${kind} ${wait.id} of ${wait.element} hangs at ${owner?.element ?? 'the process'}`)
    }
  }
  checkSubTasks({ state, tokens, graph, byId, wrong })
  checkHappened({ state, tokens, graph, byId, wrong })
  for (const job of tokens.jobs) if (!byId.has(job.owner)) wrong.push(`job ${job.id} has no living owner`)
  for (const incident of tokens.incidents) {
    if (incident.owner !== null && !byId.has(incident.owner) && !(incident.owner === 0 && incident.stage === 'watch')) wrong.push(`incident ${incident.id} has no living owner`)
  }
  if (tokens.suspendedBy !== undefined && state.status !== 'suspended') wrong.push(`the instance is ${state.status}, but suspended by ${tokens.suspendedBy}`)
  for (const timer of tokens.timers) {
    if ((timer.restMs !== undefined) !== (state.status === 'suspended')) wrong.push(`timer ${timer.id} ${timer.restMs === undefined ? 'runs' : 'stands'} while the instance is ${state.status}`)
  }
}

/** What can be undone hangs at a living scope or at what completed around it; what is being undone has exactly one living handler. */
function checkCompensations({ tokens, graph, byId, wrong }: Looked): void {
  const records = tokens.compensations ?? []
  const known = new Map(records.map((record) => [record.id, record]))
  if (tokens.compensations?.length === 0) wrong.push('an empty list of what can be undone is kept')
  if (known.size < records.length) wrong.push('a completed activity is remembered twice')
  const handlers = [...tokens.active, ...tokens.parked].flatMap(({ compensates }) => compensates ?? [])
  for (const handled of handlers) if (!known.has(handled)) wrong.push(`what undoes ${handled} has nothing to undo`)
  for (const { id, element, scope, by, isStarted } of records) {
    if (graph.nodesById.get(element)?.compensation === null) wrong.push(`completed ${element} is remembered, but nothing can undo it`)
    if (byId.has(id)) wrong.push(`activation ${id} lives and is remembered as completed`)
    if (scope !== 0 && !byId.has(scope) && !known.has(scope)) wrong.push(`completed ${element} (${id}) lies in scope ${scope}, which is neither alive nor remembered`)
    if (isStarted === true && by === undefined) wrong.push(`nobody has asked for ${id} to be undone`)
    const undoing = handlers.filter((handled) => handled === id).length
    if (undoing !== (isStarted === true || (undoing === 1 && tokens.parked.some(({ compensates }) => compensates === id)) ? 1 : 0)) wrong.push(`${undoing} handlers undo ${id}`)
  }
}
