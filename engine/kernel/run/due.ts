import type { CompiledExpression } from '#engine/expressions/expression'
import { addDuration, parseDuration } from '#engine/time/duration'
import { parseInstant } from '#engine/time/instant'
import type { Activation } from '../state.js'
import { evaluateNumber, evaluateText, STOPPED, type Stopped } from './evaluate.js'
import { raiseIncident } from './incidents.js'
import type { Run } from './run.js'

/** Limits a task may have; the earliest counts. */
export interface TaskLimit {
  /** `camunda:dueDate`: an ISO-8601 instant or duration. */
  readonly dueDate: CompiledExpression | null
  /** `gov:workingDays`. */
  readonly workingDays: CompiledExpression | null
  /** `gov:workingHours`. */
  readonly workingHours: CompiledExpression | null
  /** `camunda:followUpDate`: when the light of a limited task turns amber. */
  readonly followUpDate: CompiledExpression | null
}

export interface DueInstants {
  readonly dueAtMs: number | null
  /** When the light turns amber: the last day of a limit in days, the last quarter of a limit in hours. */
  readonly amberAtMs: number | null
}

const NO_LIMIT: DueInstants = { dueAtMs: null, amberAtMs: null }
const DAY_MS = 86_400_000
const AMBER_SHARE_OF_HOURS = 0.75

/** When the task falls due, decided when it comes into being. */
export function resolveDue(run: Run, record: Activation, limit: TaskLimit): DueInstants | Stopped {
  if (limit.dueDate === null && limit.workingDays === null && limit.workingHours === null) return NO_LIMIT
  const found: DueInstants[] = []
  const all: (DueInstants | null | Stopped)[] = [byDueDate(run, record, limit), byWorkingDays(run, record, limit), byWorkingHours(run, record, limit)]
  for (const one of all) {
    if (one === STOPPED) return STOPPED
    if (one !== null) found.push(one)
  }
  const [earliest] = found.sort((a, b) => (a.dueAtMs as number) - (b.dueAtMs as number))
  if (earliest === undefined || limit.followUpDate === null) return earliest ?? NO_LIMIT
  const followUpAtMs = instantOf(run, record, limit.followUpDate, '跟进时间')
  return followUpAtMs === STOPPED ? STOPPED : { ...earliest, amberAtMs: followUpAtMs ?? earliest.amberAtMs }
}

function byDueDate(run: Run, record: Activation, { dueDate }: TaskLimit): DueInstants | null | Stopped {
  const dueAtMs = dueDate === null ? null : instantOf(run, record, dueDate, '到期时间')
  if (dueAtMs === STOPPED || dueAtMs === null) return dueAtMs
  return { dueAtMs, amberAtMs: Math.max(run.context.nowMs, dueAtMs - DAY_MS) }
}

/** What an expression says of an instant: ISO-8601, or a duration from now on. */
function instantOf(run: Run, record: Activation, expression: CompiledExpression, what: string): number | null | Stopped {
  const text = evaluateText(run, record, expression, what)
  if (text === STOPPED) return STOPPED
  if (text === null || text === '') return null
  const duration = parseDuration(text)
  const atMs = duration === null ? parseInstant(text) : addDuration(run.context.nowMs, duration)
  if (atMs !== null) return atMs
  raiseIncident(run, record, 'TIMER_BODY', `${what}“${text}”不是有效的 ISO-8601 时间。请更正数据后重试。`, 'enter')
  return STOPPED
}

function byWorkingDays(run: Run, record: Activation, { workingDays }: TaskLimit): DueInstants | null | Stopped {
  const days = workingDays === null ? null : evaluateNumber(run, record, workingDays, '工作日时限')
  if (days === STOPPED) return STOPPED
  if (days === null) return null
  const { nowMs, calendar } = run.context
  const dueAtMs = calendar.endOfWorkingDay(nowMs, days).atMs
  return { dueAtMs, amberAtMs: Math.max(nowMs, dueAtMs - DAY_MS) }
}

function byWorkingHours(run: Run, record: Activation, { workingHours }: TaskLimit): DueInstants | null | Stopped {
  const hours = workingHours === null ? null : evaluateNumber(run, record, workingHours, '工作小时时限')
  if (hours === STOPPED) return STOPPED
  if (hours === null) return null
  const { nowMs, calendar } = run.context
  return {
    dueAtMs: calendar.afterWorkingHours(nowMs, hours).atMs,
    amberAtMs: calendar.afterWorkingHours(nowMs, hours * AMBER_SHARE_OF_HOURS).atMs,
  }
}
