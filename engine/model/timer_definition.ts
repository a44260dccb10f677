/** Calendar and clock parts of an ISO-8601 duration; weeks are folded into days. */
export interface Duration {
  readonly years: number
  readonly months: number
  readonly days: number
  readonly hours: number
  readonly minutes: number
  readonly seconds: number
  readonly negative: boolean
}

/** A cron expression as sets of allowed values. `seconds` first (six fields) or `[0]` (five fields). */
export interface CronSchedule {
  readonly seconds: readonly number[]
  readonly minutes: readonly number[]
  readonly hours: readonly number[]
  readonly days: readonly number[]
  readonly months: readonly number[]
  /** 0 = Sunday. */
  readonly weekdays: readonly number[]
  /** Both day fields restricted: either may match (Vixie cron). */
  readonly eitherDay: boolean
}

/** What a timer body says. Zone of wall-clock values without offset: Asia/Shanghai. */
export type TimerDefinition =
  | { readonly kind: 'date'; readonly atMs: number }
  | { readonly kind: 'duration'; readonly duration: Duration }
  | {
      readonly kind: 'cycle'
      /** Times it fires in all; null = without end. */
      readonly repetitions: number | null
      readonly interval: Duration
      readonly startAtMs: number | null
      readonly endAtMs: number | null
    }
  | { readonly kind: 'cron'; readonly schedule: CronSchedule }
