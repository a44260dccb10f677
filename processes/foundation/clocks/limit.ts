/**
 * What a limit is counted in. `workingDays`: 工作日, to 24:00 of the last one (行政许可法 82). `workingHours`: 工作时, inside the unit's
 * office hours. `hours`: round the clock (紧急). `days`: 日 of the calendar; a last day off moves to the next working day (民法典 203).
 */
export type LimitUnit = 'workingDays' | 'workingHours' | 'hours' | 'days'

/** A span of time that somebody is given. */
export interface Limit {
  amount: number
  unit: LimitUnit
  /** How much is left when the light turns amber; absent = `usualWarning`. */
  warning?: number
}

/** 1 工作日 = 8 工作时, where one has to be said in the other. */
export const WORKING_HOURS_PER_DAY = 8

/** A fifth of the limit, of limits in days at least one. Thresholds are local: this is the default of the rules (`supervision/`). */
export function usualWarning({ amount, unit }: Pick<Limit, 'amount' | 'unit'>): number {
  return unit === 'workingDays' || unit === 'days' ? Math.max(1, Math.ceil(amount * 0.2)) : amount * 0.2
}

const UNIT_WORDS: Readonly<Record<LimitUnit, string>> = { workingDays: '个工作日', workingHours: '个工作时', hours: '小时', days: '日' }

/** `20个工作日`, `4个工作时`, `2小时`, `60日`. */
export const limitText = ({ amount, unit }: Pick<Limit, 'amount' | 'unit'>): string => `${amount}${UNIT_WORDS[unit]}`
