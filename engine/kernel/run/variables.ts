import type { Variables } from '../commands.js'
import type { Activation } from '../state.js'
import type { ConditionWatch } from './condition_watch.js'
import { emit, findActivation, idOf, type Run } from './run.js'

/** All variables visible from an activation, inner ones over outer ones. */
export function visibleVariables(run: Run, record: Activation): Variables {
  const chain: Variables[] = []
  for (let at: Activation | undefined = record; at !== undefined; at = at.scope === 0 ? undefined : findActivation(run, at.scope)) {
    if (at.variables !== undefined) chain.push(at.variables)
  }
  return Object.assign({}, run.draft.state.data, ...chain.reverse()) as Variables
}

/** Writes each value to the nearest scope that declares its name, seen from `from` (0 = the process), else to the process. */
export function setVariables(run: Run, from: number, values: Variables, removed: readonly string[] = []): void {
  const names = Object.keys(values)
  if (names.length === 0 && removed.length === 0) return
  if (!hasInnerVariables(run, from)) {
    mergeInto(run, 0, values, removed)
    return
  }
  const byScope = new Map<number, { values: Variables; removed: string[] }>()
  const target = (name: string) => {
    const scope = declaringScope(run, from, name)
    let found = byScope.get(scope)
    if (found === undefined) byScope.set(scope, (found = { values: {}, removed: [] }))
    return found
  }
  for (const name of names) target(name).values[name] = values[name]
  for (const name of removed) target(name).removed.push(name)
  for (const [scope, part] of byScope) mergeInto(run, scope, part.values, part.removed)
}

/** Writes values into exactly this scope. */
export function mergeInto(run: Run, scope: number, values: Variables, removed: readonly string[] = []): void {
  if (run.conditions !== null) noteChanges(run, run.conditions, scope, values, removed)
  emit(run, removed.length === 0
    ? { type: 'VariablesMerged', scopeId: idOf(run, scope), values }
    : { type: 'VariablesMerged', scopeId: idOf(run, scope), values, removed })
}

/** What conditional events are asked about afterwards. */
function noteChanges(run: Run, { changed }: ConditionWatch, scope: number, values: Variables, removed: readonly string[]): void {
  const before = scope === 0 ? run.draft.state.data : (findActivation(run, scope)?.variables ?? {})
  for (const name of Object.keys(values)) changed.push({ scope, name, change: Object.hasOwn(before, name) ? 'update' : 'create' })
  for (const name of removed) if (Object.hasOwn(before, name)) changed.push({ scope, name, change: 'delete' })
}

function hasInnerVariables(run: Run, from: number): boolean {
  for (let id = from; id !== 0; ) {
    const record = findActivation(run, id)
    if (record === undefined) return false
    if (record.variables !== undefined) return true
    id = record.scope
  }
  return false
}

function declaringScope(run: Run, from: number, name: string): number {
  for (let id = from; id !== 0; ) {
    const record = findActivation(run, id)
    if (record === undefined) return 0
    if (record.variables !== undefined && Object.hasOwn(record.variables, name)) return id
    id = record.scope
  }
  return 0
}
