import { boundedList, charge, type Closure, type Env, type Run } from '../evaluation.js'
import { RangeValue } from '../values/range_value.js'
import { elementsOfRange } from '../values/range_elements.js'
import { normalizeName } from '../values/own_entry.js'
import { commonKind } from './arithmetic.js'
import { part, type Compilation, type NodeCompiler } from './part.js'
import type { Scope } from './scope.js'
import type { SyntaxNode } from './syntax.js'

/** `if a then b else c`; anything but false and null counts as true, as in feelin. */
export const compileIf: NodeCompiler = (node, scope, compilation) => {
  const condition = compilation.compile(node.children[1]!, scope).closure
  const then = compilation.compile(node.children[3]!, scope)
  const otherwise = compilation.compile(node.children[5]!, scope)
  const whenTrue = then.closure
  const whenFalse = otherwise.closure
  return part(commonKind(then, otherwise), (run, env) =>
    isTruthy(condition(run, env)) ? whenTrue(run, env) : whenFalse(run, env),
  )
}

function isTruthy(value: unknown): boolean {
  return value !== false && value !== null && value !== undefined
}

/** `for a in x, b in y return …`; null when one of the lists is not a list. The body sees `partial`, the results so far. */
export const compileFor: NodeCompiler = (node, scope, compilation) => {
  const { iterate, scope: iterationScope } = compileIteration(node.children[1]!, scope, compilation)
  const bodyNode = node.children[3]!
  const seesPartial = bodyNode.text.includes('partial')
  const bodyScope: Scope | null = seesPartial ? { kind: 'value', name: 'partial', outer: iterationScope } : iterationScope
  const body = compilation.compile(bodyNode, bodyScope).closure
  return part('other', (run, env) => {
    const turns = iterate(run, env)
    if (turns === null) return null
    const results: unknown[] = []
    for (const turn of turns) {
      results.push(body(run, seesPartial ? { value: boundedList(run, results.slice()), outer: turn } : turn))
    }
    return results
  })
}

/** `some a in x satisfies …`, `every a in x satisfies …` */
export const compileQuantified: NodeCompiler = (node, scope, compilation) => {
  const isEvery = node.children[0]!.name === 'every'
  const { iterate, scope: iterationScope } = compileIteration(node.children[1]!, scope, compilation)
  const test = compilation.compile(node.children[3]!, iterationScope).closure
  return part('test', (run, env) => {
    const turns = iterate(run, env)
    if (turns === null) return null
    const holds = (turn: Env | null) => isTruthy(test(run, turn))
    return isEvery ? turns.every(holds) : turns.some(holds)
  })
}

type Turns = (run: Run, env: Env | null) => (Env | null)[] | null

/** All bindings of `a in x, b in y`, the last varying fastest; a later list may use the earlier variables. */
function compileIteration(node: SyntaxNode, scope: Scope | null, compilation: Compilation): { iterate: Turns; scope: Scope | null } {
  const lists: Closure[] = []
  let within = scope
  for (const binding of node.children) {
    lists.push(compileIterated(binding.children[2]!, within, compilation))
    within = { kind: 'value', name: normalizeName(binding.children[0]!.text.replace(/`/g, '')), outer: within }
  }
  const iterate: Turns = (run, env) => {
    let turns: (Env | null)[] = [env]
    for (const list of lists) {
      const next: Env[] = []
      for (const outer of turns) {
        const elements = elementsOf(run, list(run, outer))
        if (elements === null) return null
        charge(run, elements.length)
        for (const value of elements) next.push({ value, outer })
      }
      turns = next
    }
    return turns
  }
  return { iterate, scope: within }
}

/** `list` or `from..to` after `in`. */
function compileIterated(node: SyntaxNode, scope: Scope | null, compilation: Compilation): Closure {
  const start = compilation.compile(node.children[0]!, scope).closure
  const last = node.children[2]
  if (last === undefined) return start
  const end = compilation.compile(last, scope).closure
  return (run, env) => new RangeValue(start(run, env), end(run, env), true, true)
}

function elementsOf(run: Run, value: unknown): readonly unknown[] | null {
  if (Array.isArray(value)) return value
  return value instanceof RangeValue ? elementsOfRange(run, value) : null
}
