import { fail, readVariable, type Closure } from '../evaluation.js'
import type { CompileError } from '../expression.js'
import { isEmpty, juelEqual, juelOrder, juelProperty, toBoolean, toNumber } from './coercion.js'
import { tokenize, type Token } from './tokens.js'

const MAX_DEPTH = 100

/** Ends parsing; caught by `parseJuel`. */
class Refusal {
  readonly error: CompileError

  constructor(error: CompileError) {
    this.error = error
  }
}

/** Where parsing stands, and the root names met so far. */
interface Reader {
  readonly tokens: readonly Token[]
  readonly names: Set<string>
  at: number
  depth: number
}

type Binary = (left: Closure, right: Closure) => Closure

/**
 * Compiles the inside of `${…}`: literals, names, `a.b`, `a[b]`, arithmetic, comparison, logic, `empty` and `? :` of
 * JSR-245 EL. A call of any kind is refused: nothing but data can be reached. Adds the root names to `names`.
 */
export function parseJuel(source: string, names: Set<string>): { ok: true; closure: Closure } | { ok: false; error: CompileError } {
  const tokens = tokenize(source)
  if (!Array.isArray(tokens)) return { ok: false, error: syntaxError(source, tokens.position) }
  const reader: Reader = { tokens, names, at: 0, depth: 0 }
  try {
    const closure = ternary(reader)
    const rest = peek(reader)
    return rest.kind === 'end' ? { ok: true, closure } : { ok: false, error: syntaxError(source, rest.from) }
  } catch (thrown) {
    if (thrown instanceof Refusal) return { ok: false, error: thrown.error }
    if (thrown === UNEXPECTED) return { ok: false, error: syntaxError(source, peek(reader).from) }
    throw thrown
  }
}

const UNEXPECTED = Symbol('unexpected token')

function syntaxError(source: string, position: number): CompileError {
  const near = source.slice(position, position + 12).trim()
  const where = near === '' ? '不完整' : `从“${near}”起无法识别`
  return { code: 'JUEL_SYNTAX', message: `表达式 \${${source.slice(0, 60)}} ${where}。请检查写法，或改用以 = 开头的 FEEL 表达式。`, position }
}

function peek(reader: Reader): Token {
  return reader.tokens[reader.at]!
}

function takeSign(reader: Reader, ...signs: string[]): string | null {
  const token = peek(reader)
  if (token.kind !== 'sign' || !signs.includes(token.value)) return null
  reader.at++
  return token.value
}

function expectSign(reader: Reader, sign: string): void {
  if (takeSign(reader, sign) === null) throw UNEXPECTED
}

function deeper(reader: Reader, parse: (reader: Reader) => Closure): Closure {
  if (++reader.depth > MAX_DEPTH) {
    throw new Refusal({ code: 'EXPRESSION_TOO_DEEP', message: '表达式嵌套过深。请拆成几个较短的表达式。', position: peek(reader).from })
  }
  const closure = parse(reader)
  reader.depth--
  return closure
}

function ternary(reader: Reader): Closure {
  const condition = binary(reader, 0)
  if (takeSign(reader, '?') === null) return condition
  const then = deeper(reader, ternary)
  expectSign(reader, ':')
  const otherwise = deeper(reader, ternary)
  return (run, env) => (toBoolean(condition(run, env)) ? then(run, env) : otherwise(run, env))
}

/** Binary operators, loosest first (EL §1.13). */
const LEVELS: readonly Record<string, Binary>[] = [
  { '||': (a, b) => (run, env) => toBoolean(a(run, env)) || toBoolean(b(run, env)) },
  { '&&': (a, b) => (run, env) => toBoolean(a(run, env)) && toBoolean(b(run, env)) },
  {
    '==': (a, b) => (run, env) => juelEqual(run, a(run, env), b(run, env)),
    '!=': (a, b) => (run, env) => !juelEqual(run, a(run, env), b(run, env)),
  },
  {
    '<': ordering((distance) => distance < 0, false),
    '>': ordering((distance) => distance > 0, false),
    '<=': ordering((distance) => distance <= 0, true),
    '>=': ordering((distance) => distance >= 0, true),
  },
  { '+': numeric((a, b) => a + b), '-': numeric((a, b) => a - b) },
  { '*': numeric((a, b) => a * b), '/': numeric((a, b) => a / nonZero(b)), '%': numeric((a, b) => a % nonZero(b)) },
]

