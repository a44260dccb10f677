import { evaluate } from 'feelin'
import { builtinNames } from '#engine/expressions/builtins/registry'
import { compileCondition } from '#engine/expressions/compile_condition'
import type { CompiledExpression, EvaluationContext } from '#engine/expressions/expression'
import type { BenchRow } from './row.js'

const NOW_MS = Date.parse('2026-03-02T00:00:00Z')
const items = Array.from({ length: 20 }, (_, i) => ({ price: i * 10, kind: i % 3 === 0 ? 'a' : 'b' }))

/** 64 instances with values of their own, so that nothing can be worked out once and kept. */
const CONTEXTS: readonly EvaluationContext[] = Array.from({ length: 64 }, (_, i) => {
  const variables = new Map<string, unknown>([
    ['amount', 1001 + i],
    ['level', i % 2 === 0 ? 'county' : `${'cou'}nty`],
    ['applicant', { age: 18 + i, town: '星沙街道' }],
    ['items', items],
    ['dueDate', '2026-03-01'],
  ])
  return { lookup: (name) => variables.get(name), nowMs: NOW_MS + i }
})

const SIMPLE = 'amount > 1000 and level = "county"'

const MEASURED: readonly (readonly [name: string, source: string, goal: number])[] = [
  [`compiled FEEL: ${SIMPLE}`, SIMPLE, 3_000_000],
  ['compiled FEEL: path, arithmetic, if', 'if applicant.age >= 18 then amount * 2 + 1 > 100 else false', 1_000_000],
  ['compiled FEEL: filter and sum over 20 elements', 'sum(items[kind = "b"].price) > 100', 100_000],
  ['compiled FEEL: date against today', 'date(dueDate) < today()', 10_000],
  ['compiled JUEL: ${amount > 1000 && level == "county"}', '${amount > 1000 && level == "county"}', 1_000_000],
]

/** Compiled evaluations per second of typical conditions, beside the same text parsed each time by feelin. */
export function benchExpressions(): BenchRow[] {
  const compiled = MEASURED.map(([, source]) => ready(source))
  compiled.forEach(rate)
  const rows = MEASURED.map(([name, , goal], i) => {
    const value = best(() => rate(compiled[i]!))
    return { name, value, unit: 'evaluations/s', goal, met: value >= goal }
  })
  return [...rows, interpreted(), compilations(), missingBuiltins()]
}

function ready(source: string): CompiledExpression {
  const compiled = compileCondition(source)
  if (!compiled.ok) throw new Error(`Expected “${source}” to compile, but: ${compiled.error.message}`)
  for (const context of CONTEXTS) {
    const result = compiled.expression.evaluate(context)
    if (!result.ok || result.value !== true) throw new Error(`Expected “${source}” to be true, but it is ${JSON.stringify(result)}`)
  }
  return compiled.expression
}

/** The best of five: neighbours on the machine only ever slow a run down. */
function best(measure: () => number): number {
  return Math.round(Math.max(...Array.from({ length: 5 }, measure)))
}

function rate(expression: CompiledExpression): number {
  const batch = 2_000
  const startMs = performance.now()
  let count = 0
  let hits = 0
  while (performance.now() - startMs < 150) {
    for (let i = 0; i < batch; i++) if (expression.evaluate(CONTEXTS[i & 63]!).ok) hits++
    count += batch
  }
  if (hits !== count) throw new Error('Expected every evaluation to succeed')
  return (count / (performance.now() - startMs)) * 1000
}

function interpreted(): BenchRow {
  const startMs = performance.now()
  let count = 0
  while (performance.now() - startMs < 200) {
    evaluate(SIMPLE, { amount: 1500, level: 'county' })
    count++
  }
  const value = Math.round((count / (performance.now() - startMs)) * 1000)
  return { name: 'feelin evaluate of the first line, parsed each time', value, unit: 'evaluations/s', goal: null, met: null }
}

/** What a deployment pays for each expression. */
function compilations(): BenchRow {
  const startMs = performance.now()
  let count = 0
  while (performance.now() - startMs < 200) {
    compileCondition(SIMPLE)
    count++
  }
  const value = Math.round((count / (performance.now() - startMs)) * 1000)
  return { name: 'FEEL conditions compiled', value, unit: 'compilations/s', goal: null, met: null }
}

/** DMN 1.3 §10.3.4, the functions without their Camunda additions. */
const DMN_BUILTINS = `date, date and time, time, number, string, duration, years and months duration, not, substring,
  string length, upper case, lower case, substring before, substring after, replace, contains, starts with, ends with,
  matches, split, string join, list contains, count, min, max, sum, mean, all, any, sublist, append, concatenate,
  insert before, remove, reverse, index of, union, distinct values, flatten, product, median, stddev, mode, decimal,
  floor, ceiling, round up, round down, round half up, round half down, abs, modulo, sqrt, log, exp, odd, even, is,
  before, after, meets, met by, overlaps, overlaps before, overlaps after, finishes, finished by, includes, during,
  starts, started by, coincides, day of year, day of week, month of year, week of year, sort, get value, get entries,
  context, context put, context merge, list replace, now, today`

/** Built-ins that would need an interpreter because they are not compiled: none. */
function missingBuiltins(): BenchRow {
  const known = new Set(builtinNames())
  const missing = DMN_BUILTINS.split(',').map((name) => name.trim().replace(/\s+/g, ' ')).filter((name) => !known.has(name))
  const name = missing.length === 0 ? 'FEEL built-ins not compiled' : `FEEL built-ins not compiled: ${missing.join(', ')}`
  return { name, value: missing.length, unit: 'functions', goal: 0, met: missing.length === 0 }
}
