import { isObject, JsonReader, type JsonProblem } from '#processes/foundation/manifest/json_reader'
import type { Variables } from '#engine/kernel/commands'
import { MAIN_CASE, PLAYABLE_COMMANDS, type CommandStep, type Moment, type RehearsalScript, type RehearsalStep, type StartStep } from './script.js'

export type ParsedScript = { ok: true; script: RehearsalScript } | { ok: false; problems: readonly JsonProblem[] }

/** Reads the text of a rehearsal; everything that is wrong with it comes back at once, in words. `views` = what `expect` may ask for. */
export function parseScript(text: string, views: ReadonlySet<string>): ParsedScript {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, problems: [{ path: '', message: `不是有效的 JSON（${error instanceof Error ? error.message : String(error)}）。请检查逗号和引号。` }] }
  }
  const problems: JsonProblem[] = []
  const reader = new JsonReader(json, '', problems)
  onlyKnown(reader, ['name', 'description', 'given', 'start', 'steps'])
  const name = reader.text('name')
  const start = readStart(reader.object('start'), views, [])
  if (start.atMs === null) reader.complain('start', 'start.at 没有填写：请写明故事从什么时刻开始，如 2026-11-23T09:00:00+08:00。')
  const steps = reader.list('steps', (step) => readStep(step, views))
  checkTimes([start, ...steps], problems)
  checkCases(steps, problems)
  return problems.length === 0 ? { ok: true, script: { name, given: readGiven(reader), start, steps } } : { ok: false, problems }
}

function readGiven(reader: JsonReader): RehearsalScript['given'] {
  const given = reader.value('given') ?? {}
  const isTables = isObject(given) && Object.values(given).every((table) => isObject(table) && Object.values(table).every(isObject))
  if (!isTables) reader.complain('given', 'given 应为“表名 → 键 → 记录”，如 {"case_records": {"c1": {…}}}。')
  return isTables ? (given as RehearsalScript['given']) : {}
}

/** The fields that tell what kind of step it is; none of them = only time goes by. */
const KINDS = { start: readStartStep, message: readMessage, signal: readSignal, calendar: readCalendar, do: readCommand, element: readComplete }

function readStep(reader: JsonReader, views: ReadonlySet<string>): RehearsalStep {
  for (const [field, read] of Object.entries(KINDS)) if (reader.has(field)) return read(reader, views)
  onlyKnown(reader, MOMENT)
  if (!reader.has('at')) reader.complain('at', '这一步什么也没有做：请写 element（办理任务）、do（其他操作）、message、signal、start、calendar，或只写 at（等到这一刻）。')
  return { kind: 'wait', ...readMoment(reader, views) }
}

const MOMENT = ['at', 'case', 'expect', 'refused', 'note']

function readStart(reader: JsonReader, views: ReadonlySet<string>, more: readonly string[]): StartStep {
  onlyKnown(reader, [...MOMENT, 'by', 'values', 'variables', 'process', ...more])
  return { kind: 'start', ...readMoment(reader, views), process: reader.optionalText('process'), by: reader.text('by'), values: readValues(reader), variables: readValues(reader, 'variables') }
}

/** A further case: `"start": "its name"`, by which later steps speak of it. */
function readStartStep(reader: JsonReader, views: ReadonlySet<string>): StartStep {
  return { ...readStart(reader, views, ['start']), case: reader.text('start') }
}

function readComplete(reader: JsonReader, views: ReadonlySet<string>): RehearsalStep {
  onlyKnown(reader, [...MOMENT, 'by', 'element', 'item', 'outcome', 'opinion', 'values'])
  return {
    kind: 'complete', ...readMoment(reader, views), by: reader.text('by'), element: reader.text('element'), item: reader.optionalText('item'),
    outcome: reader.optionalText('outcome'), opinion: reader.optionalText('opinion') ?? '同意', values: readValues(reader),
  }
}

function readCommand(reader: JsonReader, views: ReadonlySet<string>): RehearsalStep {
  onlyKnown(reader, [...MOMENT, 'do', 'by', 'element', 'item', 'with'])
  const given = reader.value('with')
  if (given !== null && !isObject(given)) reader.complain('with', 'with 应为一个对象，写操作自己的字段，如 {"to": "previous"}。')
  return {
    kind: 'command', ...readMoment(reader, views), command: readType(reader), by: reader.text('by'), element: reader.optionalText('element'),
    item: reader.optionalText('item'), with: isObject(given) ? given : {},
  }
}

