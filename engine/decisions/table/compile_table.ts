import { Failure } from '#engine/expressions/evaluation'
import type { PointType } from '#engine/expressions/plain_tests'
import { NO_SURROUNDINGS } from '#engine/expressions/feel_closure'
import type { SourceElement } from '#engine/model/source_element'
import type { DecisionTools } from '../boxed/boxed.js'
import { compileCell, type Cell, type CellsByText } from '../cell.js'
import { compileText, type CompiledText, type Names } from '../compilation.js'
import type { MatchedRule } from '#engine/model/decision'
import { withAllowedValues } from '../item_types.js'
import { openSession } from '../session.js'
import type { DecisionTable, InputColumn, OutputColumn, Rule } from './decision_table.js'
import { isByPriority, readHitPolicy, type HitPolicy } from './hit_policy.js'
import { inType } from './output_value.js'
import { prioritiesOf } from './priorities.js'
import { indexRules } from './rule_index.js'

/** Most rules and most cells of one table: what a browser can still show. */
const MOST_RULES = 20_000
const MOST_CELLS = 400_000

const children = (source: SourceElement, name: string): readonly SourceElement[] => (source[name] as SourceElement[] | undefined) ?? []
const textOf = (source: SourceElement | undefined): string => String(source?.text ?? '').trim()

/** Compiles a decision table; null after a finding that leaves nothing to evaluate. `fallbackName` names a single output without a name. */
export function compileTable(source: SourceElement, names: Names, fallbackName: string, tools: DecisionTools): DecisionTable | null {
  const elementId = source.id ?? tools.elementId
  const [inputs, outputs, rules] = [children(source, 'input'), children(source, 'output'), children(source, 'rule')]
  const fail = (code: string, message: string): null => (tools.report('error', code, elementId, message), null)
  if (outputs.length === 0) return fail('DMN_TABLE_WITHOUT_OUTPUT', '决策表没有输出列。请至少加一个输出列。')
  if (rules.length > MOST_RULES || rules.length * (inputs.length + outputs.length) > MOST_CELLS) {
    return fail('DMN_TABLE_TOO_LARGE', `决策表应不超过 ${MOST_RULES} 条规则、${MOST_CELLS} 个单元格，实际有 ${rules.length} 条规则。请拆成几个决策。`)
  }
  if (rules.length === 0) tools.report('warning', 'DMN_TABLE_WITHOUT_RULE', elementId, '决策表没有规则，永远没有结果。请加上规则。')
  const hitPolicy = readHitPolicy(source, elementId, tools.report)
  const outputColumns = outputs.map((output, i) => compileOutput(output, i, outputs.length, names, fallbackName, hitPolicy, tools))
  checkOutputs(outputColumns, hitPolicy, elementId, tools)
  const inputNames = inputs.map(nameOfInput)
  const known: CellsByText = new Map()
  const compiledRules = rules.map((rule, i) => compileRule(rule, i + 1, inputNames, outputColumns, { names, known, tools }))
  const inputColumns = inputs.map((input, column) => compileInput(input, inputNames[column]!, typeOfColumn(compiledRules, column), names, tools))
  const table = { inputs: inputColumns, outputs: outputColumns, rules: compiledRules, hitPolicy, index: indexRules(compiledRules, inputs.length) }
  return withConstants(table, elementId, tools)
}

function nameOfInput(input: SourceElement, column: number): string {
  const label = typeof input.label === 'string' ? input.label.trim() : ''
  return label || textOf(input.inputExpression as SourceElement | undefined).slice(0, 40) || `第 ${column + 1} 列`
}

function compileInput(source: SourceElement, name: string, type: InputColumn['type'], names: Names, tools: DecisionTools): InputColumn {
  const expression = (source.inputExpression as SourceElement | undefined) ?? source
  const id = source.id ?? tools.elementId
  const value = compileText(expression, names, `输入列“${name}”的表达式`, tools) ?? { closure: () => null }
  const written = expression.typeRef as string | undefined
  // a date column whose rules speak of moments is Camunda's `date`, which has a time of day
  const typeRef = type === 'date time' && written !== undefined && /(^|:)date$/.test(written) ? 'dateTime' : written
  const convert = withAllowedValues(tools.types.conversion(typeRef, id), source.inputValues as SourceElement | undefined, id, tools.report)
  const isWhole = /(^|:)(integer|long|short)$/i.test(written ?? '')
  return { name, value, convert, type, allowed: allowedBy(source.inputValues as SourceElement | undefined), isWhole }
}

/** Allowed values that are constants; what is wrong with them is told by their conversion. */
function allowedBy(values: SourceElement | undefined): InputColumn['allowed'] {
  const text = textOf(values)
  return text === '' ? null : (compileCell(text, NO_SURROUNDINGS, () => undefined)?.plain ?? null)
}

/** The one type that all constants of a column have; null when they differ or there are none. */
function typeOfColumn(rules: readonly Rule[], column: number): PointType | null {
  let found: PointType | null = null
  for (const { cells } of rules) {
    const cell = cells.find((one) => one.column === column)?.cell
    if (cell === undefined) continue
    if (cell.plain === null || cell.plain.kind === 'any') return null
    for (const { type } of cell.plain.intervals) {
      if (found !== null && found !== type) return null
      found = type
    }
  }
  return found
}

