import type { Command, Variables } from '#engine/kernel/commands'
import type { Effect } from '#engine/kernel/effects'
import type { Event, JobCreated, SubscriptionOpened } from '#engine/kernel/events'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { Calendar, Directory, FoundDecision, StepContext } from '#engine/kernel/step_context'
import type { Journal } from '#engine/kernel/walk/journal'
import type { HeldTrigger } from '#engine/kernel/gathered_starts'
import { step } from '#engine/kernel/step'
import type { Binding } from '#engine/model/binding'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { UserId } from '#engine/model/principal'
import type { Actor } from '#engine/runtime/command_envelope'
import { administratorOnly, everyDayWorks } from './defaults.js'
import { publishMessage } from './messages.js'
import { broadcastSignal, startAt, startByConditions, type Reached } from './signals.js'
import { nextStart, startTimers, type StartTimer } from './start_timers.js'

/** How a played job ends; null leaves it waiting. */
export type JobAnswer =
  | { kind: 'complete'; variables: Variables }
  | { kind: 'error'; code: string; message: string | null; variables?: Variables }
  | { kind: 'fail'; message: string }
  | null

export interface RehearsalOptions {
  /** Everything that may be started or called; the definition id of a process is its process id. */
  processes: readonly ExecutableProcess[]
  nowMs: number
  /** What business rule tasks may decide by. */
  decisions?: readonly RehearsedDecision[]
  /** A function is asked again at every step. */
  directory?: Directory | (() => Directory)
  calendar?: Calendar | (() => Calendar)
  /** Plays automatic work as it comes up; without it jobs wait for commands. */
  playJob?: (job: JobCreated, state: InstanceState) => JobAnswer
  /** Lets the business take part before a command counts: it may refuse it, or ask for more. */
  join?: (record: RehearsalRecord, actor: Actor) => Joining
  /** What the business waits for next, to be told as the fact `due` when the clock gets there. */
  nextWatch?: () => { atMs: number; instanceId: string; ref: string } | null
  /** Sees every refusal of a command that nobody waits for: of another instance, a timer, a played job. */
  onRefused?: (instanceId: string, command: Command, rejection: Rejection) => void
  /** Sees every accepted command as it would enter the journal. */
  onRecord?: (record: RehearsalRecord) => void
  /** Another step function; proofs put a wrong one here to see that it is found out. */
  step?: typeof step
}

/** What the business makes of a step. */
export type Joining = { kind: 'accepted'; effects: readonly Effect[] } | { kind: 'rejected'; rejection: Rejection }

/** A compiled decision, as `engine/decisions` makes it. */
export interface RehearsedDecision extends Omit<FoundDecision, 'packageId'> {
  readonly id: string
}

/** One row of a journal. */
export interface RehearsalRecord {
  instanceId: string
  atMs: number
  command: Command
  events: readonly Event[]
  state: InstanceState
}

export type RehearsalAnswer = { ok: true; instanceId: string; events: readonly Event[] } | { ok: false; rejection: Rejection }

export interface StartInput {
  variables?: Variables
  startElementId?: string | null
  startDefinition?: number
  businessKey?: string | null
  title?: string | null
  starter?: UserId | null
}

/** Several instances, their clock and the commands between them, in memory. Everything it holds may be read; only its functions write. */
export interface Rehearsal {
  nowMs: number
  readonly processes: ReadonlyMap<string, ExecutableProcess>
  readonly states: Map<string, InstanceState>
  /** What every instance has gone through, one list of events per command. */
  readonly journals: Map<string, (readonly Event[])[]>
  readonly jobs: Map<string, JobCreated>
  readonly subscriptions: Map<string, SubscriptionOpened>
  readonly starts: StartTimer[]
  /** Conditions of start events that hold now, by place. */
  readonly holding: Map<string, string>
  /** Triggers of start events that need several, by process and event. */
  readonly held: Map<string, (HeldTrigger & { readonly variables: Variables })[]>
  /** Commands for other instances and messages that have not been carried out yet. */
  readonly queue: (() => void)[]
  readonly options: RehearsalOptions
  readonly context: StepContext
  instanceCount: number
}

const SYSTEM: Actor = { kind: 'system' }

/** Most commands one call may set off: an endless chain of instances ends here. */
const MAX_COMMANDS = 20_000

/** Opens a rehearsal and arms the timer start events of its processes. */
export function openRehearsal(options: RehearsalOptions): Rehearsal {
  const processes = new Map(options.processes.map((process) => [process.id, process]))
  const decisions = new Map((options.decisions ?? []).map((decision) => [decision.id, { name: decision.name, packageId: null, evaluate: decision.evaluate }]))
  const rehearsal: Rehearsal = {
    nowMs: options.nowMs,
    processes,
    states: new Map(),
    journals: new Map(),
    jobs: new Map(),
    subscriptions: new Map(),
    starts: options.processes.flatMap((process) => startTimers(process, options.nowMs)),
    holding: new Map(),
    held: new Map(),
    queue: [],
    options,
    instanceCount: 0,
    context: {
      get nowMs() {
        return rehearsal.nowMs
      },
      get directory() {
        return typeof options.directory === 'function' ? options.directory() : (options.directory ?? administratorOnly)
      },
      get calendar() {
        return typeof options.calendar === 'function' ? options.calendar() : (options.calendar ?? everyDayWorks)
      },
      decisions: { resolve: (decisionId) => decisions.get(decisionId) ?? null },
      definitions: {
        resolve: (calledElement, _caller, binding) => (isBound(processes.get(calledElement), binding) ? { definitionId: calledElement } : null),
        process: (definitionId) => processes.get(definitionId) ?? null,
      },
    },
  }
  return rehearsal
}

