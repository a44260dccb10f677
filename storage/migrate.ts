import { Application } from '@adonisjs/core/app'
import { MigrationRunner } from '@adonisjs/lucid/migration'
import { BUSINESS_TABLES } from '#processes/foundation/business_tables'
import { PROJECT_ROOT, type OpenDatabase } from './open_database.js'
import { syncArchiveTables } from './schema/sync_archive_tables.js'
import { syncBusinessTables } from './schema/sync_business_tables.js'

/**
 * Brings the schema up: the numbered migrations, then the tables and columns that businesses declare, and the archive's. Safe to run at each start
 * and from several nodes at once: they wait for each other. (Lucid's own lock refuses the second one, and is one for all schemas.)
 */
export const migrate = (database: OpenDatabase): Promise<void> => database.dialect.alone(() => migrateAlone(database))

const migrateAlone = async (database: OpenDatabase): Promise<void> => {
  const application = new Application(PROJECT_ROOT, { environment: 'console' })
  await application.init()
  const runner = new MigrationRunner(database.lucid, application as never, { direction: 'up', connectionName: 'writer', disableLocks: true })
  await runner.run()
  if (runner.error) throw runner.error
  await syncBusinessTables(database, BUSINESS_TABLES)
  await syncArchiveTables(database)
}