function compileOutput(
  source: SourceElement, column: number, count: number, names: Names, fallbackName: string, hitPolicy: HitPolicy, tools: DecisionTools,
): OutputColumn {
  const id = source.id ?? tools.elementId
  const written = typeof source.name === 'string' ? source.name.trim() : ''
  if (written === '' && count > 1) tools.report('error', 'DMN_OUTPUT_WITHOUT_NAME', id, `第 ${column + 1} 个输出列没有名称。有多个输出时每列都要有名称，请补上。`)
  const name = written || fallbackName
  const values = source.outputValues as SourceElement | undefined
  const defaultEntry = source.defaultOutputEntry as SourceElement | undefined
  const hasDefault = textOf(defaultEntry) !== ''
  return {
    name,
    convert: withAllowedValues(tools.types.conversion(source.typeRef as string | undefined, id), values, id, tools.report),
    priorities: isByPriority(hitPolicy) ? prioritiesOf(textOf(values), name, id, tools.report) : null,
    otherwise: hasDefault ? compileText(defaultEntry as SourceElement, names, `输出列“${name}”的默认值`, tools) : null,
  }
}

function checkOutputs(outputs: readonly OutputColumn[], hitPolicy: HitPolicy, elementId: string | null, tools: DecisionTools): void {
  const names = outputs.map(({ name }) => name)
  const twice = names.find((name, i) => names.indexOf(name) !== i)
  if (twice !== undefined) tools.report('error', 'DMN_OUTPUT_TWICE', elementId, `两个输出列都叫“${twice}”。请改掉其中一个的名称。`)
  if (names.includes('__proto__')) tools.report('error', 'DMN_OUTPUT_NAME', elementId, '输出列的名称“__proto__”不可用。请换一个名称。')
  if (hitPolicy.kind === 'COLLECT' && hitPolicy.aggregator !== null && outputs.length > 1) {
    tools.report('error', 'DMN_AGGREGATION', elementId, `聚合 ${hitPolicy.aggregator} 只能用于一个输出列，实际有 ${outputs.length} 个。请去掉聚合或多余的列。`)
  }
  if (isByPriority(hitPolicy) && outputs.every(({ priorities }) => priorities === null)) {
    tools.report('error', 'DMN_PRIORITY', elementId, `命中策略 ${hitPolicy.kind} 要按输出值的先后排序，但没有输出列写明允许值（outputValues）。请按优先级从高到低填写。`)
  }
}

function compileRule(
  source: SourceElement, number: number, inputs: readonly string[], outputs: readonly OutputColumn[], { names, known, tools }: { names: Names; known: CellsByText; tools: DecisionTools },
): Rule {
  const elementId = source.id ?? tools.elementId
  const [inputEntries, outputEntries] = [children(source, 'inputEntry'), children(source, 'outputEntry')]
  if (inputEntries.length !== inputs.length || outputEntries.length !== outputs.length) {
    const found = `${inputEntries.length} 个输入、${outputEntries.length} 个输出`
    tools.report('error', 'DMN_RULE_CELLS', elementId, `第 ${number} 条规则有 ${found}单元格，应为 ${inputs.length} 个输入、${outputs.length} 个输出。请补齐或删去多余的。`)
  }
  const cells: { column: number; cell: Cell }[] = []
  for (const [column, entry] of inputEntries.slice(0, inputs.length).entries()) {
    const text = textOf(entry)
    if (text === '' || text === '-') continue
    const where = `第 ${number} 条规则“${inputs[column] ?? ''}”列的条件“${text.slice(0, 60)}”无法编译：`
    const cell = known.get(text) ?? compileCell(text, names, (code, message) => tools.report('error', code, elementId, `${where}${message}`))
    if (cell !== null) known.set(text, cell)
    if (cell !== null && cell.plain?.kind !== 'any') cells.push({ column, cell })
  }
  return { matched: matchedRule(source, number), cells, outputs: outputs.map(({ name }, column) => compileOutputEntry(outputEntries[column], number, name, names, { ...tools, elementId })) }
}

const NOTHING: CompiledText = { closure: () => null, constant: { value: null } }

/** An empty output cell is null, as the editors leave it. */
function compileOutputEntry(entry: SourceElement | undefined, number: number, name: string, names: Names, tools: DecisionTools): CompiledText {
  const text = textOf(entry)
  if (text === '' || text === '-') return NOTHING
  return compileText(entry!, names, `第 ${number} 条规则“${name}”列的输出`, tools) ?? NOTHING
}

function matchedRule(source: SourceElement, number: number): MatchedRule {
  const notes = [source.description, ...children(source, 'annotationEntry').map(({ text }) => text)]
  const note = notes.filter((text) => typeof text === 'string' && text.trim() !== '').join(' ').trim().slice(0, 200)
  return { number, id: source.id ?? null, note: note === '' ? null : note }
}

/** What is known at deployment is brought to its column's type and checked once, here. */
function withConstants(table: DecisionTable, elementId: string | null, tools: DecisionTools): DecisionTable {
  const session = openSession(() => undefined, 0)
  const converted = (text: CompiledText, column: number, id: string | null, where: string): CompiledText => {
    if (text.constant === undefined) return text
    try {
      const value = inType(table.outputs[column]!, text.constant.value, session)
      return { closure: () => value, constant: { value } }
    } catch (thrown) {
      if (!(thrown instanceof Failure)) throw thrown
      tools.report('error', thrown.code, id, `${where}：${thrown.message}`)
      return NOTHING
    }
  }
  return {
    ...table,
    outputs: table.outputs.map((output, column) => (output.otherwise === null ? output : { ...output, otherwise: converted(output.otherwise, column, elementId, '默认值') })),
    rules: table.rules.map((rule) => ({
      ...rule,
      outputs: rule.outputs.map((text, column) => converted(text, column, rule.matched.id ?? elementId, `第 ${rule.matched.number} 条规则`)),
    })),
  }
}
