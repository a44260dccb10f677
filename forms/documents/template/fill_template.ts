import Handlebars from 'handlebars'
import { callTemplateFunction, isTemplateFunction } from './template_functions.js'
import type { ProblemList } from './problem.js'

/** The filled template, and for each stretch of it the line of the source that it came from. */
export interface FilledTemplate {
  text: string
  /** Ascending by `offset`; a stretch reaches to the next. `advances` when line feeds in it are those of the source. */
  origins: { offset: number; line: number; advances: boolean }[]
}

const LONGEST_SOURCE = 200_000
const LONGEST_OUTPUT = 20_000_000
const MOST_STEPS = 2_000_000
const DEEPEST = 60

interface Frame {
  value: unknown
  parent: Frame | undefined
  /** @index, @number, @first, @last, @key of the innermost each. */
  loop: Record<string, unknown>
}

interface Filling {
  parts: string[]
  length: number
  origins: FilledTemplate['origins']
  steps: number
  problems: ProblemList
}

class TooLarge extends Error {}

/** Stands for a value that could not be made, after the reason has been reported. */
const FAILED = Symbol('failed')

/**
 * Puts data into a handlebars template. The syntax is that of Handlebars; the tree is walked here rather than compiled, so
 * that nothing of the data is ever run, prototypes are out of reach, and each missing value is named with its line.
 */
export function fillTemplate(source: string, data: unknown, problems: ProblemList): FilledTemplate {
  const filling: Filling = { parts: [], length: 0, origins: [], steps: 0, problems }
  const result = () => ({ text: filling.parts.join(''), origins: filling.origins })
  if (source.length > LONGEST_SOURCE) {
    problems.add('TEMPLATE_TOO_LARGE', 1, `模板有 ${source.length} 个字符，上限是 ${LONGEST_SOURCE}。请拆分模板。`)
    return result()
  }
  const program = parse(source, problems)
  if (!program) return result()
  try {
    fillBody(program, { value: data, parent: undefined, loop: {} }, filling)
  } catch (error) {
    if (!(error instanceof TooLarge)) throw error
    problems.add('OUTPUT_TOO_LARGE', 1, '生成的内容过大，请减少循环的行数后重试。')
  }
  return result()
}

