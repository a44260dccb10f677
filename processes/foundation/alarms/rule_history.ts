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

/** What rules said before; written once, never changed. */
export interface RuleHistory {
  /** Adds the next version and answers its number. */
  add(entry: Omit<RuleVersion, 'version'>): Promise<number>
  /** The newest version of every rule and grouping. */
  latest(): Promise<RuleVersion[]>
  /** Newest first, at most 100. */
  of(ruleId: string): Promise<RuleVersion[]>
}