/** Each process is here in one version: any number means it, a tag has to be its own. */
function isBound(process: ExecutableProcess | undefined, binding: Binding): boolean {
  return process !== undefined && (typeof binding === 'string' || !('versionTag' in binding) || process.versionTag === binding.versionTag)
}

/** Starts a process by its id and runs everything that follows from it. */
export function startProcess(rehearsal: Rehearsal, processId: string, input: StartInput = {}): RehearsalAnswer {
  rehearsal.instanceCount++
  const instanceId = `i${rehearsal.instanceCount}`
  return submit(rehearsal, instanceId, {
    type: 'StartInstance',
    instanceId,
    definitionId: processId,
    startElementId: input.startElementId ?? null,
    ...(input.startDefinition !== undefined && { startDefinition: input.startDefinition }),
    variables: input.variables ?? {},
    businessKey: input.businessKey ?? null,
    title: input.title ?? null,
    starter: input.starter ?? null,
    caller: null,
  })
}

/** Carries out a command, then everything it asks of other instances and of automatic work. */
export function submit(rehearsal: Rehearsal, instanceId: string, command: Command, actor: Actor = SYSTEM): RehearsalAnswer {
  const answer = carryOut(rehearsal, instanceId, command, actor)
  drain(rehearsal)
  return answer
}

/** Publishes a message as from outside: to whoever waits for it, else to a message start event. */
export function publish(rehearsal: Rehearsal, name: string, variables: Variables = {}, correlationKey: string | null = null): Reached {
  const reached = publishMessage(rehearsal, { name, correlationKey, variables }, carryOut)
  drain(rehearsal)
  return reached
}

/** Whether anybody took it: an instance, or a start event that waits for its other triggers. */
export const isTaken = ({ matched, held }: Reached): boolean => matched.length > 0 || held > 0

/** Broadcasts a signal as from outside: to everybody who listens for it, and to signal start events. Answers the instances it reached. */
export function broadcast(rehearsal: Rehearsal, name: string, variables: Variables = {}): string[] {
  const reached = broadcastSignal(rehearsal, { name, variables, thrower: null }, carryOut)
  drain(rehearsal)
  return reached
}

/** Starts an instance at every conditional start event that these variables make true. */
export function evaluateStartConditions(rehearsal: Rehearsal, variables: Variables): string[] {
  const started = startByConditions(rehearsal, variables, carryOut)
  drain(rehearsal)
  return started
}

/** Moves the clock and fires what falls due on the way, each at its own instant, in order. Answers the timer elements that fired. */
export function advanceTo(rehearsal: Rehearsal, nowMs: number): string[] {
  const fired: string[] = []
  while (fired.length < MAX_COMMANDS) {
    const due = earliestDue(rehearsal)
    if (due === null || due.atMs > nowMs) break
    rehearsal.nowMs = Math.max(rehearsal.nowMs, due.atMs)
    fired.push(due.elementId)
    due.fire()
    drain(rehearsal)
  }
  rehearsal.nowMs = Math.max(rehearsal.nowMs, nowMs)
  return fired
}

function earliestDue(rehearsal: Rehearsal): { atMs: number; elementId: string; fire: () => void } | null {
  let found: { atMs: number; elementId: string; fire: () => void } | null = null
  for (const state of rehearsal.states.values()) {
    if (state.status !== 'active') continue
    for (const timer of state.tokens.timers) {
      if (found !== null && timer.dueAtMs >= found.atMs) continue
      const command: Command = { type: 'FireTimer', timerId: `${state.instanceId}:${timer.id}` }
      found = { atMs: timer.dueAtMs, elementId: timer.element, fire: () => followUp(rehearsal, state.instanceId, command) }
    }
  }
  const watch = rehearsal.options.nextWatch?.() ?? null
  if (watch !== null && (found === null || watch.atMs < found.atMs)) {
    const command: Command = { type: 'NoteFact', fact: 'due', ref: watch.ref, values: {} }
    found = { atMs: watch.atMs, elementId: watch.ref, fire: () => followUp(rehearsal, watch.instanceId, command) }
  }
  for (const start of rehearsal.starts) {
    if (start.due === null || (found !== null && start.due.atMs >= found.atMs)) continue
    const { atMs } = start.due
    found = { atMs, elementId: start.at.elementId, fire: () => fireStart(rehearsal, start) }
  }
  return found
}

