import { charge, fail } from '#engine/expressions/evaluation'
import { pointOf, type Point } from '#engine/expressions/plain_tests'
import { typeInChinese, typeOf } from '#engine/expressions/values/type_of'
import type { MatchedRule } from '#engine/model/decision'
import type { Session } from '../session.js'
import type { DecisionTable, InputColumn, Rule } from './decision_table.js'
import { resultOf } from './result.js'
import { visitCandidates } from './rule_index.js'

/** What the inputs of a table are in one evaluation. */
interface Probes {
  readonly values: unknown[]
  readonly points: (Point | null)[]
}

/** The result of a table, its matched rules told to `tell`. */
export function evaluateTable(table: DecisionTable, session: Session, tell: (rules: readonly MatchedRule[]) => void): unknown {
  const hits = hitsOf(table, probe(table.inputs, session), session)
  session.place.rule = null
  session.place.column = null
  const { value, chosen } = resultOf(table, hits, session)
  tell(chosen.map(({ matched }) => matched))
  session.place.rule = null
  session.place.column = null
  return value
}

function probe(inputs: readonly InputColumn[], session: Session): Probes {
  const values: unknown[] = []
  const points: (Point | null)[] = []
  for (const input of inputs) {
    session.place.column = input.name
    const given = input.value.closure(session, null) ?? null
    const value = input.convert === null ? given : (input.convert(given, session, `输入“${input.name}”`) ?? null)
    refuseUnlike(input, value)
    values.push(value)
    points.push(pointOf(value))
  }
  return { values, points }
}

/** FEEL's rule that text never meets a number or a date, for the column as a whole. */
function refuseUnlike({ name, type }: InputColumn, value: unknown): void {
  if (type === null || value === null) return
  const given = typeOf(value)
  const isUnlike = given === 'string' ? type !== 'string' && type !== 'boolean' : type === 'string' && given === 'number'
  if (!isUnlike) return
  const [expected, actual] = [typeInChinese(type), typeInChinese(given)]
  fail('EXPRESSION_TEXT_COMPARED', `输入“${name}”是${actual}，该列的规则写的是${expected}，无法比较。请把该列的类型设为${expected}，或改正规则。`)
}

function hitsOf(table: DecisionTable, probes: Probes, session: Session): Rule[] {
  const { rules, index, hitPolicy } = table
  const isFirst = hitPolicy.kind === 'FIRST'
  const hits: Rule[] = []
  const look = (position: number): boolean => {
    const rule = rules[position]!
    if (!isHit(rule, position, table, probes, session)) return true
    hits.push(rule)
    return !isFirst
  }
  const key = index === null ? null : probes.points[index.column]
  if (index !== null && key !== null && key !== undefined) visitCandidates(index, key.at, look)
  else {
    charge(session, rules.length >> 4)
    for (let position = 0; position < rules.length && look(position); position++);
  }
  return hits
}

function isHit({ cells }: Rule, position: number, table: DecisionTable, { values, points }: Probes, session: Session): boolean {
  for (const { column, cell } of cells) {
    const point = points[column]!
    if (cell.match !== null && point !== null) {
      if (!cell.match(point.type, point.at)) return false
      continue
    }
    session.place.rule = position + 1
    session.place.column = table.inputs[column]!.name
    session.probe = values[column]
    if (cell.closure(session, null) !== true) return false
  }
  return true
}
