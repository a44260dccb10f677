import { test } from '@japa/runner'
import type { ApiClient } from './api_client.js'
import { startServer, type ServerProcess } from './server_process.js'

/** One demo account per kind of role, and nobody. */
const ACCOUNTS = {
  nobody: null,
  clerk: 'window1',
  supervisor: 'supervisor1',
  designer: 'designer1',
  system: 'sysadmin',
  security: 'secadmin',
  audit: 'auditor',
  wall: 'screen1',
} as const
type Account = keyof typeof ACCOUNTS

const EVERYBODY = Object.keys(ACCOUNTS) as Account[]
const SIGNED_IN: Account[] = EVERYBODY.filter((one) => one !== 'nobody')
/** The wall names nobody: it reads counts. */
const COLLEAGUES: Account[] = SIGNED_IN.filter((one) => one !== 'wall')
const BUSINESS: Account[] = ['clerk', 'supervisor', 'designer']
const OPERATORS: Account[] = ['supervisor', 'designer']
const MAINTAINERS: Account[] = ['supervisor', 'designer', 'system']
/** The register of sensors and its rules: the command centre and the system administrator; what sensors raise is no administrator's. */
const SENSORS: Account[] = ['supervisor', 'system']
const DESIGNER: Account[] = ['designer']

/**
 * Who may call what, written down by hand: the server's own table of capabilities is not asked. An operation of the API without a row
 * here fails, and so does a row without an operation.
 */
