import type { Variables } from '#engine/kernel/commands'
import type { Event } from '#engine/kernel/events'
import type { Calendar, Directory } from '#engine/kernel/step_context'
import type { ReturnTarget } from '#engine/kernel/return_targets'
import type { OutsideBinding } from '#engine/model/binding'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { Actor, Answer, CommandEnvelope } from './command_envelope.js'
import type { MessageAnswer } from './messages/correlate_message.js'
import type { Migrations } from './migrations/migrations.js'
import type { Participant, RowChange } from './participant.js'
import type { FoundInPackage } from './packages/bound_references.js'
import type { Packages } from './packages/packages.js'
import type { PreparedPackageForm } from './packages/prepared_form.js'
import type { Preview, PreviewInput } from './preview_command.js'
import type { AttachmentStore, BlobStore } from './ports/attachment_store.js'
import type {
  AuditStore, CredentialStore, FailureCounterStore, IdentityLinkStore, ProviderLogoutStore, SavedViewStore, SessionStore, SettingStore, StoredAnswerStore, WorkerStore,
} from './ports/account_stores.js'
import type { BatchStore } from './ports/batch_store.js'
import type { BusinessRowQueries } from './ports/business_row_queries.js'
import type { CheckpointFile } from './checkpoints/checkpoint_log.js'
import type { CheckpointSigner } from './checkpoints/seal_checkpoint.js'
import type { ArchiveStore } from './ports/archive_store.js'
import type { Checkpoint, CheckpointStore } from './ports/checkpoint_store.js'
import type { CommandStore } from './ports/command_store.js'
import type { CopyQueries } from './ports/copy_queries.js'
import type { DraftStore } from './ports/draft_store.js'
import type { ExternalJobStore } from './ports/external_job_store.js'
import type { HistoryQueries } from './ports/history_queries.js'
import type { IncidentQueries, InstanceQueries } from './ports/instance_queries.js'
import type { LivenessRun, LivenessStore } from './ports/liveness_store.js'
import type { LeaseStore } from './ports/lease_store.js'
import type { NewsStore } from './ports/news_store.js'
import type { OperationsQueries } from './ports/operations_queries.js'
import type { DefinitionRow, PackageStore } from './ports/package_store.js'
import type { JobRow, TaskRow } from './ports/rows.js'
import type { TaskQueries } from './ports/task_queries.js'
import type { WorkStore } from './ports/work_store.js'
import type { ExternalJobs } from './workers/external_jobs.js'
import type { LocalValues } from './workers/run_job.js'

/** Everything the shell needs of a database; implemented by storage, handed in by bootstrap. */
export interface EnginePorts {
  commands: CommandStore
  work: WorkStore
  batches: BatchStore
  leases: LeaseStore
  checkpoints: CheckpointStore
  externalJobs: ExternalJobStore
  archive: ArchiveStore
  liveness: LivenessStore
  operations: OperationsQueries
  packages: PackageStore
  tasks: TaskQueries
  instances: InstanceQueries
  history: HistoryQueries
  incidents: IncidentQueries
  drafts: DraftStore
  copies: CopyQueries
  attachments: AttachmentStore
  blobs: BlobStore
  businessRows: BusinessRowQueries
  /** Null where no other process can share the database. */
  news: NewsStore | null
}

/** Stores of accounts and logins beside the engine's own; the web edge uses them directly. */
export interface AccountPorts {
  credentials: CredentialStore
  sessions: SessionStore
  failures: FailureCounterStore
  audit: AuditStore
  answers: StoredAnswerStore
  settings: SettingStore
  workers: WorkerStore
  views: SavedViewStore
  identities: IdentityLinkStore
  logouts: ProviderLogoutStore
}

export interface EngineOptions {
  participants: readonly Participant[]
  /** Asked at each group: the snapshot in force now. */
  directory: () => Directory
  calendar: () => Calendar
  /** Epoch milliseconds. */
  clock: () => number
  /** A new id that sorts by time. */
  newId: () => string
  bus?: Partial<BusLimits>
  /** How this process signs its leases. */
  nodeId?: string
  /** Checkpoints are taken when a signer is given; `file` is the copy outside the database. */
  checkpoints?: { signer: CheckpointSigner; file: CheckpointFile | null }
  /** Finished instances older than this move to the archive; absent = never by themselves. */
  archiveAfterMs?: number
  /** What people may have to be told is queued with each commit, and of which rows; absent = nobody is told. */
  peopleNews?: (change: RowChange) => boolean
}

export interface BusLimits {
  /** Commands in one transaction. */
  groupSize: number
  /** A group stops taking commands in after deciding for so long. */
  groupMs: number
  /** Waiting commands; one more is refused with E_BUS_OVERLOADED (503, Retry-After). */
  queueSize: number
  /** A command that has waited longer is refused with E_BUS_OVERLOADED. */
  queueMs: number
  /** Bytes of JSON the cache of states just written may hold. */
  cacheBytes: number
}

export interface StartInput {
  definitionKey: string
  /** Default: the version in force. */
  version?: number
  businessKey?: string | null
  variables?: Variables
  title?: string | null
  actor: Actor
  /** The start form's values; validated in the bus. */
  submission?: CommandEnvelope['submission']
  /** Of `variables`: those that enter the journal as digests although no form marks them personal. */
  personal?: CommandEnvelope['personal']
  idempotency?: CommandEnvelope['idempotency']
  /** Default: the process's none start event. */
  startElementId?: string | null
}

