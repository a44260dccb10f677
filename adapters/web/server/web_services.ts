import type { ShownPlaces } from '#adapters/http_task/shown_places'
import type { DirectorySync } from '#adapters/directory_sync/directory_sync'
import type { DeviceBook, SecretDigest } from '#adapters/sensors/register/device_book'
import type { PostOffice } from '#adapters/notifications/post_office'
import type { AccountPorts, Engine } from '#engine/runtime/engine'
import type { PdfRenderer } from '#forms/documents/pdf_renderer'
import type { DeviceStore } from '#processes/foundation/alarms/device_store'
import type { Intake } from '#processes/foundation/alarms/message'
import type { AlarmQueries, AlarmStore, RuleStore, SilenceStore } from '#processes/foundation/alarms/ports'
import type { RefusalStore, TellRefusal } from '#processes/foundation/alarms/refusals'
import type { RuleHistory } from '#processes/foundation/alarms/rule_history'
import type { BoardStore } from '#processes/foundation/board/board_store'
import type { CardQueries } from '#processes/foundation/supervision/card_queries'
import type { CountyCalendar } from '#processes/foundation/calendar/create_calendar'
import type { CalendarYear } from '#processes/foundation/calendar/calendar_year'
import type { CountyDirectory } from '#processes/foundation/organisation/create_directory'
import type { DirectorySyncStore } from '#processes/foundation/organisation/directory_sync/sync_store'
import type { OrganisationSnapshot } from '#processes/foundation/organisation/records'
import type { AssessmentEditions } from '#processes/foundation/events/assessment_editions'
import type { EventQueries } from '#processes/foundation/events/event_queries'
import type { PhotoOriginStore } from '#processes/foundation/events/photo_origin'
import type { ScreenQueries } from '#processes/foundation/events/screen_queries'
import type { NoticeStore } from '#processes/foundation/notices/ports'
import type { CalendarStore, OrganisationStore } from '#processes/foundation/ports'
import type { AppointmentStore, FilingStore, InquiryCodeStore } from '#processes/foundation/public/ports'
import type { InboundServices } from './inbound/inbound_services.js'
import type { OutboxServices } from './outbox/outbox_services.js'
import type { RateLimits } from './public/rate_limits.js'
import type { BusMetrics } from './operations/bus_metrics.js'

/** The organisation in force, kept in memory and renewed when any node has changed it. */
export interface OrganisationBook {
  snapshot(): OrganisationSnapshot
  /** Who holds what now; deputies by the clock. */
  directory(): CountyDirectory
  /** Takes in a write of this node at once. */
  refresh(): Promise<void>
}

/** The working-day calendar in force. */
export interface CalendarBook {
  years(): readonly CalendarYear[]
  calendar(): CountyCalendar
  refresh(): Promise<void>
}

/** Everything the web server works with; put together in adapters/bootstrap. */
export interface WebServices {
  engine: Engine
  accounts: AccountPorts
  notices: NoticeStore
  /** What leaves the house: tried out and set going by the administrator. */
  noticeOffice: Pick<PostOffice, 'wake' | 'test'>
  organisation: OrganisationBook
  organisationStore: OrganisationStore
  /** The county's directory, and what has come of it. */
  directorySync: Pick<DirectorySync, 'check' | 'try' | 'apply'>
  directorySyncs: DirectorySyncStore
  calendar: CalendarBook
  calendarStore: CalendarStore
  events: EventQueries
  photoOrigins: PhotoOriginStore
  /** Closed months of 考核. */
  assessments: AssessmentEditions
  screen: ScreenQueries
  filings: FilingStore
  appointments: AppointmentStore
  inquiryCodes: InquiryCodeStore
  /** What is told to the platforms above; null where this server tells nobody. */
  outbox: OutboxServices | null
  /** What comes in from above and beside. */
  inbound: InboundServices
  /** Of the public area. */
  rateLimits: RateLimits
  /** Register of sensors: in memory for whoever asks often, in the database for lists and changes. */
  devices: { book: DeviceBook; store: DeviceStore; digest: SecretDigest }
  /** What sensors send, and what has become of it. */
  alarms: {
    intake: Intake
    queries: AlarmQueries
    store: AlarmStore
    rules: RuleStore
    ruleHistory: RuleHistory
    silences: SilenceStore
    refusals: RefusalStore
    /** Counts what was not taken; never waits. */
    refused: TellRefusal
    /** Rules and silences that were changed just now hold on this node from now on. */
    refresh(): Promise<void>
  }
  /** What comes in on this node, and what waits. */
  sensorMetrics: () => Promise<string>
  board: BoardStore
  cards: CardQueries
  renderer: PdfRenderer
  /** Keyed hash of an applicant's number: how the register of materials knows him. */
  holderOf: (idNumber: string) => string
  /** Epoch milliseconds. */
  clock: () => number
  /** A new id that sorts by time. */
  newId: () => string
  /** Places outside that models may call. */
  httpPlaces: () => Promise<ShownPlaces>
  /** Resolves when the database answers. */
  checkDatabase: () => Promise<void>
  /** Proves journal, state and tasks of one instance. */
  verifyInstance: (instanceId: string) => Promise<{ findings: readonly { code: string; seq: number | null; message: string }[]; rows: number }>
  /** What the command bus does on this node. */
  busMetrics: BusMetrics
  /** Connections to the database by state; null where there is no pool to speak of. */
  databasePool: () => Readonly<Record<'used' | 'free' | 'waiting', number>> | null
  settings: WebSettings
}

export interface WebSettings {
  host: string
  port: number
  /** Cookies with `Secure`, HSTS: behind a TLS proxy. */
  secure: boolean
  /** Pages through Vite instead of the built assets. */
  development: boolean
  /** Opens /metrics to callers from elsewhere; null = to this machine alone. */
  metricsToken: string | null
  /** Secret behind the framework's encryption; never in the repository. */
  appKey: string
  /** Units whose 督查员 supervise the whole county. */
  countyWideUnits: readonly string[]
  /** Folder of the repository, with a trailing slash. */
  rootUrl: URL
}