const ALLOWED: Readonly<Record<string, readonly Account[]>> = {
  createSession: EVERYBODY, readOpenApi: EVERYBODY, readApiPage: EVERYBODY,
  endSession: SIGNED_IN, readIdentityProvider: ['system'], saveIdentityProvider: ['system'], checkIdentityProvider: ['system'], readIdentityProposal: ['security'], confirmIdentityProposal: ['security'], rejectIdentityProposal: ['security'], listIdentityLinks: ['system'], removeIdentityLink: ['system'],
  readDirectorySync: ['system'], saveDirectorySync: ['system'], checkDirectorySync: ['system'], tryDirectorySync: ['system'], applyDirectorySync: ['system'],
  listDirectorySyncRuns: ['system'], readDirectorySyncRun: ['system'], exportDirectorySyncRun: ['system'],
  listNotices: COLLEAGUES, countNotices: COLLEAGUES, readNotices: COLLEAGUES, readNoticePreferences: COLLEAGUES, saveNoticePreferences: COLLEAGUES,
  readNoticeChannels: ['system'], saveNoticeChannels: ['system'], testNoticeChannel: ['system'], readNoticeTemplates: ['system'], saveNoticeTemplates: ['system'],
  listNoticeSends: ['system'], resendNotices: ['system'],
  readCurrentSession: SIGNED_IN, deleteCurrentSession: SIGNED_IN, changePassword: SIGNED_IN, searchUsers: COLLEAGUES, listDirectoryDepartments: COLLEAGUES,
  deployDefinitions: DESIGNER, evaluateDecision: DESIGNER, checkDefinitions: DESIGNER, listPackages: DESIGNER, readPackage: DESIGNER, readPackageResources: DESIGNER,
  readPackageDraft: DESIGNER, savePackageDraft: DESIGNER, deletePackageDraft: DESIGNER, publishPackage: DESIGNER,
  listDefinitions: BUSINESS, readDefinition: BUSINESS, readDefinitionXml: BUSINESS,
  listTasks: BUSINESS, countTasks: BUSINESS, batchTasks: BUSINESS, readTask: BUSINESS, listReturnTargets: BUSINESS, claimTask: BUSINESS, releaseTask: BUSINESS, completeTask: BUSINESS,
  transferTask: BUSINESS, saveTaskDraft: BUSINESS, previewTask: BUSINESS, delegateTask: BUSINESS, resolveTask: BUSINESS, returnTask: BUSINESS, withdrawTask: BUSINESS,
  addSigners: BUSINESS, removeSigners: BUSINESS, urgeTask: BUSINESS, copyTask: BUSINESS, handOverTasks: OPERATORS, handOverUser: ['system'],
  moveToken: BUSINESS, listMoveTargets: BUSINESS, previewInstance: BUSINESS, copyInstance: BUSINESS, listCopies: BUSINESS, readCopy: BUSINESS,
  voidInstance: OPERATORS, wakeInstance: OPERATORS, withdrawInstance: BUSINESS,
  startInstance: BUSINESS, listInstances: BUSINESS, readInstance: BUSINESS, readHistory: BUSINESS, readDiagram: BUSINESS, listInstanceTasks: BUSINESS,
  readSheet: BUSINESS, listDocuments: BUSINESS, issueDocument: BUSINESS, readDocument: BUSINESS, readCase: BUSINESS,
  readCaseMaterials: BUSINESS, verifyMaterial: BUSINESS, reuseMaterial: BUSINESS, readReusedMaterial: BUSINESS, revokeMaterial: BUSINESS,
  listMandates: BUSINESS, giveMandate: ['clerk', 'supervisor'], withdrawMandate: BUSINESS, listEntrustedCases: BUSINESS, supplementEntrusted: BUSINESS,
  beginAdHoc: BUSINESS, completeAdHoc: BUSINESS,
  setVariables: OPERATORS, suspendInstance: OPERATORS, resumeInstance: OPERATORS, cancelInstance: OPERATORS, sendMessage: OPERATORS, sendSignal: OPERATORS,
  listIncidents: OPERATORS, retryIncident: OPERATORS, skipIncident: OPERATORS,
  migrateInstance: OPERATORS, suggestMigration: OPERATORS, checkMigration: OPERATORS, startMigration: OPERATORS, listBatches: OPERATORS, readBatch: OPERATORS, listBatchItems: OPERATORS,
  readOperations: MAINTAINERS, listOperatedInstances: MAINTAINERS, readOperatedInstance: MAINTAINERS, readOperatedDiagram: MAINTAINERS, readJournal: MAINTAINERS,
  verifyInstance: MAINTAINERS, listOperatedIncidents: MAINTAINERS, retryOperatedIncident: MAINTAINERS, listJobs: MAINTAINERS, listFailedCommands: MAINTAINERS,
  retryFailedCommand: MAINTAINERS, listHeldTriggers: MAINTAINERS, dropHeldTrigger: MAINTAINERS, readHeatMap: MAINTAINERS, readHeatDiagram: MAINTAINERS, readLiveness: MAINTAINERS, checkLiveness: MAINTAINERS,
  listCards: OPERATORS, correctCard: OPERATORS,
  listCatalogue: BUSINESS, readCatalogueEntry: BUSINESS, createDraft: BUSINESS, readDraft: BUSINESS, saveDraft: BUSINESS, deleteDraft: BUSINESS,
  reportEvent: BUSINESS, reportEvents: BUSINESS, listEvents: BUSINESS, readEventMap: BUSINESS, readAssessment: BUSINESS, readEvent: BUSINESS, listDuplicates: BUSINESS,
  readEventDay: BUSINESS, listOpenWhistles: BUSINESS, readPointRegister: BUSINESS, exportPointRegister: BUSINESS, openReporterPhone: BUSINESS,
  printAssessment: BUSINESS, exportAssessment: BUSINESS, closeAssessment: ['supervisor'], readScreen: ['supervisor', 'wall'], openScreenStream: ['supervisor', 'wall'],
  listAlarms: ['supervisor'], countAlarms: ['supervisor'], readAlarm: ['supervisor'], acknowledgeAlarm: ['supervisor'], closeAlarm: ['supervisor'], listDeviceReadings: ['supervisor'],
  tryAlarmRule: ['supervisor'], listSilences: ['supervisor'], createSilence: ['supervisor'], endSilence: ['supervisor'], listCaseAlarms: BUSINESS,
  takeReadings: [], listDevices: SENSORS, listDeviceChoices: SENSORS, readDeviceTemplate: SENSORS, exportDevices: SENSORS, importDevices: SENSORS, createDevice: SENSORS, readDevice: SENSORS, changeDevice: SENSORS,
  replaceDeviceSecret: SENSORS, listDevicePlatforms: SENSORS, saveDevicePlatform: SENSORS, replacePlatformSecret: SENSORS, listDeadActions: SENSORS, listRefusedReports: SENSORS, countRefusedReports: SENSORS, exportRefusedReports: SENSORS, retryDeadAction: SENSORS,
  listAlarmRules: SENSORS, createAlarmRule: SENSORS, changeAlarmRule: SENSORS, removeAlarmRule: SENSORS, listRuleVersions: SENSORS, createAlarmGrouping: SENSORS, changeAlarmGrouping: SENSORS,
  removeAlarmGrouping: SENSORS,
  mergeEvent: BUSINESS, unmergeEvent: BUSINESS, takeBackEvent: BUSINESS, superviseEvent: BUSINESS, blowWhistle: BUSINESS, openEmergency: BUSINESS,
  uploadAttachment: BUSINESS, downloadAttachment: BUSINESS, previewAttachment: BUSINESS, deleteAttachment: BUSINESS,
  listUsers: ['system'], createUser: ['system'], changeUser: ['system'], resetPassword: ['system'], unlockUser: ['system'],
  listDepartments: ['system'], createDepartment: ['system'], changeDepartment: ['system'],
  listPosts: ['system'], createPost: ['system'], changePost: ['system'], deletePost: ['system'],
  listDeputies: ['system'], createDeputy: ['system'], deleteDeputy: ['system'], readOfficeHours: ['system'], previewOfficeHours: ['system'], saveOfficeHours: ['system'], readCalendar: ['system'], saveCalendar: ['system'],
  receiveInbound: EVERYBODY, giveUpInbound: MAINTAINERS, readInboundOverview: MAINTAINERS, listInbound: MAINTAINERS, readCaseInbound: BUSINESS, readInboundMessage: BUSINESS, retryInboundMaterial: BUSINESS,
  listDeliveries: MAINTAINERS, resendDeliveries: MAINTAINERS, readDelivery: MAINTAINERS, retryDelivery: MAINTAINERS, resendCorrectedDelivery: MAINTAINERS, previewSkipDelivery: MAINTAINERS, skipDelivery: MAINTAINERS,
  listTargets: MAINTAINERS, saveTarget: ['system'], listTargetVersions: MAINTAINERS, testTarget: MAINTAINERS, listReconciliations: MAINTAINERS, runReconciliation: MAINTAINERS,
  settleReconciliation: MAINTAINERS, printReconciliation: MAINTAINERS, listCaseDeliveries: BUSINESS, readCaseDelivery: BUSINESS,
  listApiClients: ['system'], createApiClient: ['system'], changeApiClient: ['system'],
  listWorkers: ['system'], createWorker: ['system'], changeWorker: ['system'], replaceWorkerSecret: ['system'],
  resetAdministratorPassword: ['security'],
  listRoleGrants: ['security'], grantRole: ['security'], revokeRole: ['security'],
  listAudit: ['audit'], listAuditActions: ['audit'],
  readBoard: ['supervisor'], listBoardItems: ['supervisor'], exportBoard: ['supervisor'],
  openStream: BUSINESS,
  listSnapshotKinds: EVERYBODY, createSnapshot: EVERYBODY, uploadForSnapshot: EVERYBODY, submitSnapshot: EVERYBODY, createReportInquiry: EVERYBODY,
  readPublicReport: EVERYBODY, uploadForReport: EVERYBODY, addToReport: EVERYBODY,
  listPublicServices: EVERYBODY, readPublicService: EVERYBODY, createCaptcha: EVERYBODY, createFiling: EVERYBODY, resumeFiling: EVERYBODY, saveFilingDraft: EVERYBODY,
  createResumeCode: EVERYBODY, uploadForFiling: EVERYBODY, submitFiling: EVERYBODY, createInquiry: EVERYBODY, readPublicCase: EVERYBODY, readPublicDocument: EVERYBODY,
  uploadForCase: EVERYBODY, supplementCase: EVERYBODY, withdrawCase: EVERYBODY, evaluateCase: EVERYBODY, listAppointmentDays: EVERYBODY, bookAppointment: EVERYBODY,
  cancelAppointment: EVERYBODY, findOwnMaterials: EVERYBODY,
  listViews: BUSINESS, createView: BUSINESS, deleteView: BUSINESS,
  listWindowAppointments: ['clerk', 'supervisor'], readAppointmentRules: ['clerk', 'supervisor'], saveAppointmentRules: ['clerk', 'supervisor'], findApplicant: ['clerk', 'supervisor'], reissueInquiryPassword: ['clerk', 'supervisor'],
  findKeptMaterials: ['clerk', 'supervisor'], printTogether: ['clerk', 'supervisor'],
}

