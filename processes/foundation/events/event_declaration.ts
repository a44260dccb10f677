import type { Limit, LimitUnit } from '../clocks/limit.js'
import type { OfficeHours } from '../calendar/create_calendar.js'
import { declareValue, type DeclaredValue } from '../manifest/declared_value.js'
import { JsonReader, type JsonProblem } from '../manifest/json_reader.js'
import type { RankingWeight } from './assess_events.js'
import { METRICS } from './rate_events.js'

/**
 * What `event.json` of a package says: everything the foundation must know to keep its event records. Life-cycle events and elements are
 * named as the models name them; values that begin with `=` are FEEL over the variables of the instance.
 */
export interface EventDeclaration {
  /** Process of the event itself; the others of the package work for an event named by the variable `eventKey`. */
  process: string
  title: DeclaredValue
  /** Machine of `lifecycle.json`. */
  lifecycle: string
  /** Unit that accepts, dispatches and closes for the whole county. */
  center: string
  /** 工作时 of limits. */
  officeHours: OfficeHours
  channels: ReadonlyMap<string, ChannelDeclaration>
  clock: ClockDeclaration
  /** Elements of 立案 and 派遣, whose own limits are rated. */
  stages: { file: string; dispatch: string }
  /** Who has worked at one of `notBy` may not complete `element`. */
  separations: readonly { element: string; notBy: readonly string[]; message: string }[]
  /** What must be true when a life-cycle event happens; else the act is refused, and `path` names the field to fill. */
  requires: readonly { event: string; test: DeclaredValue; path: string; message: string }[]
  /** `at` = element where a report joins its master; `inHand` = states of the life-cycle in which an event beyond the desk may still be merged. */
  merge: { variable: string; masterClosed: string; unmerge: string; at: string | null; inHand: readonly string[] }
  /** 收回改派: `at` = element from which it is dispatched anew; `inHand` = states in which the centre may take it back. null = it may not. */
  takeBack: { at: string; inHand: readonly string[] } | null
  /** 随手拍: what the public may report, in its own words. Absent = nothing. */
  snapshot: readonly SnapshotKind[]
  duplicates: DuplicateRule
  whistle: { process: string; report: string; score: string; scoreVariable: string }
  supervision: { process: string }
  /** 突发事件信息报送: its process, and where the phone report, the first report and the next ones are made and signed. Null = the package has none. */
  emergency: EmergencyDeclaration | null
  /** What ranks 街镇 and units in 考核; empty = nothing does. */
  ranking: readonly RankingWeight[]
}

/** Elements of the process that reports an emergency. */
export interface EmergencyDeclaration {
  process: string
  phone: string
  first: string
  next: string
  issue: string
}

/** 渠道: where a report comes from. */
export interface ChannelDeclaration {
  name: string
  /** By when its reporter must be answered; null = with the event. */
  limit: Limit | null
}

/** One picture on the public page. */
export interface SnapshotKind {
  subtype: string
  /** What people call it. */
  words: string
  /** Name of the picture, of those the page can draw. */
  picture: string
}

/** Life-cycle events that move the clock of the event. */
export interface ClockDeclaration {
  begins: string
  ends: readonly string[]
  stops: string
  resumes: string
  extends: string
  /** Variable with the hours an extension adds. */
  extensionVariable: string
  /** Emitted by the process that watches the limit, when it has passed. */
  passed: string
}

/** When two reports are proposed as one. */
export interface DuplicateRule {
  radiusMetres: number
  closedWithinDays: number
  /** Least similarity of the words, 0 to 1. */
  similarity: number
}

export type ParsedDeclaration = { ok: true; declaration: EventDeclaration } | { ok: false; problems: JsonProblem[] }

