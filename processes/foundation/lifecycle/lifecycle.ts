import { createMachine, initialTransition, transition, type AnyStateMachine } from 'xstate'

import { declareValue, evaluateDeclared, type DeclaredValue, type Scope } from '../manifest/declared_value.js'
import { isObject, type JsonProblem } from '../manifest/json_reader.js'

/** Where a life-cycle stands. JSON, kept in the row of the case or item. */
export interface LifecycleState {
  /** Name of the state. */
  state: string
  /** States entered so far, each once, in order. */
  reached: readonly string[]
  /** Events the machine knew no way for at that moment: shown to people, never an obstacle. */
  refused: readonly { event: string; state: string; atMs: number }[]
}

/** A life-cycle for drawing: its states in the order in which they were declared. */
export interface LifecycleStateDeclaration {
  id: string
  /** `description` of the state, in Chinese. */
  text: string
  isFinal: boolean
}

/**
 * One machine of `lifecycle.json`: a projection of what the tokens do, drawn for people. Flat states with xstate's own words
 * (`initial`, `states`, `on`, `guard`, `description`, `type: final`); guards are FEEL over the variables of the instance.
 */
export interface Lifecycle {
  readonly states: readonly LifecycleStateDeclaration[]
  /** Every event some state knows. */
  readonly events: ReadonlySet<string>
  /** States an event may lead to from here, whatever its guards say; empty = no way. */
  targets(state: string, event: string): readonly string[]
  begin(): LifecycleState
  apply(current: LifecycleState, event: string, scope: Scope, nowMs: number): LifecycleState
  textOf(state: string): string
}

export type ParsedLifecycles = { ok: true; lifecycles: ReadonlyMap<string, Lifecycle> } | { ok: false; problems: JsonProblem[] }

/** Reads `lifecycle.json`: an object of machines by name. */
export function parseLifecycles(text: string): ParsedLifecycles {
  const problems: JsonProblem[] = []
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, problems: [{ path: '', message: `lifecycle.json 不是有效的 JSON（${error instanceof Error ? error.message : String(error)}）。` }] }
  }
  const lifecycles = new Map<string, Lifecycle>()
  for (const [name, config] of Object.entries(isObject(json) ? json : {})) {
    const lifecycle = buildLifecycle(name, config, problems)
    if (lifecycle !== null) lifecycles.set(name, lifecycle)
  }
  if (lifecycles.size === 0 && problems.length === 0) problems.push({ path: '', message: 'lifecycle.json 中没有任何生命周期。请至少写明一个。' })
  return problems.length === 0 ? { ok: true, lifecycles } : { ok: false, problems }
}

type Complain = (path: string, message: string) => unknown

function buildLifecycle(name: string, config: unknown, problems: JsonProblem[]): Lifecycle | null {
  const sound = problems.length
  const complain: Complain = (path, message) => problems.push({ path, message })
  if (!isObject(config) || !isObject(config.states) || typeof config.initial !== 'string' || !Object.hasOwn(config.states, config.initial)) {
    complain(name, `生命周期“${name}”应有 states，且 initial 是其中之一。请改正后重新检查。`)
    return null
  }
  const states = readStates(name, config.states, complain)
  const { guards, events } = readTransitions(name, config.states, complain)
  if (problems.length > sound) return null
  const implementations = Object.fromEntries(
    [...guards].map(([source, guard]) => [
      source,
      ({ event }: { event: { scope?: Scope; nowMs?: number } }) => evaluateDeclared(guard, event.scope ?? {}, event.nowMs ?? 0) === true,
    ]),
  )
  const machine = createMachine({ id: name, ...config } as never).provide({ guards: implementations } as never) as AnyStateMachine
  return lifecycleOf(machine, states, events, config.states)
}

function lifecycleOf(
  machine: AnyStateMachine,
  states: LifecycleStateDeclaration[],
  events: ReadonlySet<string>,
  configured: Record<string, unknown>,
): Lifecycle {
  const texts = new Map(states.map((state) => [state.id, state.text]))
  const first = String(initialTransition(machine)[0].value)
  const begun: LifecycleState = { state: first, reached: [first], refused: [] }
  return {
    states,
    events,
    textOf: (state) => texts.get(state) ?? state,
    begin: () => begun,
    targets: (state, event) => targetsOf(configured[state], event),
    apply(current, event, scope, nowMs) {
      const snapshot = machine.resolveState({ value: current.state, context: {} })
      const occurrence = { type: event, scope, nowMs }
      if (!snapshot.can(occurrence)) return { ...current, refused: [...current.refused, { event, state: current.state, atMs: nowMs }] }
      const [next] = transition(machine, snapshot, occurrence)
      const state = String(next.value)
      return { ...current, state, reached: current.reached.includes(state) ? current.reached : [...current.reached, state] }
    },
  }
}

function targetsOf(state: unknown, event: string): string[] {
  const on = isObject(state) && isObject(state.on) && Object.hasOwn(state.on, event) ? state.on[event] : []
  return (Array.isArray(on) ? on : [on]).map((target) => (typeof target === 'string' ? target : String((target as { target: unknown }).target)))
}

function readStates(name: string, states: Record<string, unknown>, complain: Complain): LifecycleStateDeclaration[] {
  return Object.entries(states).map(([id, state]) => {
    const text = isObject(state) && typeof state.description === 'string' ? state.description : ''
    if (text === '') complain(`${name}.states.${id}`, `状态“${id}”没有 description。请写明给人看的名称。`)
    return { id, text, isFinal: isObject(state) && state.type === 'final' }
  })
}

function readTransitions(name: string, states: Record<string, unknown>, complain: Complain) {
  const guards = new Map<string, DeclaredValue>()
  const events = new Set<string>()
  for (const [id, state] of Object.entries(states)) {
    for (const [event, targets] of Object.entries(isObject(state) && isObject(state.on) ? state.on : {})) {
      events.add(event)
      for (const target of Array.isArray(targets) ? targets : [targets]) {
        const path = `${name}.states.${id}.on.${event}`
        const targetName = typeof target === 'string' ? target : isObject(target) ? target.target : undefined
        if (typeof targetName !== 'string' || !Object.hasOwn(states, targetName)) {
          complain(path, `从“${id}”经“${event}”到达的状态不存在。请改为 states 中已有的状态。`)
        }
        if (isObject(target) && target.guard !== undefined) readGuard(target.guard, path, guards, complain)
      }
    }
  }
  return { guards, events }
}

function readGuard(source: unknown, path: string, guards: Map<string, DeclaredValue>, complain: Complain): void {
  const declared = declareValue(source)
  if (typeof source !== 'string' || !declared.ok || declared.value.kind !== 'expression') {
    complain(path, declared.ok ? '守卫条件应为以“=”开头的 FEEL 表达式。' : declared.message)
    return
  }
  guards.set(source, declared.value)
}
