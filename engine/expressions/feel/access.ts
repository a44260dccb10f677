import { charge, type Closure, type Run } from '../evaluation.js'
import { FunctionValue } from '../values/function_value.js'
import { normalizeName, propertyOf } from '../values/own_entry.js'
import { RangeValue } from '../values/range_value.js'
import { passes } from './comparison.js'
import { part, refuse, type NodeCompiler } from './part.js'
import { compileName, type Scope } from './scope.js'
import { nameText } from './literals.js'
import { fullWidthSign } from './syntax.js'

/** A name on its own. */
export const compileVariable: NodeCompiler = (node, scope, compilation) => {
  const name = nameText(node)
  const sign = node.text.includes('`') || compilation.names.spelling.has(normalizeName(name)) ? null : fullWidthSign(name)
  if (sign !== null) refuse('FEEL_SYNTAX', `“${name}”里有全角符号“${sign}”。请换成半角符号；若名称本身含有它，请用反引号括起名称。`, node)
  return part('any', compileName(name, scope, compilation.names))
}

/** `target.name`; over a list, the list of the elements' entries. */
export const compilePath: NodeCompiler = (node, scope, compilation) => {
  const target = compilation.compile(node.children[0]!, scope).closure
  const name = nameText(node.children[2]!)
  const key = /[\s./\-'+*]/.test(name) ? normalizeName(name) : name
  return part('any', (run, env) => {
    const value = target(run, env)
    if (!Array.isArray(value)) return propertyOf(value, key) ?? null
    charge(run, value.length)
    return value.map((element) => propertyOf(element, key) ?? null)
  })
}

/**
 * `list[…]`: a position from 1 (or from the end, below 0), or a test per element that sees `item` and the element's
 * own entries. What the text leaves open (`list[x]`) is decided by the value for the first element.
 */
export const compileFilter: NodeCompiler = (node, scope, compilation) => {
  const target = compilation.compile(node.children[0]!, scope).closure
  const elementScope: Scope = { kind: 'element', outer: scope }
  const { closure, kind } = compilation.compile(node.children[2]!, elementScope)
  const select = kind === 'test' ? byTest(closure) : kind === 'any' ? byEither(closure) : byValue(closure)
  return part('any', (run, env) => {
    const value = target(run, env)
    if (value === null) return null
    const elements: readonly unknown[] = Array.isArray(value) ? value : [value]
    charge(run, 1 + elements.length)
    return select(run, env, elements)
  })
}

type Select = (run: Run, env: Parameters<Closure>[1], elements: readonly unknown[]) => unknown

function byTest(test: Closure): Select {
  return (run, env, elements) =>
    elements.filter((value) => isHit(run, test(run, { value, outer: env }), value))
}

function isHit(run: Run, result: unknown, element: unknown): boolean {
  if (result instanceof RangeValue || result instanceof FunctionValue) return passes(run, result, element) === true
  return result === true
}

function byEither(closure: Closure): Select {
  return (run, env, elements) => {
    const first = closure(run, { value: elements[0] ?? null, outer: env })
    if (typeof first === 'number') return at(elements, first)
    return elements.filter((value, i) => isHit(run, i === 0 ? first : closure(run, { value, outer: env }), value))
  }
}

/** A literal in the brackets: a position, all or nothing, or the elements equal to a text. */
function byValue(closure: Closure): Select {
  return (run, env, elements) => {
    const value = closure(run, { value: null, outer: env })
    if (typeof value === 'number') return at(elements, value)
    if (typeof value === 'boolean') return value ? elements : []
    return typeof value === 'string' ? elements.filter((element) => element === value) : null
  }
}

function at(elements: readonly unknown[], position: number): unknown {
  return elements[position < 0 ? elements.length + position : position - 1] ?? null
}
