import { declareValue } from '../manifest/declared_value.js'
import { isObject } from '../manifest/json_reader.js'
import { RuleReader } from './rule_reader.js'
import { SEVERITIES, type Severity } from './message.js'
import type { AlarmGrouping, AlarmRule, Condition, GroupingField, RuleBusiness, RuleLevel, RuleProblem } from './rule.js'

export type ReadRule<T> = { ok: true; value: T } | { ok: false; problems: RuleProblem[] }

const MOST_DEPTH = 6
const MOST_CONDITIONS = 20
const LONGEST_MS = 7 * 86_400_000
const FIELDS: readonly GroupingField[] = ['source', 'kind', 'deviceKind', 'town', 'area', 'grid']

/** A rule as it comes from a page, with everything that is wrong with it. */
export function readRule(json: unknown): ReadRule<AlarmRule> {
  const reader = new RuleReader(json)
  const rule: AlarmRule = {
    id: reader.text('id', 64), name: reader.text('name', 60), kind: reader.text('kind', 60), enabled: reader.flag('enabled', true),
    deviceKinds: reader.texts('deviceKinds'), devices: reader.texts('devices'), levels: readLevels(reader), business: readBusiness(reader),
    inhibitsChildren: reader.flag('inhibitsChildren', false), reopenMs: reader.milliseconds('reopenMs', 0, LONGEST_MS, 1_800_000),
  }
  return reader.problems.length === 0 ? { ok: true, value: rule } : { ok: false, problems: reader.problems }
}

/** A grouping as it comes from a page, with everything that is wrong with it. */
export function readGrouping(json: unknown): ReadRule<AlarmGrouping> {
  const reader = new RuleReader(json)
  const makes = reader.object('makes')
  const by = reader.texts('by')
  for (const field of by) if (!FIELDS.includes(field as GroupingField)) reader.complain('E_RULE_FIELD', 'by', `归并依据应为 ${FIELDS.join('、')} 之一，但现在是“${field}”。请改正。`)
  if (by.length === 0) reader.complain('E_RULE_FIELD', 'by', '至少要选一项归并依据，例如所在路段。')
  const grouping: AlarmGrouping = {
    id: reader.text('id', 64), name: reader.text('name', 60), enabled: reader.flag('enabled', true), purpose: reader.oneOf('purpose', ['area', 'storm']),
    kinds: reader.texts('kinds'), by: by as GroupingField[], withinMs: reader.milliseconds('withinMs', 1_000, LONGEST_MS), count: reader.whole('count', 2, 500),
    waitMs: reader.milliseconds('waitMs', 0, 600_000), quietMs: reader.milliseconds('quietMs', 1_000, LONGEST_MS),
    makes: { kind: makes.text('kind', 60), severity: makes.oneOf('severity', SEVERITIES), business: readBusiness(makes) },
  }
  return reader.problems.length === 0 ? { ok: true, value: grouping } : { ok: false, problems: reader.problems }
}

function readLevels(reader: RuleReader): RuleLevel[] {
  const levels = reader.list('levels')
  if (levels.length === 0) reader.complain('E_RULE_LEVELS', 'levels', '规则至少要有一级条件。请添加条件。')
  if (levels.length > SEVERITIES.length) reader.complain('E_RULE_LEVELS', 'levels', `规则最多分 ${SEVERITIES.length} 级，但现在有 ${levels.length} 级。请合并。`)
  const count = { conditions: 0 }
  const read = levels.map((level) => ({ severity: readSeverity(level), when: readCondition(level.object('when'), 1, count) }))
  if (count.conditions > MOST_CONDITIONS) reader.complain('E_RULE_SIZE', 'levels', `一条规则最多 ${MOST_CONDITIONS} 个条件，但现在有 ${count.conditions} 个。请拆成几条规则。`)
  const told = read.flatMap(({ severity }) => (severity === null ? [] : [SEVERITIES.indexOf(severity)]))
  if (told.some((rank, index) => index > 0 && rank <= told[index - 1])) reader.complain('E_RULE_LEVELS', 'levels', '各级应从最严重的排起，且不能重复。请调整顺序。')
  return read
}

