import type { Component } from 'vue'

type PageModule = { default: Component & { layout?: unknown } }

/** Every page the server may name in an Inertia answer, loaded when it is first shown. */
const pages: Readonly<Record<string, () => Promise<PageModule>>> = {
  Login: () => import('./session/LoginPage.vue'),
  Password: () => import('./session/PasswordPage.vue'),
  PublicHome: () => import('./public/PublicHomePage.vue'),
  PublicService: () => import('./public/PublicServicePage.vue'),
  PublicInquiry: () => import('./public/PublicInquiryPage.vue'),
  PublicAppointment: () => import('./public/PublicAppointmentPage.vue'),
  Mandates: () => import('./mandates/MandatesPage.vue'),
  PublicSnapshot: () => import('./public/PublicSnapshotPage.vue'),
  PublicReport: () => import('./public/PublicReportPage.vue'),
  PhoneCollect: () => import('./phone/CollectPage.vue'),
  PhoneCommand: () => import('./phone/CommandPage.vue'),
  PhoneLead: () => import('./phone/LeadPage.vue'),
  PhoneShell: () => import('./phone/PhoneShellPage.vue'),
  PhoneTask: () => import('./phone/PhoneTaskPage.vue'),
  PhoneEvent: () => import('./phone/PhoneEventPage.vue'),
  Window: () => import('./window/WindowPage.vue'),
  Inbox: () => import('./inbox/InboxPage.vue'),
  Task: () => import('./task/TaskPage.vue'),
  Catalogue: () => import('./catalogue/CataloguePage.vue'),
  CatalogueItem: () => import('./catalogue/CatalogueItemPage.vue'),
  Instances: () => import('./cases/InstancesPage.vue'),
  Instance: () => import('./cases/InstancePage.vue'),
  Events: () => import('./events/EventsPage.vue'),
  Event: () => import('./events/EventPage.vue'),
  EventPoints: () => import('./events/PointsPage.vue'),
  Assessment: () => import('./events/AssessmentPage.vue'),
  Alarms: () => import('./sensors/AlarmsPage.vue'),
  Alarm: () => import('./sensors/AlarmPage.vue'),
  Devices: () => import('./sensors/DevicesPage.vue'),
  Device: () => import('./sensors/DevicePage.vue'),
  DevicePlatforms: () => import('./sensors/PlatformsPage.vue'),
  AlarmRules: () => import('./sensors/RulesPage.vue'),
  AlarmRule: () => import('./sensors/RulePage.vue'),
  Silences: () => import('./sensors/SilencesPage.vue'),
  AlarmDeadLetters: () => import('./sensors/DeadLettersPage.vue'),
  RefusedReports: () => import('./sensors/RefusedPage.vue'),
  Screen: () => import('./screen/ScreenPage.vue'),
  Incidents: () => import('./operations/IncidentsPage.vue'),
  Supervision: () => import('./supervision/SupervisionPage.vue'),
  Board: () => import('./board/BoardPage.vue'),
  BoardItems: () => import('./board/BoardItemsPage.vue'),
  Migrations: () => import('./migrations/MigrationsPage.vue'),
  Operations: () => import('./operations/OperationsPage.vue'),
  OperatedInstances: () => import('./operations/OperatedInstancesPage.vue'),
  OperatedInstance: () => import('./operations/OperatedInstancePage.vue'),
  Targets: () => import('./exchange/TargetsPage.vue'),
  Deliveries: () => import('./exchange/DeliveriesPage.vue'),
  Reconciliation: () => import('./exchange/ReconciliationPage.vue'),
  Inbound: () => import('./exchange/InboundPage.vue'),
  OperatedWork: () => import('./operations/OperatedWorkPage.vue'),
  HeatMap: () => import('./operations/HeatMapPage.vue'),
  AdminPeople: () => import('./organisation/PeoplePage.vue'),
  AdminDepartments: () => import('./organisation/DepartmentsPage.vue'),
  AdminRoles: () => import('./organisation/RolesPage.vue'),
  AdminDeputies: () => import('./organisation/DeputiesPage.vue'),
  AdminWorkers: () => import('./organisation/WorkersPage.vue'),
  Notices: () => import('./notices/NoticesPage.vue'),
  NoticeSettings: () => import('./notices/NoticeSettingsPage.vue'),
  AdminNotices: () => import('./notices/NoticeAdminPage.vue'),
  AdminIdentity: () => import('./organisation/IdentityPage.vue'),
  AdminDirectory: () => import('./organisation/DirectorySyncPage.vue'),
  AdminCalendar: () => import('./organisation/CalendarPage.vue'),
  Audit: () => import('./operations/AuditPage.vue'),
  Designer: () => import('./designer/DesignerPage.vue'),
  DesignerEdit: () => import('./designer/DesignerEditPage.vue'),
}

/** Pages that stand alone, without navigation around them. */
const frameless = new Set(['Login', 'Screen'])

export async function pageByName(name: string): Promise<PageModule['default']> {
  const load = pages[name] ?? (() => import('./frame/MissingPage.vue') as Promise<PageModule>)
  const page = (await load()).default
  if (name.startsWith('Public')) page.layout = (await import('./public/PublicFrame.vue')).default
  else if (name.startsWith('Phone')) page.layout = (await import('./phone/PhoneFrame.vue')).default
  else if (!frameless.has(name)) page.layout = (await import('./frame/AppFrame.vue')).default
  return page
}
