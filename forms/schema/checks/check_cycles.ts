import { isField, labelOf } from '../component_kinds.js'
import { knownNames } from '../known_names.js'
import { expressionsOf } from '../expressions_of.js'
import { compileCondition, compileExpression } from '../form_expression.js'
import type { Report } from '../problem.js'
import { listsAround, type PlacedComponent } from '../walk_components.js'

/** A field or list and what its presence or value depends on, as data paths. */
interface Dependent {
  placed: PlacedComponent
  reads: (readonly string[])[]
}

/**
 * No field's presence or computed value depends on itself, over however many steps. With a cycle the page and the server
 * could settle on different answers, and neither would be wrong.
 */
export function checkCycles(placed: readonly PlacedComponent[], report: Report): void {
  const dependents = dependentsOf(placed)
  const settled = new Set<Dependent>()
  const trail: Dependent[] = []
  const visit = (one: Dependent): boolean => {
    if (settled.has(one)) return false
    if (trail.includes(one)) {
      const cycle = [...trail.slice(trail.indexOf(one)), one]
      report(one.placed.jsonPath, 'E_SCHEMA_CYCLE', { fields: cycle.map(({ placed: { component } }) => labelOf(component)) })
      return true
    }
    trail.push(one)
    const found = dependents.filter((other) => one.reads.some((path) => touches(path, other.placed.dataPath))).some(visit)
    trail.pop()
    settled.add(one)
    return found
  }
  dependents.some(visit)
}

function dependentsOf(placed: readonly PlacedComponent[]): Dependent[] {
  const shape = knownNames(placed)
  const ownReads = new Map<string, (readonly string[])[]>()
  for (const one of placed) ownReads.set(one.jsonPath, readsOf(one, shape))
  return placed
    .filter(({ component }) => isField(component) || component.type === 'dynamiclist')
    .map((one) => ({
      placed: one,
      reads: [...one.containers, one].flatMap((around) => ownReads.get(around.jsonPath) ?? []),
    }))
}

/** What a component's condition and computation read, as data paths from the root of the form. */
function readsOf(one: PlacedComponent, shape: Record<string, unknown>): (readonly string[])[] {
  const scopes = [[], ...listsAround(one).map((list) => list.dataPath)]
  return expressionsOf(one.component)
    .filter(({ property }) => property === 'conditional.hide' || property === 'expression')
    .flatMap(({ source, kind }) => {
      const result = kind === 'condition' ? compileCondition(source, shape) : compileExpression(source, shape)
      return 'compiled' in result ? result.compiled.reads.map((path) => absolute(path, scopes)) : []
    })
}

/** `this.x` and `parent.x` as paths from the root; the scopes are the lists around, outermost first. */
function absolute(path: readonly string[], scopes: readonly (readonly string[])[]): readonly string[] {
  let depth = scopes.length - 1
  let rest = path
  let isRelative = false
  while (rest[0] === 'this' || rest[0] === 'parent' || rest[0] === '_this_' || rest[0] === '_parent_') {
    if (rest[0].includes('parent')) depth -= 1
    isRelative = true
    rest = rest.slice(1)
  }
  return isRelative ? [...(scopes[Math.max(depth, 0)] ?? []), ...rest] : rest
}

/** Whether reading one path sees the other: one of them lies in the other. */
function touches(a: readonly string[], b: readonly string[]): boolean {
  const length = Math.min(a.length, b.length)
  for (let index = 0; index < length; index += 1) if (a[index] !== b[index]) return false
  return length > 0
}
