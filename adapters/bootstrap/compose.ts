import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { HTTP_HANDLER } from '#engine/kernel/elements/job'
import { crashWindow } from '#engine/runtime/bus/crash_window'
import { createEngine } from '#engine/runtime/create_engine'
import type { Engine } from '#engine/runtime/engine'
import { createSharedLook } from '#engine/runtime/workers/shared_look'
import { createPdfRenderer } from '#forms/documents/pdf_renderer'
import { BUSINESS_TABLES } from '#processes/foundation/business_tables'
import { countyParticipants } from '#processes/foundation/county_participants'
import { CORRECT_FACT, type CorrectFact } from '#processes/foundation/events/record_emergency'
import { RENDER_DOCUMENT } from '#processes/foundation/documents/issued_document'
import { OFFICIAL_YEARS } from '#processes/foundation/calendar/official_years'
import { openStorage, type Storage } from '#storage/open_storage'
import { GOVERNMENT_TARGETS } from '#adapters/government/target_kinds'
import { createHttpHandler } from '#adapters/http_task/call_interface'
import { resolveByDns } from '#adapters/http_task/checked_address'
import { declaredPlacesOf } from '#adapters/http_task/declared_places'
import { createShownPlaces } from '#adapters/http_task/shown_places'
import { openDeviceBook } from '#adapters/sensors/register/device_book'
import { renderDocument } from '#adapters/web/server/documents/render_document'
import { createRateLimits } from '#adapters/web/server/public/rate_limits'
import { createBusMetrics } from '#adapters/web/server/operations/bus_metrics'
import type { WebServices } from '#adapters/web/server/web_services'
import { openCountyRulesBook } from './county_decisions.js'
import { checkpointFile } from './checkpoint_file.js'
import { checkpointSigner } from './checkpoint_signer.js'
import type { Clock } from './clock.js'
import type { Configuration } from './configuration.js'
import { auditRefusedLogin } from './audit_refused_login.js'
import { createDeviceDigest } from './device_digest.js'
import { forgetMaterialsDaily } from './forget_materials.js'
import { createHolderKey } from './holder_key.js'
import { openDirectorySync } from './open_directory_sync.js'
import { openInbound } from './open_inbound.js'
import { keysInDatabase, keysInFolder, masterKeyInFolder, type Keys } from './keys.js'
import { openOutbox } from './open_outbox.js'
import { createIdMaker } from './new_id.js'
import { isPeopleNews, openNotices } from './open_notices.js'
import { openCalendarBook, openOrganisationBook } from './organisation_book.js'
import { openSensors } from './open_sensors.js'
import { openSensorLines } from './open_sensor_lines.js'
import { watchAlarms } from './watch_alarms.js'
import { watchExchange } from './watch_exchange.js'

/** Everything put together: the one place that knows both storage and what uses it. */
export interface Composition {
  services: WebServices
  engine: Engine
  storage: Storage
  /** A master key was made just now: further nodes need it. */
  madeMasterKey: boolean
  /** Packages were loaded: the county's rules among them hold from now on, not only from the next look. */
  lookAtRules(): Promise<void>
  /** Timers and jobs run from now on; documents ordered before are printed first. */
  startWorkers(): void
  /** Sensors reach this node from now on; a line for people about each way. */
  startLines(): Promise<string[]>
  /** Ends workers and books, then the database. The web server must have stopped before. */
  close(): Promise<void>
}

export const REPOSITORY = new URL('../../', import.meta.url)

