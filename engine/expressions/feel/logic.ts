import type { Closure } from '../evaluation.js'
import { part, type NodeCompiler } from './part.js'

/**
 * Three-valued `and` and `or` (DMN 1.3 table 50): whatever is not a boolean counts as unknown. The right side is left
 * alone when the left one decides, so that `x != null and x > 5` is safe.
 */
export const compileConjunction: NodeCompiler = (node, scope, compilation) => {
  const left = compilation.compile(node.children[0]!, scope).closure
  const right = compilation.compile(node.children[2]!, scope).closure
  return part('test', both(left, right))
}

export const compileDisjunction: NodeCompiler = (node, scope, compilation) => {
  const left = compilation.compile(node.children[0]!, scope).closure
  const right = compilation.compile(node.children[2]!, scope).closure
  return part('test', either(left, right))
}

function both(left: Closure, right: Closure): Closure {
  return (run, env) => {
    const a = left(run, env)
    if (a === false) return false
    const b = right(run, env)
    if (b === false) return false
    return a === true && b === true ? true : null
  }
}

function either(left: Closure, right: Closure): Closure {
  return (run, env) => {
    const a = left(run, env)
    if (a === true) return true
    const b = right(run, env)
    if (b === true) return true
    return a === false && b === false ? false : null
  }
}
