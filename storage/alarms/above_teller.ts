import type { AlarmRow } from '#processes/foundation/alarms/alarm'
import type { AlarmsAbove } from '#processes/foundation/alarms/ports'
import { alarmFact, tellAbove, type AlarmNews } from '#processes/foundation/alarms/told_above'
import { BUSINESS_TABLES } from '#processes/foundation/business_tables'
import { tellDirectly } from '#processes/foundation/deliveries/tell_directly'
import { storedBusinessTables } from '../business/business_row_columns.js'
import type { Dialect, SqlConnection } from '../dialects/dialect.js'
import { tellWithin } from '../outbox/tell_facts.js'
import { updateAlarms } from './alarm_rows.js'

/** What is told above of alarms, in the transaction that writes them: lost or kept together. */
export interface AboveTeller {
  isAsked(): boolean
  tell(connection: SqlConnection, news: readonly AlarmNews[]): Promise<void>
  /** Writes alarms as they are now, and tells what that comes to. */
  update(connection: SqlConnection, alarms: readonly AlarmRow[]): Promise<void>
}

/** `above` null: nobody is told anything. */
export function aboveTeller(dialect: Dialect, above: AlarmsAbove | null): AboveTeller {
  const tables = storedBusinessTables(BUSINESS_TABLES)
  const takers = () => above?.targets().filter(({ takes }) => takes.includes('alarm')) ?? []
  const tell = async (connection: SqlConnection, news: readonly AlarmNews[]): Promise<void> => {
    const targets = news.length > 0 ? takers() : []
    if (above === null || targets.length === 0) return
    const facts = news.map((one) => alarmFact(one, above.nameOf))
    await tellWithin(connection, dialect, tables, above.nowMs(), (rows) => tellDirectly(facts, targets, rows))
  }
  return {
    isAsked: () => takers().length > 0,
    tell,
    async update(connection, alarms) {
      const noted = takers().length > 0 ? alarms.map(tellAbove) : alarms.map((alarm) => ({ alarm, news: null }))
      await updateAlarms(connection, noted.map(({ alarm }) => alarm))
      await tell(connection, noted.flatMap(({ news }) => news ?? []))
    },
  }
}