function fireStart(rehearsal: Rehearsal, start: StartTimer): void {
  nextStart(start, rehearsal.nowMs)
  startAt(rehearsal, start.process, start.at, { variables: {}, key: null }, carryOut)
}

function drain(rehearsal: Rehearsal): void {
  let left = MAX_COMMANDS
  for (let next = rehearsal.queue.shift(); next !== undefined && left > 0; next = rehearsal.queue.shift()) {
    next()
    left--
  }
}

function journalOf({ journals }: Rehearsal, instanceId: string): (readonly Event[])[] {
  let journal = journals.get(instanceId)
  if (journal === undefined) journals.set(instanceId, (journal = []))
  return journal
}

/** What a step may know: nobody saves drafts in a rehearsal. */
function contextWith({ context }: Rehearsal, journal: Journal): StepContext {
  const { nowMs, directory, calendar, decisions, definitions } = context
  return { nowMs, directory, calendar, decisions, definitions, journal, draftsOf: () => [] }
}

/** A command that follows from another one: nobody hears the answer but `onRefused`. */
function followUp(rehearsal: Rehearsal, instanceId: string, command: Command): void {
  const answer = carryOut(rehearsal, instanceId, command)
  if (!answer.ok) rehearsal.options.onRefused?.(instanceId, command, answer.rejection)
}

function carryOut(rehearsal: Rehearsal, instanceId: string, command: Command, actor: Actor = SYSTEM): RehearsalAnswer {
  const before = rehearsal.states.get(instanceId) ?? null
  const definitionId = command.type === 'StartInstance' ? command.definitionId : before?.definitionId
  const process = definitionId === undefined ? undefined : rehearsal.processes.get(definitionId)
  if (process === undefined) return { ok: false, rejection: { code: 'NOT_FOUND', message: `没有流程或实例“${definitionId ?? instanceId}”。请核对编号。` } }
  const journal = journalOf(rehearsal, instanceId)
  const outcome = (rehearsal.options.step ?? step)(process, before, command, contextWith(rehearsal, journal))
  if (outcome.kind === 'rejected') return { ok: false, rejection: outcome.rejection }
  if (outcome.kind === 'missing') throw new Error(`Expected the rehearsal to know what a step asks for, but it lacks ${JSON.stringify(outcome.lookups)}. Add the process.`)
  const record: RehearsalRecord = { instanceId, atMs: rehearsal.nowMs, command, events: outcome.events, state: outcome.state }
  const joining = rehearsal.options.join?.(record, actor)
  if (joining?.kind === 'rejected') return { ok: false, rejection: joining.rejection }
  rehearsal.states.set(instanceId, outcome.state)
  journal.push(outcome.events)
  rehearsal.options.onRecord?.(record)
  note(rehearsal, instanceId, outcome.events)
  for (const effect of outcome.effects) queueEffect(rehearsal, effect)
  for (const effect of joining?.effects ?? []) queueEffect(rehearsal, effect)
  return { ok: true, instanceId, events: outcome.events }
}

function queueEffect(rehearsal: Rehearsal, effect: Effect): void {
  if (effect.type === 'SendCommand') rehearsal.queue.push(() => followUp(rehearsal, effect.instanceId, effect.command))
  else if (effect.type === 'BroadcastSignal') rehearsal.queue.push(() => void broadcastSignal(rehearsal, effect, carryOut))
  else rehearsal.queue.push(() => void publishMessage(rehearsal, effect, carryOut))
}

/** Keeps what jobs and subscriptions say beyond the state, and plays new jobs. */
function note(rehearsal: Rehearsal, instanceId: string, events: readonly Event[]): void {
  for (const event of events) {
    if (event.type === 'SubscriptionOpened') rehearsal.subscriptions.set(event.subscriptionId, event)
    else if (event.type === 'SubscriptionClosed') rehearsal.subscriptions.delete(event.subscriptionId)
    else if (event.type === 'JobClosed') rehearsal.jobs.delete(event.jobId)
    else if (event.type === 'JobCreated') {
      rehearsal.jobs.set(event.jobId, event)
      if (rehearsal.options.playJob !== undefined) rehearsal.queue.push(() => playJob(rehearsal, instanceId, event))
    }
  }
}

function playJob(rehearsal: Rehearsal, instanceId: string, job: JobCreated): void {
  const state = rehearsal.states.get(instanceId)
  if (state === undefined || !rehearsal.jobs.has(job.jobId)) return
  const answer = rehearsal.options.playJob?.(job, state) ?? null
  if (answer === null) return
  const { jobId } = job
  if (answer.kind === 'complete') followUp(rehearsal, instanceId, { type: 'CompleteJob', jobId, variables: answer.variables })
  else if (answer.kind === 'fail') followUp(rehearsal, instanceId, { type: 'FailJob', jobId, message: answer.message, retriesLeft: 0, retryAtMs: null })
  else followUp(rehearsal, instanceId, { type: 'ThrowJobError', jobId, code: answer.code, message: answer.message, variables: answer.variables ?? {} })
}
