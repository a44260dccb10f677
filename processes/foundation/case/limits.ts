import { limitOf, type LegalClock } from '../clocks/legal_clock.js'
import { limitText } from '../clocks/limit.js'
import type { CardRule, CardRules, Watched } from '../supervision/card_rules.js'
import type { CaseStep } from './case_step.js'

/** 环节时限 of an open task, as it was when the task came into being. */
export interface TaskLimit {
  taskId: string
  name: string
  dueAtMs: number
  amberAtMs: number | null
}

/** What of a case or an item is watched. */
export interface WatchedRow {
  promised: LegalClock | null
  legal: LegalClock | null
  /** Open tasks with a limit. Absent = none. */
  taskLimits?: readonly TaskLimit[]
  /** Rungs that have fallen, each once. Absent = none. */
  fallen?: readonly string[]
}

/** A rung of the ladder, and when it falls. */
export interface Rung {
  key: string
  watched: Watched
  rule: CardRule
  atMs: number
  dueAtMs: number
  taskName: string | null
  /** The limit in words. */
  limit: string | null
}

/** Every rung that has not fallen yet, earliest first. A clock that stands still has none: suspended time never ages a card. */
export function rungsOf(rules: CardRules, subject: 'case' | 'item', row: WatchedRow): Rung[] {
  const clocks = (['promised', 'legal'] as const).flatMap((watched) => {
    const clock = row[watched]
    if (clock === null || clock.verdict !== null || clock.dueAtMs === null) return []
    return rungs(rules.rulesFor(subject, watched), { watched, prefix: watched, dueAtMs: clock.dueAtMs, amberAtMs: clock.amberAtMs, taskName: null, limit: limitText(limitOf(clock)) })
  })
  const tasks = (row.taskLimits ?? []).flatMap(({ taskId, name, dueAtMs, amberAtMs }) =>
    rungs(rules.rulesFor(subject, 'task'), { watched: 'task', prefix: `task:${taskId}`, dueAtMs, amberAtMs, taskName: name, limit: null }),
  )
  const fallen = new Set(row.fallen)
  return [...clocks, ...tasks].filter(({ key }) => !fallen.has(key)).toSorted((one, other) => one.atMs - other.atMs)
}

interface Limited {
  watched: Watched
  prefix: string
  dueAtMs: number
  amberAtMs: number | null
  taskName: string | null
  limit: string | null
}

function rungs(rules: readonly CardRule[], { watched, prefix, dueAtMs, amberAtMs, taskName, limit }: Limited): Rung[] {
  return rules.flatMap((rule) => {
    const lastMs = rule.at === 'limit' ? dueAtMs : rule.at === 'warning' ? amberAtMs : null
    return lastMs === null ? [] : [{ key: `${prefix}/${rule.code}`, watched, rule, atMs: lastMs + 1, dueAtMs, taskName, limit }]
  })
}

const NO_LIMITS: readonly TaskLimit[] = []

/** The row with the tasks that this step has begun and ended; sub-tasks of 加签 have no limit of their own. */
export function withTaskLimits<Row extends WatchedRow>(on: CaseStep, row: Row): Row {
  const before = row.taskLimits ?? NO_LIMITS
  let limits = before
  for (const event of on.step.events) {
    if (event.type === 'TaskCreated' && event.dueAtMs !== null && !event.parentTaskId && !on.declaration.unsupervisedTasks.includes(event.elementId)) {
      limits = [...limits, { taskId: event.taskId, name: event.name, dueAtMs: event.dueAtMs, amberAtMs: event.amberAtMs }]
    } else if (event.type === 'TaskClosed' && limits.some(({ taskId }) => taskId === event.taskId)) {
      limits = limits.filter(({ taskId }) => taskId !== event.taskId)
    }
  }
  return limits === before ? row : { ...row, taskLimits: limits }
}
