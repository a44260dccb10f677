import type { FoundDecision } from '#engine/kernel/step_context'

/** When 积分 are given: the event was found worth filing, and it was brought to its end. */
export type PointStage = 'filed' | 'closed'

/** What the table is asked of one report. */
export interface PointQuestion {
  channel: string
  stage: PointStage
  /** 1 = the first report of this event, 2 = the second, … */
  order: number
  category: string
  level: string
  urgent: boolean
}

/** 积分 of reports from the public, as the county's table says. */
export interface PointRules {
  /** Whole points, 0 = none. */
  pointsFor(question: PointQuestion): number
}

/** No points at all: a county that has published no table. */
export const NO_POINTS: PointRules = { pointsFor: () => 0 }

export const POINTS_DECISION = 'snapshot_points'

/** Points by the decision table `snapshot_points`; what is no whole number above 0 is no point. */
export function createPointRules(decision: Pick<FoundDecision, 'evaluate'> | null): PointRules {
  if (decision === null) return NO_POINTS
  return {
    pointsFor(question) {
      const outcome = decision.evaluate((name) => (Object.hasOwn(question, name) ? question[name as keyof PointQuestion] : undefined), 0)
      const points = outcome.ok ? outcome.rows[0]?.points : 0
      return typeof points === 'number' && Number.isInteger(points) && points > 0 ? points : 0
    },
  }
}
