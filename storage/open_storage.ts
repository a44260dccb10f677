import { join } from 'node:path'
import type { AccountPorts, EnginePorts } from '#engine/runtime/engine'
import { BUSINESS_TABLES } from '#processes/foundation/business_tables'
import type { AssessmentEditions } from '#processes/foundation/events/assessment_editions'
import type { EventQueries } from '#processes/foundation/events/event_queries'
import type { PhotoOriginStore } from '#processes/foundation/events/photo_origin'
import type { ScreenQueries } from '#processes/foundation/events/screen_queries'
import type { DeviceStore } from '#processes/foundation/alarms/device_store'
import type { LineCursorStore } from '#processes/foundation/alarms/line_cursor_store'
import type { RuleHistory } from '#processes/foundation/alarms/rule_history'
import type { DeliveryStore, ReconciliationStore, TargetStore } from '#processes/foundation/deliveries/delivery_store'
import type { BoardStore } from '#processes/foundation/board/board_store'
import type { CardQueries } from '#processes/foundation/supervision/card_queries'
import type { BusinessRowStore, CalendarStore, OrganisationStore } from '#processes/foundation/ports'
import type { ApiClientStore, InboxStore } from '#processes/foundation/inbound/ports'
import type { DirectorySyncStore } from '#processes/foundation/organisation/directory_sync/sync_store'
import type { NoticeStore } from '#processes/foundation/notices/ports'
import type { AppointmentStore, FilingStore, InquiryCodeStore } from '#processes/foundation/public/ports'
import { auditStore } from './accounts/audit_store.js'
import { credentialStore } from './accounts/credential_store.js'
import { failureCounterStore } from './accounts/failure_counter_store.js'
import { identityLinkStore } from './accounts/identity_link_store.js'
import { providerLogoutStore } from './accounts/provider_logout_store.js'
import { savedViewStore } from './accounts/saved_view_store.js'
import { sessionStore } from './accounts/session_store.js'
import { settingStore } from './accounts/setting_store.js'
import { storedAnswerStore } from './accounts/stored_answer_store.js'
import type { Finding } from './audit/finding.js'
import { verifyLiveInstance } from './audit/verify_live_instance.js'
import { archiveStore } from './archive/archive_store.js'
import { batchStore } from './batches/batch_store.js'
import { workerStore } from './accounts/worker_store.js'
import { attachmentStore } from './blobs/attachment_store.js'
import { databaseBlobStore } from './blobs/database_blob_store.js'
import { fileBlobStore } from './blobs/file_blob_store.js'
import { storedBusinessTables } from './business/business_row_columns.js'
import { businessRowQueries } from './business/business_row_queries.js'
import { checkpointStore } from './checkpoints/checkpoint_store.js'
import { lineCursorStore } from './alarms/line_cursor_store.js'
import { ruleHistory } from './alarms/rule_history.js'
import { commandStore } from './commands/command_store.js'
import { deviceStore } from './devices/device_store.js'
import { livenessStore } from './liveness/liveness_store.js'
import { leaseStore } from './work/lease_store.js'
import { externalJobStore } from './work/external_job_store.js'
import { workStore } from './work/work_store.js'
import { noticeStore } from './notices/notice_store.js'
import { migrate } from './migrate.js'
import { openDatabase, type OpenDatabase, type StorageConfig } from './open_database.js'
import { calendarStore } from './organisation/calendar_store.js'
import { directorySyncStore } from './organisation/directory_sync_store.js'
import { organisationStore } from './organisation/organisation_store.js'
import { deliveryStore } from './outbox/delivery_store.js'
import { reconciliationStore } from './outbox/reconciliation_store.js'
import { targetStore } from './outbox/target_store.js'
import { packageStore } from './packages/package_store.js'
import { assessmentEditions } from './events/assessment_editions.js'
import { eventQueries } from './events/event_queries.js'
import { photoOriginStore } from './events/photo_origin_store.js'
import { screenQueries } from './events/screen_queries.js'
import { apiClientStore } from './inbound/api_client_store.js'
import { inboxStore } from './inbound/inbox_store.js'
import { appointmentStore } from './public/appointment_store.js'
import { inquiryCodeStore } from './public/inquiry_code_store.js'
import { filingStore } from './public/filing_store.js'
import { boardQueries } from './queries/board_queries.js'
import { cardQueries } from './queries/card_queries.js'
import { copyQueries } from './queries/copy_queries.js'
import { draftStore } from './queries/draft_store.js'
import { historyQueries } from './queries/history_queries.js'
import { incidentQueries } from './queries/incident_queries.js'
import { instanceQueries } from './queries/instance_queries.js'
import { newsStore } from './queries/news_store.js'
import { operationsQueries } from './queries/operations_queries.js'
import { taskQueries } from './queries/task_queries.js'

