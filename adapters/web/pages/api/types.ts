/** The public API's types, as the contract states them; nothing of the schemas themselves reaches the browser. */
export type {
  AdminUser,
  AuditEntry,
  CalendarYear,
  Department,
  DeputyRecord,
  DirectoryUser,
  PostRecord,
  RoleGrant,
} from '../../contract/administration.js'
export type { AttachmentReference } from '../../contract/attachments.js'
export type { Board, BoardItem, CardLine, RateLine, StageLine } from '../../contract/board.js'
export type { Capability } from '../../contract/capabilities.js'
export type { CaseRecord, CatalogueDetail, CatalogueEntry, Draft } from '../../contract/catalogue.js'
export type {
  HistoryEntry,
  Incident,
  InstanceDetail,
  InstanceStatus,
  InstanceSummary,
  InstanceTask,
  IssuedDocument,
} from '../../contract/instances.js'
export type { KeptMaterial, ReusedMaterials } from '../../contract/kept_material.js'
export type { EntrustedCase, Mandate } from '../../contract/mandates.js'
export type { CaseMaterial } from '../../contract/materials.js'
export type { SupervisionCard, SupervisionCards } from '../../contract/supervision.js'
export type { PointRegister, PublicReport, SnapshotKind, SnapshotReceipt } from '../../contract/snapshot.js'
export type { EventDay, EventDetail, EventEmergency, EventPhoto, OpenWhistle, EventDuplicate, EventMapAnswer, EventMapPoint, EventSummary } from '../../contract/events.js'
export type { AssessmentAnswer, EventAssessment } from '../../contract/assessments.js'
export type { RefusedReport, RefusedSummary } from '../../contract/refused_reports.js'
export type { AlarmCounts, AlarmDetail, AlarmSummary, DeadAction, Severity, SilenceRecord } from '../../contract/alarms.js'
export type { AlarmRules, GroupingRecord, GroupingValues, RuleRecord, RuleTrial, RuleValues, RuleVersions } from '../../contract/alarm_rules.js'
export type { DeviceChoices, DeviceImport, DevicePlatformRecord, DeviceReading, DeviceSecret, DeviceSummary, DeviceValues } from '../../contract/devices.js'
export type { Definition } from '../../contract/definitions.js'
export type { Batch, BatchItem, MigrationReport, SuggestedMigration } from '../../contract/migrations.js'
export type {
  ElementTime,
  FailedCommand,
  HeldTrigger,
  HeatMap,
  Job,
  JournalLine,
  LivenessReport,
  OperatedIncident,
  OperatedInstance,
  OperatedInstanceDetail,
  OperationsOverview,
  Verification,
} from '../../contract/operations.js'
export type { DirectorySettings, DirectorySyncReport, DirectorySyncRun } from '../../contract/directory_sync.js'
export type { IdentityLink, IdentityProposal, IdentityProvider } from '../../contract/identity.js'
export type { ApiClient, CaseInbound, InboundMessage, InboundOverview, InboundStatus } from '../../contract/inbound.js'
export type { Delivery, DeliveryDetail, DeliveryStatus, FactKind, Reconciliation, ReconciliationList, SkipPreview, Target, TargetList } from '../../contract/outbox.js'
export type { Notice, NoticeChannels, NoticePreferences, NoticeSend, NoticeTemplates } from '../../contract/notices.js'
export type { OfficeHoursOfUnit, OfficeHoursPreview, OfficePeriod } from '../../contract/office_hours.js'
export type { Screen } from '../../contract/screen.js'
export type { Light } from '../../contract/schema.js'
export type { CurrentUser, LoginResponse } from '../../contract/sessions.js'
export type { InboxNews, InstanceNews } from '../../contract/stream.js'
export type { CopyRecord, MoveTargets } from '../../contract/instance_operations.js'
export type { BatchRequest, BatchResult, HandOverResult, TaskCommandResult, TaskPreview } from '../../contract/task_operations.js'
export type { AdHocChoice, Opinion, ReturnTarget, Signer, TaskCounts, TaskDetail, TaskSort, TaskSummary, TaskView } from '../../contract/tasks.js'
export type { SavedView, SavedViewInput } from '../../contract/views.js'
export type { WorkerAccount, WorkerSecret } from '../../contract/workers.js'

/** A keyset page. */
export interface Page<T> {
  data: T[]
  next: string | null
  count?: number
}
export type { AppointmentDays, BookedAppointment, Captcha, CaptchaAnswer, Filing, FilingReceipt, PublicCase, PublicUpload, SupplementAnswer } from '../../contract/public.js'
export type { AppointmentRules, EarlierCase, WindowAppointment } from '../../contract/window.js'