/** Ends the caller's own session or keeps the connection: looked at in specs of their own. */
const NOT_CALLED = new Set(['deleteCurrentSession', 'endSession', 'openStream', 'openScreenStream'])

test.group('Roles and endpoints', (group) => {
  let server: ServerProcess
  const clients = new Map<Account, ApiClient>()
  group.setup(async () => {
    server = await startServer()
    for (const account of EVERYBODY) {
      const username = ACCOUNTS[account]
      clients.set(account, username ? await server.client(username) : server.stranger())
    }
  })
  group.teardown(() => server.stop())

  test('every operation has its row, every row its operation', ({ assert }) => {
    const operations = server.checker.operations().map((one) => one.operation.operationId)
    assert.sameMembers(operations, Object.keys(ALLOWED))
  })

  test('each role reaches exactly the endpoints that are its own', async ({ assert }) => {
    const wrong: string[] = []
    for (const { method, path, operation } of server.checker.operations()) {
      if (NOT_CALLED.has(operation.operationId)) continue
      for (const account of EVERYBODY) {
        const allowed = ALLOWED[operation.operationId]!.includes(account)
        const { status } = await call(clients.get(account)!, method, path)
        // The door of devices knows no people: whoever they are, they have not shown to be a device.
        const refusal = account === 'nobody' || operation['x-access'] === 'device' ? 401 : 403
        const isRight = allowed ? status !== 401 && status !== 403 : status === refusal
        // A wrong login is answered 401, too: that is its own business.
        if (!isRight && operation.operationId !== 'createSession') wrong.push(`${account} ${operation.operationId}: ${status}`)
      }
    }
    assert.deepEqual(wrong, [])
  })

  test('a refused call stands in the security audit', async ({ assert }) => {
    await clients.get('clerk')!.get('/admin/users')
    const audit = clients.get('audit')!
    const { body } = await audit.get<{ data: { action: string; user: { id: string }; object: string; outcome: string }[] }>('/admin/audit?action=access.refused')
    assert.isTrue(body.data.some((entry) => entry.user.id === 'window1' && entry.object === 'listUsers' && entry.outcome === 'refused'))
  })
})

/** With nothing useful in it: what is asked is only who gets past the door. */
function call(client: ApiClient, method: string, path: string) {
  const filled = path.replaceAll('{year}', '2026').replaceAll('{version}', '1').replace(/\{\w+\}/g, 'no-such-thing')
  if (path === '/attachments' && method === 'POST') return client.upload('/attachments', 'x.exe', 'MZ')
  return client.send(method, filled, method === 'GET' || method === 'DELETE' ? {} : { headers: { 'content-type': 'application/json' }, body: '{}' })
}