const readSeverity = (reader: RuleReader): Severity | null => (reader.has('severity') ? reader.oneOf('severity', SEVERITIES) : null)

function readCondition(reader: RuleReader, depth: number, count: { conditions: number }): Condition {
  count.conditions += 1
  const nothing: Condition = { type: 'any', of: [] }
  if (depth > MOST_DEPTH) {
    reader.complain('E_RULE_DEPTH', '', `条件最多嵌套 ${MOST_DEPTH} 层。请减少嵌套。`)
    return nothing
  }
  if (count.conditions > MOST_CONDITIONS) return nothing
  const inner = (one: RuleReader) => readCondition(one, depth + 1, count)
  const type = reader.oneOf('type', ['threshold', 'equals', 'change', 'offline', 'own_alarm', 'lasting', 'repeated', 'all', 'any'] as const)
  if (type !== reader.value('type')) return nothing
  switch (type) {
    case 'threshold': return readThreshold(reader)
    case 'equals': return { type, value: reader.text('value', 60), is: reader.scalar('is') }
    case 'change': return {
      type, value: reader.text('value', 60), direction: reader.oneOf('direction', ['rise', 'fall', 'either']), by: reader.positive('by'), withinMs: reader.milliseconds('withinMs', 1_000, LONGEST_MS),
    }
    case 'offline': return { type, afterMs: reader.has('afterMs') ? reader.milliseconds('afterMs', 10_000, 30 * 86_400_000) : null }
    case 'own_alarm': return { type, kinds: reader.texts('kinds') }
    case 'lasting': return { type, forMs: reader.milliseconds('forMs', 1_000, LONGEST_MS), of: inner(reader.object('of')) }
    case 'repeated': return { type, times: reader.whole('times', 2, 100), withinMs: reader.milliseconds('withinMs', 1_000, LONGEST_MS), of: inner(reader.object('of')) }
    case 'all':
    case 'any': {
      const of = reader.list('of').map(inner)
      if (of.length === 0) reader.complain('E_RULE_EMPTY', 'of', '“全部满足”和“任一满足”里至少要有一个条件。请添加条件。')
      return { type, of }
    }
  }
}

function readThreshold(reader: RuleReader): Condition {
  const [above, below] = [reader.optionalNumber('above'), reader.optionalNumber('below')]
  const margin = reader.has('margin') ? reader.notNegative('margin') : 0
  if (above === null && below === null) reader.complain('E_RULE_LIMIT', 'above', '请填写上限或下限。')
  if (above !== null && below !== null && below + margin >= above - margin) {
    reader.complain('E_RULE_LIMIT', 'below', `下限 ${below} 加回差应小于上限 ${above} 减回差，否则报警永远不会恢复。请改正。`)
  }
  return { type: 'threshold', value: reader.text('value', 60), above, below, margin, averageMs: reader.has('averageMs') ? reader.milliseconds('averageMs', 60_000, 86_400_000) : null }
}

function readBusiness(reader: RuleReader): RuleBusiness | null {
  if (!reader.has('business')) return null
  const business = reader.object('business')
  const variables = business.has('variables') ? business.value('variables') : {}
  if (!isObject(variables)) business.complain('E_RULE_VARIABLES', 'variables', '变量应为“名称：取值”的对照表。请改正。')
  for (const [name, source] of Object.entries(isObject(variables) ? variables : {})) {
    const declared = declareValue(source)
    if (!declared.ok) business.complain('E_RULE_VARIABLE', `variables.${name}`, declared.message)
  }
  return {
    definitionKey: business.text('definitionKey', 100), form: business.has('form') ? business.text('form', 100) : null,
    variables: isObject(variables) ? variables : {}, urgent: business.flag('urgent', false),
  }
}
