import { readDate } from '../checks/read_date.js'
import type { Fault } from '../interface/faults.js'
import type { DateFormat } from '../interface/field.js'

/** Texts of a message whose form has been checked. */
export type Texts = Readonly<Record<string, string>>

/** What a data set's message must be after those that were taken before it, and what it changes. */
export interface Rule<State> {
  judge(message: Texts, state: State): Fault | null
  /** Notes a message that was accepted. */
  apply(message: Texts, state: State): void
}

/** Instant of a date whose form has been checked. */
export const instantOf = (text: string, format: DateFormat): number => readDate(text, format)!
