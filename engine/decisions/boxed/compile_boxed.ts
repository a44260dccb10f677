import type { SourceElement } from '#engine/model/source_element'
import { compileText, type Names, type Report } from '../compilation.js'
import type { MatchedRule } from '#engine/model/decision'
import type { ItemTypes } from '../item_types.js'
import type { Session } from '../session.js'
import type { DecisionTable } from '../table/decision_table.js'
import { compileTable } from '../table/compile_table.js'
import { evaluateTable } from '../table/evaluate_table.js'
import type { Boxed, BoxedCompiler, DecisionTools } from './boxed.js'
import { compileContext } from './context.js'
import { compileFunction } from './function_definition.js'
import { compileInvocation } from './invocation.js'
import { compileList, compileRelation } from './lists.js'

const MAX_DEPTH = 60

const KINDS: Readonly<Record<string, BoxedCompiler>> = {
  'dmn:Context': compileContext,
  'dmn:List': compileList,
  'dmn:Relation': compileRelation,
  'dmn:Invocation': compileInvocation,
  'dmn:FunctionDefinition': compileFunction,
}

/** Tools for one decision or knowledge model of a file. */
export function decisionTools(report: Report, types: ItemTypes, elementId: string): DecisionTools {
  const tools: DecisionTools = { report, types, elementId, compile: (source, names, name, depth) => compileBoxed(source, names, name, tools, depth) }
  return tools
}

/** Compiles any expression of DMN 1.3 §10.2: literal, table, context, list, relation, invocation, function. Null after a finding. */
function compileBoxed(source: SourceElement, names: Names, name: string, tools: DecisionTools, depth: number): Boxed | null {
  if (depth > MAX_DEPTH) {
    tools.report('error', 'DMN_TOO_DEEP', source.id ?? tools.elementId, `决策“${name}”的表达式嵌套超过 ${MAX_DEPTH} 层。请拆成几个决策。`)
    return null
  }
  if (source.$type === 'dmn:LiteralExpression') return literal(source, names, name, tools)
  if (source.$type === 'dmn:DecisionTable') return tableLogic(compileTable(source, names, name, tools))
  const compile = Object.hasOwn(KINDS, source.$type) ? KINDS[source.$type] : undefined
  if (compile === undefined) {
    tools.report('error', 'DMN_UNSUPPORTED', source.id ?? tools.elementId, `“${name}”的表达式类型 ${source.$type} 不受支持。请改用决策表、FEEL 表达式或上下文。`)
    return null
  }
  const logic = compile(source, names, tools, depth + 1)
  return logic === null ? null : { logic }
}

function literal(source: SourceElement, names: Names, name: string, tools: DecisionTools): Boxed | null {
  const text = compileText(source, names, `“${name}”的表达式`, tools)
  return text === null ? null : { logic: (session) => text.closure(session, null) ?? null }
}

function tableLogic(table: DecisionTable | null): Boxed | null {
  return table === null ? null : { table, logic: (session) => evaluateTable(table, session, (rules) => noteRules(session, rules)) }
}

/** Tells which rules decided, under the decision or knowledge model being evaluated. */
function noteRules({ steps, place }: Session, rules: readonly MatchedRule[]): void {
  if (place.decision === null || steps.length >= MOST_STEPS) return
  const { id, name } = place.decision
  steps.push({ decisionId: id, decisionName: name, rules: rules.length > MOST_RULES_TOLD ? rules.slice(0, MOST_RULES_TOLD) : rules })
}

/** A history is for reading: a table called in a loop is told so often and no more. */
const MOST_STEPS = 50
const MOST_RULES_TOLD = 50