/** Reads the text of `event.json`; expressions are compiled here, once. */
export function parseEventDeclaration(text: string): ParsedDeclaration {
  let json: unknown
  try {
    json = JSON.parse(text)
  } catch (error) {
    return { ok: false, problems: [{ path: '', message: `event.json 不是有效的 JSON（${error instanceof Error ? error.message : String(error)}）。请改正后重新检查。` }] }
  }
  const reader = new JsonReader(json)
  const stages = reader.object('stages')
  const merge = reader.object('merge')
  const duplicates = reader.object('duplicates')
  const whistle = reader.object('whistle')
  const declaration: EventDeclaration = {
    process: reader.text('process'),
    title: readValue(reader, 'title'),
    lifecycle: reader.text('lifecycle'),
    center: reader.text('center'),
    officeHours: reader.list('officeHours', (hours) => ({ fromMinute: readMinute(hours, 'from'), toMinute: readMinute(hours, 'to') })),
    channels: new Map(Object.entries(reader.map('channels', readChannel))),
    clock: readClock(reader.object('clock')),
    stages: { file: stages.text('file'), dispatch: stages.text('dispatch') },
    separations: reader.list('separations', (rule) => ({ element: rule.text('element'), notBy: rule.texts('notBy'), message: rule.text('message') })),
    requires: reader.list('requires', (rule) => ({ event: rule.text('event'), test: readValue(rule, 'test'), path: rule.text('path'), message: rule.text('message') })),
    merge: { variable: merge.text('variable'), masterClosed: merge.text('masterClosed'), unmerge: merge.text('unmerge'), at: merge.optionalText('at'), inHand: merge.texts('inHand') },
    takeBack: reader.has('takeBack') ? readTakeBack(reader.object('takeBack')) : null,
    snapshot: reader.list('snapshot', (kind) => ({ subtype: kind.text('subtype'), words: kind.text('words'), picture: kind.text('picture') })),
    duplicates: { radiusMetres: duplicates.count('radiusMetres'), closedWithinDays: duplicates.count('closedWithinDays'), similarity: duplicates.count('similarityPercent') / 100 },
    whistle: { process: whistle.text('process'), report: whistle.text('report'), score: whistle.text('score'), scoreVariable: whistle.text('scoreVariable') },
    supervision: { process: reader.object('supervision').text('process') },
    emergency: reader.has('emergency') ? readEmergency(reader.object('emergency')) : null,
    ranking: reader.has('ranking') ? reader.list('ranking', readWeight) : [],
  }
  return reader.problems.length === 0 ? { ok: true, declaration } : { ok: false, problems: reader.problems }
}

function readClock(reader: JsonReader): ClockDeclaration {
  return {
    begins: reader.text('begins'), ends: reader.texts('ends'), stops: reader.text('stops'), resumes: reader.text('resumes'),
    extends: reader.text('extends'), extensionVariable: reader.text('extensionVariable'), passed: reader.text('passed'),
  }
}

const readTakeBack = (reader: JsonReader): NonNullable<EventDeclaration['takeBack']> => ({ at: reader.text('at'), inHand: reader.texts('inHand') })

const readEmergency = (reader: JsonReader): EmergencyDeclaration =>
  ({ process: reader.text('process'), phone: reader.text('phone'), first: reader.text('first'), next: reader.text('next'), issue: reader.text('issue') })

const UNITS: readonly string[] = ['workingDays', 'workingHours', 'hours', 'days'] satisfies LimitUnit[]

export const isLimitUnit = (unit: unknown): unit is LimitUnit => typeof unit === 'string' && UNITS.includes(unit)

function readChannel(reader: JsonReader): ChannelDeclaration {
  if (!reader.has('limit')) return { name: reader.text('name'), limit: null }
  const limit = reader.object('limit')
  const unit = limit.text('unit')
  if (!isLimitUnit(unit)) limit.complain('unit', `时限单位应为 ${UNITS.join('、')} 之一，但现在是“${unit}”。请改正后重新检查。`)
  return { name: reader.text('name'), limit: { amount: limit.count('amount'), unit: isLimitUnit(unit) ? unit : 'hours' } }
}

function readWeight(reader: JsonReader): RankingWeight {
  const name = reader.text('metric')
  const metric = METRICS.find(({ key }) => key === name)?.key
  if (metric === undefined) reader.complain('metric', `考核指标应为 ${METRICS.map(({ key }) => key).join('、')} 之一，但现在是“${name}”。请改正后重新检查。`)
  return { metric: metric ?? 'closedInTime', weight: reader.count('weight') }
}

function readMinute(reader: JsonReader, name: string): number {
  const match = /^(\d{2}):(\d{2})$/.exec(reader.text(name))
  if (match === null) reader.complain(name, '时刻应写成 08:00 的样子。请改正后重新检查。')
  return match === null ? 0 : Number(match[1]) * 60 + Number(match[2])
}

function readValue(reader: JsonReader, name: string): DeclaredValue {
  const declared = declareValue(reader.value(name))
  if (declared.ok) return declared.value
  reader.complain(name, declared.message)
  return { kind: 'literal', value: null }
}