/** How deep blocks and bracketed expressions are nested; parsing takes time in the square of it. */
function nestingOf(source: string): number {
  let depth = 0
  let deepest = 0
  let isInside = false
  for (const [token] of source.matchAll(/\{\{~?(?:#|\^(?!\s*~?\}\})|\/)?|\}\}|[()]/g)) {
    if (token.startsWith('{{')) isInside = true
    if (token === '}}') isInside = false
    if (/[#^]$/.test(token) || (token === '(' && isInside)) depth++
    if (token.endsWith('/') || (token === ')' && isInside)) depth--
    deepest = Math.max(deepest, depth)
  }
  return deepest
}

function parse(source: string, problems: ProblemList): hbs.AST.Program | undefined {
  if (nestingOf(source) > DEEPEST) {
    problems.add('TEMPLATE_TOO_LARGE', 1, `模板里的 {{#…}} 或括号嵌套超过 ${DEEPEST} 层，请拆分模板。`)
    return undefined
  }
  try {
    return Handlebars.parseWithoutProcessing(source)
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error)
    const line = Number(/line (\d+)/.exec(message)?.[1] ?? /- (\d+):\d+/.exec(message)?.[1] ?? 1)
    problems.add('TEMPLATE_SYNTAX', line, '双花括号 {{ }} 的写法有误：请检查是否成对、{{#if}} 与 {{#each}} 是否都已用 {{/if}}、{{/each}} 结束。')
    return undefined
  }
}

function fillBody(program: hbs.AST.Program, frame: Frame, filling: Filling): void {
  for (const statement of program.body) {
    if (++filling.steps > MOST_STEPS) throw new TooLarge()
    fillStatement(statement, frame, filling)
  }
}

function fillStatement(statement: hbs.AST.Statement, frame: Frame, filling: Filling): void {
  const { line } = statement.loc.start
  switch (statement.type) {
    case 'ContentStatement':
      return write(filling, (statement as hbs.AST.ContentStatement).value, line, true)
    case 'CommentStatement':
      return
    case 'MustacheStatement':
      return fillMustache(statement as hbs.AST.MustacheStatement, frame, filling)
    case 'BlockStatement':
      return fillBlock(statement as hbs.AST.BlockStatement, frame, filling)
    default:
      filling.problems.add('TEMPLATE_FEATURE_UNSUPPORTED', line, '模板里不能引用别的模板（{{> }}）或使用装饰器，请把内容直接写进来。')
  }
}

function fillMustache(statement: hbs.AST.MustacheStatement, frame: Frame, filling: Filling): void {
  const { line } = statement.loc.start
  const isRaw = (statement as { escaped?: boolean }).escaped === false
  if (isRaw) filling.problems.add('TEMPLATE_FEATURE_UNSUPPORTED', line, '不能用三重花括号 {{{ }}}：数据总是按文字印出，请改成 {{ }}。')
  const value = evaluateCall(statement, frame, filling)
  const text = textOf(value)
  if (text !== undefined && text.trim() !== '') return write(filling, escape(text), line, false)
  const name = nameOf(statement)
  const advice = `可以没有的内容请用 {{默认 ${name} "／"}}，或用 {{#if ${name}}} 包起来。`
  if (value !== FAILED) filling.problems.add('DATA_MISSING', line, `缺少数据：${name}。${advice}`)
  write(filling, `【缺：${escape(name)}】`, line, false)
}

function fillBlock(statement: hbs.AST.BlockStatement, frame: Frame, filling: Filling): void {
  const { line } = statement.loc.start
  const name = statement.path.type === 'PathExpression' ? (statement.path as hbs.AST.PathExpression).original : ''
  const [param] = statement.params
  if (!['if', 'unless', 'each', 'with'].includes(name) || statement.params.length !== 1 || !param) {
    filling.problems.add('UNKNOWN_FUNCTION', line, `不认识 {{#${name}}}。可用的有 {{#if 条件}}、{{#unless 条件}}、{{#each 列表}}、{{#with 对象}}，各带一个值。`)
    return
  }
  const value = evaluate(param, frame, filling)
  const body = statement.program
  const otherwise = statement.inverse
  if (name === 'each') return fillEach(value, statement, frame, filling)
  const isShown = name === 'unless' ? !isTruthy(value) : isTruthy(value)
  const inner = name === 'with' ? { value, parent: frame, loop: frame.loop } : frame
  if (isShown && body) fillBody(body, inner, filling)
  else if (!isShown && otherwise) fillBody(otherwise, frame, filling)
}

function fillEach(value: unknown, statement: hbs.AST.BlockStatement, frame: Frame, filling: Filling): void {
  const { line } = statement.loc.start
  if (value === undefined || (value !== null && !Array.isArray(value))) {
    const name = statement.params[0] ? sourceOf(statement.params[0]) : ''
    filling.problems.add('DATA_MISSING', line, `{{#each ${name}}} 需要一个列表，但数据里没有。`)
    return
  }
  const items: unknown[] = value ?? []
  if (items.length === 0 && statement.inverse) fillBody(statement.inverse, frame, filling)
  items.forEach((item, index) => {
    const loop = { index, number: index + 1, first: index === 0, last: index === items.length - 1 }
    if (statement.program) fillBody(statement.program, { value: item, parent: frame, loop }, filling)
  })
}

/** The value of `{{path}}` or `{{function argument …}}`. */
function evaluateCall(call: hbs.AST.MustacheStatement | hbs.AST.SubExpression, frame: Frame, filling: Filling): unknown {
  const { line } = call.loc.start
  const path = call.path as hbs.AST.PathExpression
  const hasArguments = call.params.length > 0
  if (!hasArguments && (path.type !== 'PathExpression' || !isTemplateFunction(path.original))) return evaluate(call.path, frame, filling)
  if (call.hash && call.hash.pairs.length > 0) {
    filling.problems.add('FUNCTION_ARGUMENT', line, `{{${path.original}}} 不接受“名称=值”的写法，请按顺序写值。`)
  }
  if (!isTemplateFunction(path.original)) {
    filling.problems.add('UNKNOWN_FUNCTION', line, `不认识 {{${path.original} …}}。可用的见模板手册，如 {{日期 …}}、{{默认 … "／"}}、{{序号}}。`)
    return FAILED
  }
  const values = call.params.map((param) => evaluate(param, frame, filling))
  const answer = callTemplateFunction(path.original, values, frame.loop)
  if ('value' in answer) return answer.value
  if (answer.wrong === '') return undefined
  filling.problems.add('FUNCTION_ARGUMENT', line, `{{${path.original}}}：${answer.wrong}`)
  return FAILED
}

function evaluate(expression: hbs.AST.Expression, frame: Frame, filling: Filling): unknown {
  switch (expression.type) {
    case 'PathExpression':
      return lookUp(expression as hbs.AST.PathExpression, frame)
    case 'SubExpression':
      return evaluateCall(expression as hbs.AST.SubExpression, frame, filling)
    case 'StringLiteral':
    case 'NumberLiteral':
    case 'BooleanLiteral':
      return (expression as hbs.AST.StringLiteral).value
    default:
      return undefined
  }
}

/**
 * Own properties only: `constructor`, `__proto__` and the like are simply not there. A name is looked for where it stands and
 * nowhere further out: a value missing in a row must not be replaced by one of the same name in the case.
 */
function lookUp(path: hbs.AST.PathExpression, frame: Frame): unknown {
  const parts = path.parts as string[]
  if (path.data) return parts[0] === 'root' ? walk(rootOf(frame).value, parts.slice(1)) : own(frame.loop, parts[0] ?? '')
  let from: Frame | undefined = frame
  for (let up = 0; up < path.depth && from; up++) from = from.parent
  if (!from) return undefined
  return walk(from.value, parts)
}

function rootOf(frame: Frame): Frame {
  return frame.parent ? rootOf(frame.parent) : frame
}

function walk(value: unknown, parts: string[]): unknown {
  return parts.reduce<unknown>((reached, part) => own(reached, part), value)
}

function own(value: unknown, key: string): unknown {
  if (typeof value !== 'object' || value === null || !Object.hasOwn(value, key)) return undefined
  return (value as Record<string, unknown>)[key]
}

function isTruthy(value: unknown): boolean {
  return Array.isArray(value) ? value.length > 0 : Boolean(value)
}

function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value
  if (typeof value === 'number' && Number.isFinite(value)) return String(value)
  if (typeof value === 'boolean') return value ? '是' : '否'
  return undefined
}

function nameOf(statement: hbs.AST.MustacheStatement): string {
  const argument = statement.params.find((param) => param.type === 'PathExpression')
  return sourceOf(argument ?? statement.path)
}

function sourceOf(expression: hbs.AST.Expression): string {
  return expression.type === 'PathExpression' ? (expression as hbs.AST.PathExpression).original : '值'
}

/** Data become text of the markup: none of it can open a tag, end an attribute or break a line of the source. */
function escape(text: string): string {
  return text.replace(/[&<>"'\r\n\t]/g, (character) => `&#${character.charCodeAt(0)};`)
}

function write(filling: Filling, text: string, line: number, advances: boolean): void {
  if (text === '') return
  if (filling.length + text.length > LONGEST_OUTPUT) throw new TooLarge()
  filling.origins.push({ offset: filling.length, line, advances })
  filling.parts.push(text)
  filling.length += text.length
}
