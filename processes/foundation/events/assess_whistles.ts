import type { WhistleRow } from './event_rows.js'

/** What a department made of the 吹哨 it was called by. */
export interface WhistleScore {
  department: string
  called: number
  arrived: number
  arrivedInTime: number
  /** arrivedInTime ÷ called. */
  inTimeRate: number
  scored: number
  /** Mean of the scores the streets gave; null before the first. */
  averageScore: number | null
}

/** 吹哨报到 by department, the most punctual first. A call nobody has answered counts as not in time once its limit has passed, and not at all before. */
export function assessWhistles(whistles: readonly WhistleRow[], nowMs: number): WhistleScore[] {
  const called = whistles.flatMap(({ departments }) => departments).filter(({ arrivedAtMs, dueAtMs }) => arrivedAtMs !== null || (dueAtMs !== null && dueAtMs < nowMs))
  const names = [...new Set(called.map(({ department }) => department))]
  return names
    .map((department) => {
      const own = called.filter((one) => one.department === department)
      const scores = own.flatMap(({ score }) => (score === null ? [] : [score]))
      const arrivedInTime = own.filter(({ onTime }) => onTime === true).length
      return {
        department, called: own.length, arrived: own.filter(({ arrivedAtMs }) => arrivedAtMs !== null).length, arrivedInTime, inTimeRate: arrivedInTime / own.length,
        scored: scores.length, averageScore: scores.length === 0 ? null : Math.round((10 * scores.reduce((sum, score) => sum + score, 0)) / scores.length) / 10,
      }
    })
    .toSorted((one, other) => other.inTimeRate - one.inTimeRate || (other.averageScore ?? 0) - (one.averageScore ?? 0) || (one.department < other.department ? -1 : 1))
}
