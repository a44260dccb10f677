import type { UserId } from '#engine/model/principal'
import type { AlarmGrouping, AlarmRule } from './rule.js'

/** A rule or grouping as somebody left it. */
export interface RuleVersion {
  ruleId: string
  /** 1, 2, 3 … */
  version: number
  /** Null = taken away. */
  rule: AlarmRule | AlarmGrouping | null
  atMs: number
  changedBy: UserId
}

/** What rules said before; written with each change (`RuleStore.change`), never afterwards. */
export interface RuleHistory {
  /** The newest version of every rule and grouping. */
  latest(): Promise<RuleVersion[]>
  /** Newest first, at most 100. */
  of(ruleId: string): Promise<RuleVersion[]>
}