function ordering(accepts: (distance: number) => boolean, whenBothNull: boolean): Binary {
  return (left, right) => (run, env) => {
    const a = left(run, env)
    const b = right(run, env)
    const distance = juelOrder(run, a, b)
    return distance === null ? whenBothNull && (a ?? null) === (b ?? null) : accepts(distance)
  }
}

function numeric(operate: (a: number, b: number) => number): Binary {
  return (left, right) => (run, env) => operate(toNumber(left(run, env)), toNumber(right(run, env)))
}

function nonZero(divisor: number): number {
  return divisor === 0 ? fail('JUEL_DIVISION_BY_ZERO', '除数为零。请先判断除数，再做除法。') : divisor
}

const MAX_OPERANDS = 300

function binary(reader: Reader, level: number): Closure {
  const operators = LEVELS[level]
  if (operators === undefined) return unary(reader)
  let left = binary(reader, level + 1)
  for (let count = 0; ; count++) {
    const sign = takeSign(reader, ...Object.keys(operators))
    if (sign === null) return left
    if (count > MAX_OPERANDS) throw UNEXPECTED
    left = operators[sign]!(left, binary(reader, level + 1))
  }
}

function unary(reader: Reader): Closure {
  const sign = takeSign(reader, '!', '-')
  if (sign !== null) {
    const operand = deeper(reader, unary)
    if (sign === '!') return (run, env) => !toBoolean(operand(run, env))
    return (run, env) => 0 - toNumber(operand(run, env))
  }
  const token = peek(reader)
  if (token.kind === 'name' && token.value === 'empty') {
    reader.at++
    const operand = deeper(reader, unary)
    return (run, env) => isEmpty(run, operand(run, env))
  }
  return path(reader)
}

/** A value followed by any number of `.name` and `[key]`. */
function path(reader: Reader): Closure {
  let base = primary(reader)
  for (let count = 0; count <= MAX_OPERANDS; count++) {
    if (takeSign(reader, '.') !== null) {
      const token = peek(reader)
      if (token.kind !== 'name') throw UNEXPECTED
      reader.at++
      base = propertyClosure(base, () => token.value)
    } else if (takeSign(reader, '[') !== null) {
      base = propertyClosure(base, deeper(reader, ternary))
      expectSign(reader, ']')
    } else {
      refuseCall(reader)
      return base
    }
  }
  throw UNEXPECTED
}

function propertyClosure(base: Closure, key: Closure): Closure {
  return (run, env) => juelProperty(base(run, env), key(run, env))
}

/** `bean.method()`, `function(x)` and `prefix:function(x)` would run host code. */
function refuseCall(reader: Reader): void {
  const token = peek(reader)
  if (token.kind !== 'sign' || token.value !== '(') return
  const message = '不支持在 ${…} 中调用方法或函数。请改用以 = 开头的 FEEL 表达式；若要调用程序，请改用外部任务（external worker）。'
  throw new Refusal({ code: 'JUEL_METHOD_CALL', message, position: token.from })
}

const CONSTANTS: Record<string, unknown> = { true: true, false: false, null: null }

function primary(reader: Reader): Closure {
  const token = peek(reader)
  if (token.kind === 'number' || token.kind === 'text') {
    reader.at++
    const { value } = token
    return () => value
  }
  if (token.kind === 'name') {
    reader.at++
    return named(reader, token.value)
  }
  expectSign(reader, '(')
  const closure = deeper(reader, ternary)
  expectSign(reader, ')')
  return closure
}

function named(reader: Reader, name: string): Closure {
  if (Object.hasOwn(CONSTANTS, name)) {
    const value = CONSTANTS[name]
    return () => value
  }
  refuseCall(reader)
  reader.names.add(name)
  return (run) => readVariable(run, name)
}
