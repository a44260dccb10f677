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
  return found.sort((a, b) => (a.dueAtMs as number) - (b.dueAtMs as number))[0] ?? NO_LIMIT
}

function byDueDate(run: Run, record: Activation, { dueDate }: TaskLimit): DueInstants | null | Stopped {
  const text = dueDate === null ? null : evaluateText(run, record, dueDate, '到期时间')
  if (text === STOPPED) return STOPPED
  if (text === null || text === '') return null
  const { nowMs } = run.context
  const duration = parseDuration(text)
  const dueAtMs = duration === null ? parseInstant(text) : addDuration(nowMs, duration)
  if (dueAtMs !== null) return { dueAtMs, amberAtMs: Math.max(nowMs, dueAtMs - DAY_MS) }
  raiseIncident(run, record, 'TIMER_BODY', `到期时间“${text}”不是有效的 ISO-8601 时间。请更正数据后重试。`, 'enter')
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
