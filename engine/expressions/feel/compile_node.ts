import { compileFilter, compilePath, compileVariable } from './access.js'
import { compileArithmetic } from './arithmetic.js'
import { compileCall, compileFunction, compileTemporal } from './calls.js'
import { compileComparison } from './comparison.js'
import { compileFor, compileIf, compileQuantified } from './control.js'
import { compileInstanceOf } from './instance_of.js'
import * as literals from './literals.js'
import { compileConjunction, compileDisjunction } from './logic.js'
import type { Compilation, NodeCompiler, Part } from './part.js'
import type { NamesRead, Scope } from './scope.js'
import type { SyntaxNode } from './syntax.js'
import * as tests from './unary_tests.js'

const first: NodeCompiler = (node, scope, compilation) => compilation.compile(node.children[0]!, scope)
const second: NodeCompiler = (node, scope, compilation) => compilation.compile(node.children[1]!, scope)

/** Every kind of syntax node that has a value, and who compiles it. */
const COMPILERS = new Map<string, NodeCompiler>([
  ['Expression', first],
  ['FunctionBody', first],
  ['ParenthesizedExpression', second],
  ['NumericLiteral', literals.compileNumber],
  ['BooleanLiteral', literals.compileBoolean],
  ['StringLiteral', literals.compileText],
  ['null', literals.compileNull],
  ['List', literals.compileList],
  ['Context', literals.compileContext],
  ['Wildcard', literals.compileWildcard],
  ['?', literals.compileInput],
  ['VariableName', compileVariable],
  ['SpecialFunctionName', compileVariable],
  ['PathExpression', compilePath],
  ['FilterExpression', compileFilter],
  ['ArithmeticExpression', compileArithmetic],
  ['Comparison', compileComparison],
  ['Conjunction', compileConjunction],
  ['Disjunction', compileDisjunction],
  ['IfExpression', compileIf],
  ['ForExpression', compileFor],
  ['QuantifiedExpression', compileQuantified],
  ['InstanceOfExpression', compileInstanceOf],
  ['FunctionDefinition', compileFunction],
  ['FunctionInvocation', compileCall],
  ['DateTimeLiteral', compileTemporal],
  ['Interval', tests.compileInterval],
  ['SimplePositiveUnaryTest', tests.compileSimpleTest],
  ['PositiveUnaryTest', tests.compilePositiveTest],
  ['PositiveUnaryTests', tests.compileTests],
  ['UnaryTests', tests.compileCell],
])

/** Compiles a whole tree; throws `CompileFailure` for what cannot be compiled. */
export function compileTree(tree: SyntaxNode, names: NamesRead, isCell: boolean): Part {
  const compilation: Compilation = { names, isCell, compile }
  function compile(node: SyntaxNode, scope: Scope | null): Part {
    return (COMPILERS.get(node.name) ?? literals.unsupported)(node, scope, compilation)
  }
  return compile(tree, null)
}