/** Everything that is kept, behind the ports of those who need it. */
export interface Storage {
  engine: EnginePorts
  accounts: AccountPorts
  organisation: OrganisationStore
  /** Synchronisations with the county's directory, tried and done. */
  directorySyncs: DirectorySyncStore
  calendar: CalendarStore
  board: BoardStore
  cards: CardQueries
  /** The same rows as `engine.businessRows`, in the words of the foundation. */
  businessRows: BusinessRowStore
  /** 五零 events for lists, map and 考核. */
  events: EventQueries
  photoOrigins: PhotoOriginStore
  assessments: AssessmentEditions
  screen: ScreenQueries
  /** What people without an account leave: applications being filled in, appointments. */
  filings: FilingStore
  appointments: AppointmentStore
  inquiryCodes: InquiryCodeStore
  notices: NoticeStore
  /** Register of sensors and of the platforms that speak for them. */
  devices: DeviceStore
  /** What alarm rules said before. */
  ruleHistory: RuleHistory
  /** What systems above are told, who they are, and 对账 with them. */
  outbox: { deliveries: DeliveryStore; targets: TargetStore; reconciliations: ReconciliationStore }
  lineCursors: LineCursorStore
  /** What comes in from above and beside, and who may send it. */
  inbox: InboxStore
  apiClients: ApiClientStore
  /** Brings the schema up; before anything else. */
  migrate(): Promise<void>
  /** Answers when the database does; rejects when it does not. */
  ping(): Promise<void>
  /** Proves the journal, state and tasks of one instance, while the server works. */
  verifyInstance(instanceId: string): Promise<{ findings: Finding[]; rows: number }>
  /** Durability settings of the live connections. */
  durability(): Promise<Record<string, string | number>>
  database: OpenDatabase
  close(): Promise<void>
}

/** Opens the database (SQLite in `dataDir`, or MySQL at `databaseUrl`). A second process on one SQLite folder rejects with E_STORAGE_IN_USE. */
export const openStorage = async (config: StorageConfig): Promise<Storage> => {
  const database = await openDatabase(config)
  const { dialect } = database
  const businessTables = storedBusinessTables(BUSINESS_TABLES)
  const rows = businessRowQueries(dialect, businessTables)
  const blobs = dialect.name === 'sqlite' ? fileBlobStore(join(config.dataDir, 'blobs')) : databaseBlobStore(dialect)
  return {
    engine: {
      commands: commandStore(dialect, businessTables),
      work: workStore(dialect),
      batches: batchStore(dialect),
      leases: leaseStore(dialect),
      checkpoints: checkpointStore(dialect),
      externalJobs: externalJobStore(dialect),
      archive: archiveStore(dialect),
      liveness: livenessStore(dialect),
      operations: operationsQueries(dialect),
      packages: packageStore(dialect),
      tasks: taskQueries(dialect),
      instances: instanceQueries(dialect),
      history: historyQueries(dialect),
      incidents: incidentQueries(dialect),
      drafts: draftStore(dialect),
      copies: copyQueries(dialect),
      attachments: attachmentStore(dialect, blobs),
      blobs,
      businessRows: rows,
      news: dialect.name === 'mysql' ? newsStore(dialect) : null,
    },
    accounts: {
      credentials: credentialStore(dialect),
      sessions: sessionStore(dialect),
      failures: failureCounterStore(dialect),
      audit: auditStore(dialect),
      answers: storedAnswerStore(dialect),
      settings: settingStore(dialect),
      workers: workerStore(dialect),
      views: savedViewStore(dialect),
      identities: identityLinkStore(dialect),
      logouts: providerLogoutStore(dialect),
    },
    organisation: organisationStore(dialect),
    directorySyncs: directorySyncStore(dialect),
    calendar: calendarStore(dialect),
    board: boardQueries(dialect),
    cards: cardQueries(dialect),
    businessRows: {
      get: rows.find,
      list: (table, where) => rows.list(table, Object.entries(where).map(([column, equals]) => ({ column, equals }))),
    },
    events: eventQueries(dialect),
    photoOrigins: photoOriginStore(dialect),
    assessments: assessmentEditions(dialect),
    screen: screenQueries(dialect),
    filings: filingStore(dialect),
    appointments: appointmentStore(dialect),
    inquiryCodes: inquiryCodeStore(dialect),
    notices: noticeStore(dialect),
    devices: deviceStore(dialect),
    ruleHistory: ruleHistory(dialect),
    outbox: { deliveries: deliveryStore(dialect, businessTables), targets: targetStore(dialect), reconciliations: reconciliationStore(dialect) },
    lineCursors: lineCursorStore(dialect),
    inbox: inboxStore(dialect),
    apiClients: apiClientStore(dialect),
    migrate: () => migrate(database),
    ping: () => dialect.read(async (connection) => void (await connection.all('select 1 as one'))),
    verifyInstance: (instanceId) => verifyLiveInstance({ all: (sql, values) => dialect.read((connection) => connection.all(sql, values)) }, instanceId),
    durability: dialect.durability,
    database,
    close: database.close,
  }
}