/** Opens the database, brings it up to date and wires the engine to it. Nothing runs yet. */
export async function compose(configuration: Configuration, clock: Clock): Promise<Composition> {
  const storage = await openStorage({
    dataDir: configuration.dataDir,
    ...(configuration.databaseUrl === null ? {} : { databaseUrl: configuration.databaseUrl }),
  })
  await storage.migrate()
  if ((await storage.calendar.load()).length === 0) for (const year of OFFICIAL_YEARS) await storage.calendar.save(year)
  const { appKey, checkpointKey, madeMasterKey } = await readKeys(configuration, storage)
  const looks = createSharedLook()
  const organisation = await openOrganisationBook(storage.organisation, clock.now, looks)
  const calendar = await openCalendarBook(storage.calendar, looks)
  const rules = await openCountyRulesBook(reportBackground)
  const newId = createIdMaker(clock.now)
  const node = newId()
  const holderOf = createHolderKey(appKey)
  const deviceDigest = createDeviceDigest(appKey)
  const deviceBook = await openDeviceBook(storage.devices, deviceDigest, looks)
  const outboxBook = await openOutbox({
    storage: { outbox: storage.outbox, leases: storage.engine.leases }, appKey, places: configuration.deliveryPlaces, kinds: [...GOVERNMENT_TARGETS], node, keptDays: configuration.exchangeKeptDays, looks, clock: clock.now,
    onError: reportBackground,
  })
  const county = () => ({
    directory: organisation.directory(), calendar: calendar.calendar(), cardRules: rules.cardRules(), pointRules: rules.pointRules(), node, holderOf,
    longestMandateDays: configuration.mandateDays, targets: outboxBook.factTargets(),
  })
  const busMetrics = createBusMetrics()
  const engine = createEngine(
    storage.engine,
    {
      participants: countyParticipants(county).map(outboxBook.sealing), directory: organisation.directory, calendar: calendar.calendar, clock: clock.now, newId, nodeId: node, peopleNews: isPeopleNews,
      checkpoints: { signer: checkpointSigner(checkpointKey), file: checkpointFile(configuration.checkpointFile) },
      ...(configuration.archiveAfterDays === null ? {} : { archiveAfterMs: configuration.archiveAfterDays * DAY_MS }),
    },
    { nameOf: (userId) => organisation.directory().person(userId)?.name ?? userId, isCounter, onError: reportBackground, measured: busMetrics.measured, ...crashWindow(process.env) },
  )
  const sensors = await openSensors({
    storage, engine, register: deviceBook, looks, clock: clock.now, newId, nodeId: node, readingsKeptDays: configuration.readingsKeptDays, onError: reportBackground,
    above: { targets: outboxBook.factTargets, nameOf: (unit) => organisation.directory().department(unit)?.name ?? unit, nowMs: clock.now },
  })
  const lines = openSensorLines(
    configuration.lines,
    {
      intake: sensors.alarms.intake, register: deviceBook, refused: sensors.alarms.refused, clock: clock.now, onError: reportBackground,
      refusedLogin: auditRefusedLogin(storage.accounts.audit, reportBackground),
    },
    { leases: storage.engine.leases, cursors: storage.lineCursors, nodeId: node },
  )
  const renderer = createPdfRenderer({
    fontCacheDir: fileURLToPath(new URL('var/fonts', REPOSITORY)),
    operatorFontDir: join(configuration.dataDir, 'fonts'),
  })
  const httpTask = { places: configuration.httpTaskPlaces, declaredPlaces: declaredPlacesOf(engine), secrets: configuration.httpTaskSecrets, resolve: resolveByDns }
  const outbox = outboxBook.attach(engine, county, renderer)
  const inbound = openInbound({
    services: { engine, clock: clock.now, newId }, inbox: storage.inbox, clients: storage.apiClients, appKey, places: configuration.httpTaskPlaces,
    receiveReceipt: outbox.receiveReceipt, onError: reportBackground,
  })
  const notices = openNotices({
    storage, engine, organisation, countyWideUnits: COUNTY_WIDE_UNITS, places: configuration.httpTaskPlaces, appKey, clock: clock.now, newId, nodeId: node, onError: reportBackground,
  })
  const exchangeWatch = watchExchange({
    outbox: outbox.services, active: outbox.active, notices: notices.desk, leases: storage.engine.leases, directory: organisation.directory, countyWideUnits: COUNTY_WIDE_UNITS,
    node, clock: clock.now, onError: reportBackground,
    keptDays: configuration.exchangeKeptDays, forgetSettled: storage.outbox.deliveries.forgetSettled, eraseMessages: storage.inbox.eraseBefore,
    heldDays: configuration.inboundHeldDays, giveUpHeld: storage.inbox.giveUpHeld,
  })
  const alarmWatch = watchAlarms({
    actions: sensors.stores.actions, find: sensors.stores.queries.find, tell: notices.desk.tell, directory: organisation.directory, clock: clock.now, nodeId: node,
    leases: storage.engine.leases, onError: reportBackground,
  })
  const directorySync = openDirectorySync({
    storage, engine, organisation, places: configuration.directoryPlaces, appKey, tell: notices.desk.tell, clock: clock.now, newId, nodeId: node, onError: reportBackground,
  })
  const services: WebServices = {
    engine,
    accounts: storage.accounts,
    notices: storage.notices,
    noticeOffice: notices.office,
    organisation,
    organisationStore: storage.organisation,
    directorySync,
    directorySyncs: storage.directorySyncs,
    calendar,
    calendarStore: storage.calendar,
    events: storage.events,
    photoOrigins: storage.photoOrigins,
    assessments: storage.assessments,
    screen: storage.screen,
    filings: storage.filings,
    appointments: storage.appointments,
    inquiryCodes: storage.inquiryCodes,
    inbound: inbound.services,
    outbox: outbox.services,
    rateLimits: createRateLimits(storage.accounts.failures, clock.now),
    devices: { book: deviceBook, store: storage.devices, digest: deviceDigest },
    alarms: { ...sensors.alarms, refresh: sensors.refresh, ruleHistory: storage.ruleHistory },
    sensorMetrics: async () => (await sensors.metrics()) + lines.metrics(),
    board: storage.board,
    cards: storage.cards,
    renderer,
    holderOf,
    clock: clock.now,
    newId,
    checkDatabase: storage.ping,
    verifyInstance: storage.verifyInstance,
    busMetrics,
    databasePool: storage.database.pool,
    httpPlaces: createShownPlaces(configuration.httpTaskPlaces, engine),
    settings: {
      host: configuration.host, port: configuration.port, secure: configuration.secure, development: configuration.development, appKey,
      metricsToken: configuration.metricsToken,
      countyWideUnits: COUNTY_WIDE_UNITS, rootUrl: REPOSITORY,
    },
  }
  await engine.open()
  await rules.follow(engine)
  let stopForgetting = (): void => {}
  return {
    services, engine, storage, madeMasterKey,
    lookAtRules: () => rules.follow(engine),
    startWorkers() {
      engine.registerJobHandler(RENDER_DOCUMENT, renderDocument(services))
      engine.registerJobHandler(CORRECT_FACT, async (job) => void (await outbox.services.desk.correct(job.input as unknown as CorrectFact)))
      engine.registerJobHandler(HTTP_HANDLER, createHttpHandler(httpTask), { waits: true })
      engine.startWorkers()
      inbound.start()
      sensors.start()
      notices.start()
      outbox.start()
      exchangeWatch.start()
      alarmWatch.start()
      directorySync.start()
      if (configuration.materialsKeptDays !== null) stopForgetting = forgetMaterialsDaily(engine, clock.now, configuration.materialsKeptDays, reportBackground)
    },
    startLines: lines.start,
    async close() {
      stopForgetting()
      await lines.stop()
      await inbound.stop()
      await sensors.stop()
      await exchangeWatch.stop()
      await alarmWatch.stop()
      await directorySync.stop()
      await outbox.stop()
      looks.stop()
      organisation.stop()
      calendar.stop()
      deviceBook.stop()
      rules.stop()
      await notices.stop()
      await engine.stop()
      await renderer.close()
      await storage.close()
    },
  }
}

const DAY_MS = 86_400_000

/** 督查员 of the accepting unit supervise 政务服务 of the whole county. */
const COUNTY_WIDE_UNITS = ['admin_service']

/** Work behind the scenes that failed is tried again; whoever runs the server reads what it was. */
const reportBackground = (error: unknown, where: string): void =>
  void process.stderr.write(`后台工作“${where}”失败，将再次尝试：${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)

const COUNTERS = new Set(BUSINESS_TABLES.filter((table) => table.lock === 'counter').map((table) => table.name))
const isCounter = (table: string): boolean => COUNTERS.has(table)

async function readKeys(configuration: Configuration, storage: Storage): Promise<Keys & { madeMasterKey: boolean }> {
  if (configuration.databaseUrl === null) return { ...keysInFolder(configuration.dataDir), madeMasterKey: false }
  const own = configuration.masterKey === null ? masterKeyInFolder(configuration.dataDir) : { masterKey: configuration.masterKey, isNew: false }
  return { ...(await keysInDatabase(storage.accounts.settings, own.masterKey)), madeMasterKey: own.isNew }
}
