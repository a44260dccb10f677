import type { AlarmActionStore, AlarmQueries, AlarmsAbove, AlarmStore, AlarmUpkeep, DeviceWatchStore, IntakeStore, RuleStore, SilenceStore } from '#processes/foundation/alarms/ports'
import type { RefusalStore } from '#processes/foundation/alarms/refusals'
import type { Dialect } from '../dialects/dialect.js'
import { aboveTeller } from './above_teller.js'
import { alarmActionStore } from './alarm_action_store.js'
import { alarmQueries } from './alarm_queries.js'
import { alarmStore } from './alarm_store.js'
import { alarmUpkeep } from './alarm_upkeep.js'
import { intakeStore } from './intake_store.js'
import { refusalStore } from './refusal_store.js'
import { ruleStore } from './rule_store.js'
import { silenceStore } from './silence_store.js'
import { deviceWatchStore } from './watch_devices.js'

/** Everything kept of sensors but the register. */
export interface AlarmStores {
  intake: IntakeStore
  actions: AlarmActionStore
  alarms: AlarmStore
  queries: AlarmQueries
  rules: RuleStore
  silences: SilenceStore
  upkeep: AlarmUpkeep
  watch: DeviceWatchStore
  refusals: RefusalStore
}

/** `newId` sorts by time: lines of an alarm's story are read in the order of their ids. `above` null: nobody above is told of alarms. */
export const alarmStores = (dialect: Dialect, newId: () => string, above: AlarmsAbove | null = null): AlarmStores => {
  const teller = aboveTeller(dialect, above)
  return {
    intake: intakeStore(dialect, newId, teller), actions: alarmActionStore(dialect, newId), alarms: alarmStore(dialect, newId, teller), queries: alarmQueries(dialect),
    rules: ruleStore(dialect), silences: silenceStore(dialect), upkeep: alarmUpkeep(dialect, newId, teller), watch: deviceWatchStore(dialect),
    refusals: refusalStore(dialect),
  }
}