function readType(reader: JsonReader): CommandStep['command'] {
  const type = reader.text('do')
  const known = PLAYABLE_COMMANDS.find((one) => one === type)
  if (known === undefined) reader.complain('do', `没有“${type}”这种操作。可以写：${PLAYABLE_COMMANDS.join('、')}。`)
  return known ?? 'ClaimTask'
}

function readMessage(reader: JsonReader, views: ReadonlySet<string>): RehearsalStep {
  onlyKnown(reader, [...MOMENT, 'message', 'key', 'values'])
  return { kind: 'message', ...readMoment(reader, views), message: reader.text('message'), key: reader.optionalText('key'), values: readValues(reader) }
}

function readSignal(reader: JsonReader, views: ReadonlySet<string>): RehearsalStep {
  onlyKnown(reader, [...MOMENT, 'signal', 'values'])
  return { kind: 'signal', ...readMoment(reader, views), signal: reader.text('signal'), values: readValues(reader) }
}

function readCalendar(reader: JsonReader, views: ReadonlySet<string>): RehearsalStep {
  onlyKnown(reader, [...MOMENT, 'calendar'])
  const years = reader.value('calendar')
  const isList = Array.isArray(years) && years.every((year) => Number.isInteger(year))
  if (!isList) reader.complain('calendar', 'calendar 应为年份列表，如 [2025, 2026]：只有这些年的放假安排已经公布。')
  return { kind: 'calendar', ...readMoment(reader, views), years: isList ? (years as number[]) : [] }
}

function readMoment(reader: JsonReader, views: ReadonlySet<string>): Moment {
  const expect = reader.value('expect')
  if (expect !== null && !isObject(expect)) reader.complain('expect', 'expect 应为一个对象，如 {"status": "已办结"}。')
  const expected = isObject(expect) ? expect : {}
  for (const name of Object.keys(expected)) if (!views.has(name)) reader.complain(`expect.${name}`, `expect 中没有“${name}”这一项。可以写：${[...views].join('、')}。`)
  return { atMs: readInstant(reader), case: reader.optionalText('case') ?? MAIN_CASE, expect: expected, refused: reader.optionalText('refused') }
}

const INSTANT = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2})?(Z|[+-]\d{2}:\d{2})$/

function readInstant(reader: JsonReader): number | null {
  const text = reader.optionalText('at')
  if (text === null) return null
  const atMs = INSTANT.test(text) ? Date.parse(text) : Number.NaN
  if (!Number.isNaN(atMs)) return atMs
  reader.complain('at', `时刻“${text}”看不懂。请写成 2026-11-23T09:00:00+08:00。`)
  return null
}

function readValues(reader: JsonReader, name = 'values'): Variables {
  const values = reader.value(name)
  if (values !== null && !isObject(values)) reader.complain(name, `${name} 应为一个对象：${name === 'values' ? '表单字段' : '变量'}的键和值。`)
  return (isObject(values) ? values : {}) as Variables
}

function onlyKnown(reader: JsonReader, known: readonly string[]): void {
  for (const name of reader.names()) if (!known.includes(name)) reader.complain(name, `没有“${name}”这一项。这里可以写：${known.join('、')}。`)
}

/** The clock never goes back. */
function checkTimes(moments: readonly Moment[], problems: JsonProblem[]): void {
  let latest = Number.NEGATIVE_INFINITY
  moments.forEach(({ atMs }, index) => {
    if (atMs === null) return
    if (atMs < latest) problems.push({ path: `steps[${index - 1}].at`, message: `第 ${index} 步的时刻早于前一步。时间只能向前，请调整顺序或时刻。` })
    latest = Math.max(latest, atMs)
  })
}

/** A case is started before anybody speaks of it, and once. */
function checkCases(steps: readonly RehearsalStep[], problems: JsonProblem[]): void {
  const known = new Set([MAIN_CASE])
  steps.forEach((step, index) => {
    const path = `steps[${index}].${step.kind === 'start' ? 'start' : 'case'}`
    if (step.kind === 'start' && known.has(step.case)) problems.push({ path, message: `名为“${step.case}”的办件已经开始了。请换一个名字。` })
    if (step.kind !== 'start' && !known.has(step.case)) problems.push({ path, message: `还没有名为“${step.case}”的办件。请先用 start 开始它，或改正名字。` })
    known.add(step.case)
  })
}
