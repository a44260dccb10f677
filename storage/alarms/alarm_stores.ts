import type { AlarmActionStore, AlarmQueries, AlarmStore, AlarmUpkeep, IntakeStore, RuleStore, SilenceStore } from '#processes/foundation/alarms/ports'
import type { Dialect } from '../dialects/dialect.js'
import { alarmActionStore } from './alarm_action_store.js'
import { alarmQueries } from './alarm_queries.js'
import { alarmStore } from './alarm_store.js'
import { alarmUpkeep } from './alarm_upkeep.js'
import { intakeStore } from './intake_store.js'
import { ruleStore } from './rule_store.js'
import { silenceStore } from './silence_store.js'

/** Everything kept of sensors but the register. */
export interface AlarmStores {
  intake: IntakeStore
  actions: AlarmActionStore
  alarms: AlarmStore
  queries: AlarmQueries
  rules: RuleStore
  silences: SilenceStore
  upkeep: AlarmUpkeep
}

/** `newId` sorts by time: lines of an alarm's story are read in the order of their ids. */
export const alarmStores = (dialect: Dialect, newId: () => string): AlarmStores => ({
  intake: intakeStore(dialect, newId), actions: alarmActionStore(dialect, newId), alarms: alarmStore(dialect, newId), queries: alarmQueries(dialect),
  rules: ruleStore(dialect), silences: silenceStore(dialect), upkeep: alarmUpkeep(dialect, newId),
})