export interface MessageInput {
  name: string
  correlationKey?: string | null
  businessKey?: string | null
  variables?: Variables
  actor: Actor
  idempotency?: CommandEnvelope['idempotency']
}

export interface SignalInput {
  name: string
  variables?: Variables
  actor: Actor
  idempotency?: CommandEnvelope['idempotency']
}

/** News of one committed command, for live pages. Nothing personal is in it but ids. From another node it comes without events. */
export interface CommittedNews {
  instanceId: string
  revision: number
  events: readonly Event[]
  /** Principals and users (`user:U`) whose lists may have changed. */
  touched: readonly string[]
}

/**
 * A built-in job's work, after the commit. Runs at least once; what it returns is merged by the service task that asked. The signal aborts
 * when the process stops: what throws then is given back untouched.
 */
export type JobHandler = (job: JobRow, signal: AbortSignal) => Promise<Variables | LocalValues | void>

export interface Definitions {
  /** All versions, all packages, newest version of a key first. */
  list(): readonly DefinitionRow[]
  find(definitionId: string): DefinitionRow | null
  /** The version given, else the one in force. */
  byKey(key: string, version?: number): DefinitionRow | null
  /** Versions in force, one per key. */
  latest(): readonly DefinitionRow[]
  compiled(definitionId: string): Promise<ExecutableProcess>
  /** A form of a package version, prepared once. Null when the package has no such form. */
  form(packageId: string, formKey: string): Promise<PreparedPackageForm | null>
  /** The form a start event of this package version asks for as things stand now; null when no package version fits the binding. Absent binding = the own version's. */
  boundForm(packageId: string, formKey: string, binding: OutsideBinding | undefined): Promise<{ packageId: string; form: PreparedPackageForm | null } | null>
  /** Text of a resource as deployed, or null. */
  resource(packageId: string, name: string): Promise<string | null>
}

/** Decisions of the packages, tried by hand. */
export interface EngineDecisions {
  /** The decision in force, or that of a package version; null when there is none. Reads packages as far as needed. */
  find(decisionId: string, packageId?: string): Promise<FoundInPackage | null>
}

/** The engine as the adapters see it. */
export interface Engine {
  bus: {
    /**
     * Answers when the command is durable, or with a rejection. Rejects only with exceptions: E_BUS_OVERLOADED (503),
     * E_BUS_STOPPED (503), or what the database threw at this very command.
     */
    submit(envelope: CommandEnvelope): Promise<Answer>
    /** Commands in the queue of this process. */
    readonly waiting: number
  }
  /** Rejects with E_RUNTIME_UNKNOWN_DEFINITION (404) when there is no such definition. */
  start(input: StartInput): Promise<Answer>
  /** What a command would lead to. Writes nothing. */
  preview(input: PreviewInput): Promise<Preview>
  /** Where an open task may be returned to now, the nearest first. */
  returnTargets(task: TaskRow): Promise<ReturnTarget[]>
  /** Delivers to every waiting subscription that fits; none waiting = the message start events that fit. Never waits for a later subscriber. */
  correlate(message: MessageInput): Promise<MessageAnswer>
  /**
   * Brings a signal to every instance that listens for it, a suspended one at its resume, and starts an instance at each signal start event
   * of the versions in force. Answers when the first 500 have been reached; the others follow, after a crash as well.
   */
  signal(signal: SignalInput): Promise<{ matched: string[]; isPartial: boolean }>
  /** Starts an instance at each conditional start event of the versions in force whose condition these variables turn true; not again before it has turned false. */
  evaluateStartConditions(variables: Variables, actor: Actor): Promise<{ started: string[] }>
  packages: Packages
  /** Running instances to another version. */
  migrations: Migrations
  batches: Omit<BatchStore, 'create' | 'waiting' | 'finish'>
  definitions: Definitions
  decisions: EngineDecisions
  tasks: TaskQueries
  instances: InstanceQueries
  history: HistoryQueries
  incidents: IncidentQueries
  drafts: DraftStore
  copies: CopyQueries
  attachments: AttachmentStore
  blobs: BlobStore
  businessRows: BusinessRowQueries
  /** Open incident tried again, follow-up jobs included. */
  retryIncident(incidentId: string, actor: Actor): Promise<Answer>
  /** Covers by signed checkpoints what has changed since the last; answers those made. None are made without a signer. */
  takeCheckpoints(): Promise<Checkpoint[]>
  /** For workers outside. */
  externalJobs: ExternalJobs
  /** Moves what finished before this instant to the archive; answers how many instances. */
  archiveFinished(endedBeforeMs: number): Promise<number>
  /** Numbers and states for those who run the system. */
  operations: OperationsQueries
  /** What the last check found. */
  liveness: Pick<LivenessStore, 'last'>
  checkpoints: Pick<CheckpointStore, 'last'>
  /** Checks now whether every running instance can go on, and keeps what was found. By itself it runs at night. */
  checkLiveness(): Promise<LivenessRun>
  onCommitted(listener: (news: CommittedNews) => void): () => void
  /** `waits`: it mostly waits for somebody else, so its jobs run beside the others and do not hold them up. */
  registerJobHandler(topic: string, handler: JobHandler, options?: { waits?: boolean }): void
  /** Loads definitions; must have run before the first command. */
  open(): Promise<void>
  /** Timers, jobs, instance_commands left by a crash. */
  startWorkers(): void
  /** Resolves when no command of another instance, due timer or ready job is left at this instant of the clock. For tests and demo data. */
  drain(): Promise<void>
  /** Finishes the running group, refuses the rest. */
  stop(): Promise<void>
}
