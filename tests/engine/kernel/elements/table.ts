import { test } from '@japa/runner'
import { compileDmn } from '#engine/compile/compile_dmn'
import { checkInvariants } from '#engine/kernel/check_invariants'
import type { Command } from '#engine/kernel/commands'
import type { Activation, InstanceState } from '#engine/kernel/state'
import { advanceTo, broadcast, evaluateStartConditions, isTaken, openRehearsal, publish, startProcess, submit, type Rehearsal, type RehearsalAnswer } from '#engine/rehearsal/rehearsal'
import { addDuration, parseDuration } from '#engine/time/duration'
import type { Duration } from '#engine/model/timer_definition'
import { compile } from '../bpmn.js'

/** What is there after the steps; only what a case names is looked at. */
export interface Seen {
  /** Elements with an open task, over all instances, sorted. */
  tasks?: string[]
  ended?: boolean
  /** Codes of open incidents, sorted. */
  incidents?: string[]
  /** Variables of the first instance, as far as named; undefined = not set. */
  data?: Record<string, unknown>
  /** Elements that completed, in order, over all instances. */
  completed?: string[]
  /** Elements that were ended without completing. */
  terminated?: string[]
  /** Code of the last refusal. */
  refused?: string
  /** Instants of armed timers in ms from the start. */
  timers?: number[]
  /** Topics of open jobs. */
  jobs?: string[]
  /** Names of messages thrown. */
  thrown?: string[]
  instances?: number
}

export interface Case {
  title: string
  xml: string
  /** A DMN file whose decisions business rule tasks may use. */
  dmn?: string
  /** `start {"a":1}`, `complete task {"x":1}`, `message name {…}`, `signal name {…}`, `conditions {…}`, `trigger id`, `advance PT1H`, `job id {…}`, `jobError id CODE`, `jobFail id`, `set {…}`, `retry`, `skip`, `suspend`, `resume`, `cancel`, `begin adHoc element`, `finish adHoc`. */
  steps: string[]
  then: Seen
}

/** Monday 2 March 2026, 09:00 in Changsha. */
export const START_MS = Date.UTC(2026, 2, 2, 1)

interface Play {
  rehearsal: Rehearsal
  seen: Required<Pick<Seen, 'completed' | 'terminated' | 'thrown'>> & { refused: string | undefined }
}

/** One table of one element: model, steps, what is there then. After each command the invariants hold. */
export function table(name: string, cases: readonly Case[]): void {
  test.group(`kernel/elements | ${name}`, () => {
    for (const { title, xml, dmn, steps, then } of cases) {
      test(title, async ({ assert }) => {
        const play = await open(xml, dmn)
        for (const step of steps) perform(play, step)
        const actual = look(play, then)
        assert.deepEqual(actual, then)
      })
    }
  })
}

async function open(xml: string, dmn: string | undefined): Promise<Play> {
  const seen: Play['seen'] = { completed: [], terminated: [], thrown: [], refused: undefined }
  const rehearsal: Rehearsal = openRehearsal({
    processes: await compile(xml),
    ...(dmn === undefined ? {} : { decisions: (await compileDmn(dmn)).decisions }),
    nowMs: START_MS,
    onRecord({ state, events }) {
      const process = rehearsal.processes.get(state.definitionId)
      const wrong = process === undefined ? ['unknown process'] : checkInvariants(process, state)
      if (wrong.length > 0) throw new Error(wrong.join('; '))
      for (const event of events) {
        if (event.type === 'ElementCompleted') seen.completed.push(event.elementId)
        else if (event.type === 'ElementTerminated') seen.terminated.push(event.elementId)
        else if (event.type === 'MessageThrown') seen.thrown.push(event.name)
      }
    },
  })
  return { rehearsal, seen }
}

