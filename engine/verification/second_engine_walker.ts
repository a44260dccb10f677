import { EventEmitter } from 'node:events'
import { Engine } from 'bpmn-engine'
import { partId, wholeOf } from './definitions_apart.js'
import type { Decisions, Observation, Stimulus, Walker } from './walker.js'

/** What bpmn-engine tells with its events about the activity that waits. */
interface ActivityApi {
  id: string
  type: string
  owner: { type: string; isRunning?: boolean }
  signal(message?: unknown): void
}

interface HeldWork {
  readonly element: string
  readonly owner: object
  readonly finish: (error?: { name: string; code: string; message: string }) => void
}

interface PendingTimer {
  readonly element: string
  readonly fire: () => void
}

/** Everything bpmn-engine waits for, and what it has come to. */
interface Walk {
  decisions: Decisions
  waits: ActivityApi[]
  work: HeldWork[]
  timers: PendingTimer[]
  /** Boundary events watch; only what is watched waits. */
  readonly boundaries: Set<string>
  hasEnded: boolean
  failure: Error | null
}

const WORKING_TYPES = new Set(['bpmn:ServiceTask', 'bpmn:SendTask', 'bpmn:BusinessRuleTask'])
const WAITING_TYPES = new Set(['bpmn:UserTask', 'bpmn:ReceiveTask', 'bpmn:IntermediateCatchEvent'])

/** Walks bpmn-engine over a neutral model: no scripts, no clock, no services of its own; conditions answer what the scenario says. */
export function walkSecondEngine(text: string): Walker {
  const walk: Walk = { decisions: new Map(), waits: [], work: [], timers: [], boundaries: new Set(), hasEnded: false, failure: null }
  const engine = openEngine(text, walk)
  const listener = listen(walk)
  return {
    async start(decisions) {
      walk.decisions = decisions
      await engine.execute({ listener })
      return settled(walk, engine)
    },
    async act(stimulus, decisions) {
      walk.decisions = decisions
      push(walk, stimulus)
      return settled(walk, engine)
    },
    close() {
      void engine.stop()
    },
  }
}

function openEngine(text: string, walk: Walk): Engine {
  const engine = new Engine({
    name: 'verification',
    source: text,
    timers: virtualTimers(walk),
    scripts: { register: () => undefined, getScript: () => undefined },
    expressions: { resolveExpression: (template: unknown) => resolve(walk, template) },
    extensions: { work: (activity: Parameters<typeof holdWork>[1]) => holdWork(walk, activity) },
  } as never)
  engine.once('end', () => void (walk.hasEnded = true))
  engine.once('error', (error: Error) => void (walk.failure = error))
  return engine
}

/** `=decision_3` is what the scenario says; everything else in a neutral model is literal. */
function resolve({ decisions }: Walk, template: unknown): unknown {
  return typeof template === 'string' && template.startsWith('=') ? decisions.get(template.slice(1)) === true : template
}

interface ServiceActivity {
  id: string
  type: string
  behaviour: Record<string, unknown>
}

function holdWork(walk: Walk, activity: ServiceActivity): void {
  if (!WORKING_TYPES.has(activity.type)) return
  activity.behaviour.Service = function Service(owner: ServiceActivity) {
    return { execute: (_message: unknown, finish: HeldWork['finish']) => void walk.work.push({ element: owner.id, owner, finish }) }
  }
}

function virtualTimers(walk: Walk): object {
  const set = (callback: (...given: unknown[]) => void, _delay: number, ...given: { id?: string }[]): PendingTimer => {
    const timer: PendingTimer = { element: given[0]?.id ?? '', fire: () => callback(...given) }
    walk.timers.push(timer)
    return timer
  }
  const clear = (timer: PendingTimer) => void (walk.timers = walk.timers.filter((one) => one !== timer))
  const timers = { setTimeout: set, clearTimeout: clear }
  return { ...timers, executing: [], register: () => timers }
}

function listen(walk: Walk): EventEmitter {
  const listener = new EventEmitter()
  listener.on('activity.enter', (api: ActivityApi) => void (api.type === 'bpmn:BoundaryEvent' && walk.boundaries.add(api.id)))
  listener.on('activity.wait', (api: ActivityApi) => void walk.waits.push(api))
  listener.on('activity.leave', (api: ActivityApi) => {
    walk.waits = walk.waits.filter((wait) => wait.owner !== api.owner)
    walk.work = walk.work.filter((work) => work.owner !== api.owner)
  })
  return listener
}

/** Lets everything that is under way come to rest, then looks. */
async function settled(walk: Walk, engine: Engine): Promise<Observation> {
  for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve))
  if (walk.failure !== null) throw walk.failure
  walk.hasEnded ||= isLeftToOtherStarts(engine)
  return observe(walk)
}

/** Only start events that this scenario does not begin at still wait. */
function isLeftToOtherStarts(engine: Engine): boolean {
  const waiting = engine.execution?.getPostponed() ?? []
  return waiting.length > 0 && waiting.every(({ owner }) => owner.type === 'bpmn:StartEvent')
}

function observe(walk: Walk): Observation {
  if (walk.hasEnded) return { waiting: [], hasEnded: true }
  const live = walk.waits.filter(({ owner }) => owner.isRunning !== false && WAITING_TYPES.has(owner.type)).map(({ id }) => id)
  const work = walk.work.filter(({ owner }) => (owner as { isRunning?: boolean }).isRunning !== false).map(({ element }) => element)
  const timers = walk.timers.map(({ element }) => element).filter((element) => !walk.boundaries.has(element))
  return { waiting: wholes([...live, ...work, ...timers]).sort(), hasEnded: false }
}

/** Parts of one event wait as one. */
function wholes(ids: readonly string[]): string[] {
  return ids.filter((id, index) => wholeOf(id) === id || !ids.slice(0, index).some((other) => wholeOf(other) === wholeOf(id))).map(wholeOf)
}

function push(walk: Walk, stimulus: Stimulus): void {
  const { kind } = stimulus
  const element = kind === 'error' || stimulus.definition === undefined ? stimulus.element : partId(stimulus.element, stimulus.definition)
  if (kind === 'timer') take(walk.timers, (timer) => timer.element === element, stimulus).fire()
  else if (kind === 'work') take(walk.work, (work) => work.element === element, stimulus).finish()
  else if (kind === 'error') take(walk.work, (work) => work.element === element, stimulus).finish({ name: 'BpmnError', code: stimulus.code, message: stimulus.code })
  else take(walk.waits, ({ id }) => id === element, stimulus).signal()
}

function take<T>(list: T[], matches: (entry: T) => boolean, stimulus: Stimulus): T {
  const index = list.findIndex(matches)
  if (index < 0) throw new Error(`${stimulus.element} does not wait for ${stimulus.kind}`)
  return list.splice(index, 1)[0] as T
}
