import type { DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import type { Dialect } from '../dialects/dialect.js'
import { changeDeliveries, changeDelivery } from './change_deliveries.js'
import { turn } from './claim_deliveries.js'
import { forgetSettled } from './forget_deliveries.js'
import { deliveryQueries } from './list_deliveries.js'
import { tellFacts } from './tell_facts.js'

/** Deadlocks between nodes are gone by the next try. */
const MAXIMUM_TRIES = 5

export const deliveryStore = (dialect: Dialect, businessTables: ReadonlyMap<string, StoredBusinessTable>): DeliveryStore => {
  const persistently = <Arguments extends unknown[], Result>(work: (...given: Arguments) => Promise<Result>) => async (...given: Arguments): Promise<Result> => {
    for (let tries = 1; ; tries += 1) {
      try {
        return await work(...given)
      } catch (error) {
        if (tries >= MAXIMUM_TRIES || !dialect.isTransient(error)) throw error
      }
    }
  }
  return {
    ...deliveryQueries(dialect),
    turn: persistently(turn(dialect)),
    change: persistently(changeDelivery(dialect)),
    changeAll: persistently(changeDeliveries(dialect)),
    tell: tellFacts(dialect, businessTables),
    forgetSettled: persistently(forgetSettled(dialect)),
  }
}
