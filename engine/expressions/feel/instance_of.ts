import { FeelDuration } from 'feelin'
import { charge, type Run } from '../evaluation.js'
import { typeOf, type ContextValue, type FeelType } from '../values/type_of.js'
import { nameText } from './literals.js'
import { part, refuse, type NodeCompiler } from './part.js'
import type { SyntaxNode } from './syntax.js'

type TypeTest = (run: Run, value: unknown) => boolean

/** `x instance of list<number>` */
export const compileInstanceOf: NodeCompiler = (node, scope, compilation) => {
  const value = compilation.compile(node.children[0]!, scope).closure
  const test = typeTest(node.children[3]!)
  return part('test', (run, env) => test(run, value(run, env)))
}

const hasType = (type: FeelType): TypeTest => (_run, value) => typeOf(value) === type

const NAMED: Record<string, TypeTest> = {
  Any: (_run, value) => typeOf(value) !== 'nil',
  Null: (_run, value) => value === null,
  number: hasType('number'),
  string: hasType('string'),
  boolean: hasType('boolean'),
  date: hasType('date'),
  time: hasType('time'),
  'date and time': hasType('date time'),
  duration: hasType('duration'),
  'days and time duration': (_run, value) => value instanceof FeelDuration && !value.yearsMonths,
  'years and months duration': (_run, value) => value instanceof FeelDuration && value.yearsMonths,
  context: hasType('context'),
  list: hasType('list'),
  range: hasType('range'),
  function: hasType('function'),
}

function typeTest(node: SyntaxNode): TypeTest {
  switch (node.name) {
    case 'Type':
      return typeTest(node.children[0]!)
    case 'ListType':
      return listTest(node)
    case 'ContextType':
      return contextTest(node)
    case 'FunctionType':
      return NAMED['function']!
    default:
      return namedTest(node)
  }
}

function namedTest(node: SyntaxNode): TypeTest {
  const name = nameText(node).trim()
  if (Object.hasOwn(NAMED, name)) return NAMED[name]!
  return refuse('FEEL_UNKNOWN_TYPE', `没有名为“${name}”的类型。可用：${Object.keys(NAMED).join('、')}。`, node)
}

function listTest(node: SyntaxNode): TypeTest {
  const element = node.children.find(({ name }) => name === 'Type')
  if (element === undefined) return NAMED['list']!
  const test = typeTest(element)
  return (run, value) => {
    if (!Array.isArray(value)) return false
    charge(run, value.length)
    return value.every((item) => test(run, item))
  }
}

function contextTest(node: SyntaxNode): TypeTest {
  const entries = node.children.find(({ name }) => name === 'ContextEntryTypes')?.children ?? []
  const tests = entries
    .filter(({ name }) => name === 'ContextEntryType')
    .map((entry) => ({ key: nameText(entry.children[0]!), test: typeTest(entry.children.find(({ name }) => name === 'Type')!) }))
  return (run, value) =>
    typeOf(value) === 'context' &&
    tests.every(({ key, test }) => Object.hasOwn(value as object, key) && test(run, (value as ContextValue)[key]))
}
