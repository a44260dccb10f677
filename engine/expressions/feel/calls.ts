import { enter, EVALUATION_BUDGET, type Closure, type Env, type Run } from '../evaluation.js'
import { builtinNamed } from '../builtins/registry.js'
import { acceptsArguments, FunctionValue } from '../values/function_value.js'
import { normalizeName } from '../values/own_entry.js'
import { passes } from './comparison.js'
import { RangeValue } from '../values/range_value.js'
import { nameText, unescaped } from './literals.js'
import { constantPart, part, refuse, type Compilation, type NodeCompiler, type Part } from './part.js'
import { isBoundByAuthor, seenLater, type Scope } from './scope.js'
import type { SyntaxNode } from './syntax.js'

/** `name(a, b)` and `name(x: a)`. The name of a built-in means the built-in unless a local binding hides it. */
export const compileCall: NodeCompiler = (node, scope, compilation) => {
  const callee = node.children[0]!
  const parameters = node.children[2]!
  if (callee.name === 'VariableName' || callee.name === 'SpecialFunctionName') {
    const name = normalizeName(nameText(callee))
    if (!isBoundByAuthor(scope, name) && !compilation.names.isFunction(name)) return compileBuiltinCall(node, name, parameters, scope, compilation)
  }
  const target = compilation.compile(callee, scope).closure
  return part('any', dynamicCall(target, parameters, scope, compilation))
}

function compileBuiltinCall(node: SyntaxNode, name: string, parameters: SyntaxNode, scope: Scope | null, compilation: Compilation): Part {
  const builtin = builtinNamed(name)
  if (builtin === undefined) {
    return refuse('FEEL_UNKNOWN_FUNCTION', `没有名为“${name}”的函数。请检查函数名。`, node)
  }
  const args = compileArguments(builtin, name, parameters, scope, compilation)
  return name === 'date and time' ? temporalPart(name, args, node) : part('any', invocation(builtin, args))
}

function invocation(target: FunctionValue, args: readonly Part[]): Closure {
  const closures = args.map(({ closure }) => closure)
  const [first, second] = closures
  if (closures.length === 1) return (run, env) => target.invoke(run, [first!(run, env)])
  if (closures.length === 2) return (run, env) => target.invoke(run, [first!(run, env), second!(run, env)])
  return (run, env) => target.invoke(run, closures.map((closure) => closure(run, env)))
}

const OMITTED = constantPart('other', undefined)

/** The arguments in the order of the parameters; what the text alone shows to be wrong is refused here. */
function compileArguments(target: FunctionValue, name: string, node: SyntaxNode, scope: Scope | null, compilation: Compilation): Part[] {
  const isNamed = node.children.some((child) => child.name === 'NamedParameters') || node.name === 'NamedParameters'
  const list = listOf(node)
  if (!isNamed) {
    if (!acceptsArguments(target, list.length)) {
      refuse('FEEL_ARGUMENTS', `函数“${name}”最多有 ${target.parameters.length} 个参数，这里给了 ${list.length} 个。`, node)
    }
    return list.map((child) => compilation.compile(child, scope))
  }
  const given = new Map(list.map((child) => [normalizeName(nameText(child.children[0]!)), compilation.compile(child.children[1]!, scope)]))
  for (const key of given.keys()) {
    if (!target.parameters.includes(key)) {
      refuse('FEEL_ARGUMENTS', `函数“${name}”没有参数“${key}”。可用：${target.parameters.join('、')}。`, node)
    }
  }
  return target.parameters.map((key) => given.get(key) ?? OMITTED)
}

/** The argument nodes below `Parameters`, `PositionalParameters` or `NamedParameters`. */
function listOf(node: SyntaxNode): readonly SyntaxNode[] {
  if (node.name !== 'Parameters') return node.children
  return node.children.find(({ name }) => name.endsWith('Parameters'))?.children ?? []
}

/** A call of whatever the target turns out to be; null when it is no function or the arguments do not fit. */
function dynamicCall(target: Closure, parameters: SyntaxNode, scope: Scope | null, compilation: Compilation): Closure {
  const isNamed = parameters.name === 'NamedParameters'
  const list = listOf(parameters)
  const keys = isNamed ? list.map((child) => normalizeName(nameText(child.children[0]!))) : []
  const args = list.map((child) => compilation.compile(isNamed ? child.children[1]! : child, scope).closure)
  return (run, env) => {
    const callee = target(run, env)
    const values = args.map((arg) => arg(run, env))
    if (callee instanceof RangeValue) return values.length === 1 ? passes(run, callee, values[0]) : null
    if (!(callee instanceof FunctionValue)) return null
    const ordered = isNamed ? byName(callee, keys, values) : values
    return ordered !== null && acceptsArguments(callee, ordered.length) ? callee.invoke(run, ordered) : null
  }
}

function byName(callee: FunctionValue, keys: readonly string[], values: readonly unknown[]): unknown[] | null {
  if (keys.some((key) => !callee.parameters.includes(key))) return null
  return callee.parameters.map((parameter) => values[keys.indexOf(parameter)])
}

/** `function(a, b) a + b`, closed over the place where it stands. Parameter types are not checked, as in feelin. */
export const compileFunction: NodeCompiler = (node, scope, compilation) => {
  if (node.children.some(({ name }) => name === 'external')) {
    refuse('FEEL_EXTERNAL_FUNCTION', '不支持 external 函数。请改用 FEEL 内置函数，或用服务任务调用外部程序。', node)
  }
  const parameters = node.children[2]!.children.map((child) => normalizeName(nameText(child.children[0]!)))
  const bodyNode = node.children.find(({ name }) => name === 'FunctionBody')!
  const bodyScope = parameters.reduce<Scope | null>((outer, name) => ({ kind: 'value', name, outer }), seenLater(scope))
  const body = compilation.compile(bodyNode, bodyScope).closure
  return part('other', (_run, env) => new FunctionValue(parameters, false, lambda(parameters.length, body, bodyNode.height, env)))
}

function lambda(arity: number, body: Closure, height: number, env: Env | null): FunctionValue['invoke'] {
  return (run, args) => {
    let within = env
    for (let i = 0; i < arity; i++) within = { value: args[i] ?? null, outer: within }
    return enter(run, 2 + height, () => body(run, within))
  }
}

/** `date("…")`, `@"…"` and the other temporal constructors; worked out at deployment when the arguments are literals. */
export const compileTemporal: NodeCompiler = (node, scope, compilation) => {
  const [first, , parameters] = node.children
  if (first!.name === 'AtLiteral') return foldTemporal('@', [constantPart('string', unescaped(first!.children[0]!.text))], node)
  const name = nameText(first!).trim()
  const builtin = builtinNamed(name)!
  return temporalPart(name, compileArguments(builtin, name, parameters!, scope, compilation), node)
}

function temporalPart(name: string, args: readonly Part[], node: SyntaxNode): Part {
  if (args.every(({ constant }) => constant !== undefined)) return foldTemporal(name, args, node)
  return part('temporal', invocation(builtinNamed(name)!, args))
}

function foldTemporal(name: string, args: readonly Part[], node: SyntaxNode): Part {
  const run: Run = { lookup: () => undefined, nowMs: 0, budget: EVALUATION_BUDGET, depth: 0, unset: null }
  const value = builtinNamed(name)!.invoke(run, args.map(({ constant }) => constant!.value))
  if (value === null) {
    refuse('FEEL_INVALID_TEMPORAL', `“${node.text.slice(0, 40)}”不是有效的日期、时间或时长。请按 2026-01-31、09:30:00、P5D 这样的格式填写。`, node)
  }
  return constantPart('temporal', value)
}