function perform(play: Play, step: string): void {
  const [, verb = '', target = '', rest = ''] = /^(\w+)(?: ([^\s{]+))?(?: (.+))?$/.exec(step) ?? []
  const json = rest.startsWith('{') ? (JSON.parse(rest) as Record<string, unknown>) : {}
  const { rehearsal } = play
  const [name = '', key] = target.split('#')
  switch (verb) {
    case 'start':
      return note(play, startProcess(rehearsal, rehearsal.processes.keys().next().value ?? '', { variables: json, startElementId: target === '' ? null : target }))
    case 'message':
      return heard(play, publish(rehearsal, name, json, key ?? null))
    case 'signal':
      return void broadcast(rehearsal, target, json)
    case 'conditions':
      return void evaluateStartConditions(rehearsal, json)
    case 'advance':
      return void advanceTo(rehearsal, addDuration(rehearsal.nowMs, parseDuration(target) as Duration))
    default: {
      const found = find(play, verb, target)
      return note(play, submit(rehearsal, found.instanceId, commandOf(verb, found.id, target, rest, json)))
    }
  }
}

function note(play: Play, answer: RehearsalAnswer): void {
  if (!answer.ok) play.seen.refused = answer.rejection.code
}

function heard({ seen }: Play, reached: Parameters<typeof isTaken>[0]): void {
  if (!isTaken(reached)) seen.refused = 'NOBODY_WAITS'
}

/** The instance a step means, and the id of the task, job or incident in it. */
function find({ rehearsal }: Play, verb: string, target: string): { instanceId: string; id: string } {
  const states = [...rehearsal.states.values()]
  const ofIncident = verb === 'retry' || verb === 'skip'
  for (const state of states) {
    const record = state.tokens.active.find((one) => one.element === target && (verb !== 'complete' || one.task !== undefined) && (!verb.startsWith('job') || hasJob(state, one)))
    const owned = verb.startsWith('job') ? state.tokens.jobs.find((job) => job.owner === record?.id)?.id : ofIncident ? state.tokens.incidents[0]?.id : record?.id
    if (owned !== undefined && (record !== undefined || ofIncident)) return { instanceId: state.instanceId, id: `${state.instanceId}:${owned}` }
  }
  return { instanceId: states[0]?.instanceId ?? '', id: `${states[0]?.instanceId ?? ''}:999` }
}

const hasJob = (state: InstanceState, record: Activation) => state.tokens.jobs.some((job) => job.owner === record.id)

function commandOf(verb: string, id: string, target: string, rest: string, json: Record<string, unknown>): Command {
  switch (verb) {
    case 'complete': {
      const { outcome = null, opinion = null, ...data } = json as { outcome?: string | null; opinion?: string | null }
      return { type: 'CompleteTask', taskId: id, by: null, outcome, opinion, data }
    }
    case 'trigger':
      return { type: 'TriggerElement', elementId: target, variables: json }
    case 'job':
      return { type: 'CompleteJob', jobId: id, variables: json }
    case 'jobError':
      return { type: 'ThrowJobError', jobId: id, code: rest, message: 'told by the worker', variables: {} }
    case 'jobFail':
      return { type: 'FailJob', jobId: id, message: 'no connection', retriesLeft: 0, retryAtMs: null }
    case 'skip':
      return { type: 'SkipIncident', incidentId: id, by: 'chief', reason: '人工处理' }
    case 'set':
      return { type: 'SetVariables', variables: json }
    case 'retry':
      return { type: 'RetryIncident', incidentId: id }
    case 'suspend':
      return { type: 'SuspendInstance', reason: 'test' }
    case 'resume':
      return { type: 'ResumeInstance' }
    case 'begin':
      return { type: 'ActivateAdHoc', subProcessId: target, elementId: rest, by: null }
    case 'finish':
      return { type: 'CompleteAdHoc', subProcessId: target, by: null }
    case 'cancel':
      return { type: 'CancelInstance', reason: 'test' }
    default:
      throw new Error(`unknown step ${verb}`)
  }
}

function look({ rehearsal, seen }: Play, wanted: Seen): Seen {
  const running = [...rehearsal.states.values()].filter((state) => state.status === 'active' || state.status === 'suspended')
  const all: Required<Omit<Seen, 'refused'>> & { refused: string | undefined } = {
    ...seen,
    tasks: running.flatMap((state) => state.tokens.active.flatMap((record) => (record.task === undefined ? [] : [record.element]))).sort(),
    ended: running.length === 0,
    incidents: running.flatMap((state) => state.tokens.incidents.map((incident) => incident.code)).sort(),
    data: dataOf(rehearsal.states.values().next().value, wanted.data ?? {}),
    timers: running.flatMap((state) => state.tokens.timers.map((timer) => timer.dueAtMs - START_MS)).sort((a, b) => a - b),
    jobs: [...rehearsal.jobs.values()].map((job) => job.topic),
    instances: running.length,
  }
  return Object.fromEntries(Object.keys(wanted).map((key) => [key, all[key as keyof Seen]])) as Seen
}

function dataOf(state: InstanceState | undefined, wanted: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(Object.keys(wanted).map((name) => [name, state?.data[name]]))
}
