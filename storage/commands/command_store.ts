import type { CommandStore } from '#engine/runtime/ports/command_store'
import type { StoredBusinessTable } from '../business/business_row_columns.js'
import type { Dialect } from '../dialects/dialect.js'
import { isUnavailable } from '../errors.js'
import { commandTransaction } from './command_transaction.js'

/** The bus's store on either database. */
export const commandStore = (dialect: Dialect, businessTables: ReadonlyMap<string, StoredBusinessTable>): CommandStore => ({
  atOnce: dialect.atOnce,
  transaction: (work) => dialect.transaction((connection) => work(commandTransaction(connection, dialect, businessTables))),
  isTransient: dialect.isTransient,
  isDuplicate: dialect.isDuplicate,
  isStale: dialect.isStale,
  isUncertain: isUnavailable,
})
