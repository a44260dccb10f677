import type { Command } from '#engine/kernel/commands'
import type { Effect } from '#engine/kernel/effects'
import type { Event } from '#engine/kernel/events'
import type { LookupKey } from '#engine/kernel/outcome'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { StepContext } from '#engine/kernel/step_context'
import type { Journal } from '#engine/kernel/walk/journal'
import type { CommandEnvelope } from '../command_envelope.js'
import type { LoadedPackage } from '../packages/loaded_package.js'
import type { BusinessRow, DueItemChange, FollowUpJob, OutboxRow, RowChange, RowKey, SearchColumns } from '../participant.js'
import type { AttachmentRow } from '../ports/attachment_store.js'
import type { JobHolder } from '../ports/command_store.js'
import type { TaskRow } from '../ports/rows.js'
import { applySubmission } from './apply_submission.js'
import { checkHold } from './check_hold.js'
import { checkRevision } from './check_revision.js'
import type { GroupWorld } from './group_world.js'
import { joinParticipants } from './join_participants.js'
import type { KnownInstance } from './state_cache.js'
import { checkTextLimits, checkVariableLimits } from './variable_limits.js'
import { taskIdOf, type WorkItem } from './work_item.js'

/** Rows as the commands before this one in the group left them; undefined = not read yet. */
export interface RowsNow {
  instance(id: string): KnownInstance | undefined
  task(id: string): TaskRow | undefined
  businessRow(key: string): BusinessRow | null | undefined
  attachment(id: string): AttachmentRow | null | undefined
  jobHolder(jobId: string): JobHolder | undefined
  /** Everything an instance has gone through, the commands of this group included. */
  journal(instanceId: string): Journal | undefined
  draftsOf(taskId: string): readonly string[] | undefined
}

/** One command decided: everything it is going to change. */
export interface AcceptedCommand {
  kind: 'accepted'
  command: Command
  package: LoadedPackage
  before: KnownInstance | null
  state: InstanceState
  events: readonly Event[]
  effects: readonly Effect[]
  changes: readonly RowChange[]
  jobs: readonly FollowUpJob[]
  dueItems: readonly DueItemChange[]
  searchColumns: readonly SearchColumns[]
  deliveries: readonly OutboxRow[]
  attachmentIds: readonly string[]
  /** Variables whose fields are marked personal, in the package and in the form handed in. */
  personalKeys: ReadonlySet<string>
}

export interface Missing {
  kind: 'missing'
  packages?: readonly string[]
  rows?: readonly RowKey[]
  attachments?: readonly string[]
  /** Instances whose journal is needed. */
  journals?: readonly string[]
  /** Tasks whose saved drafts are needed. */
  drafts?: readonly string[]
}

export type CommandDecision = AcceptedCommand | { kind: 'rejected'; rejection: Rejection } | Missing

const reject = (code: Rejection['code'], message: string): CommandDecision => ({ kind: 'rejected', rejection: { code, message } })

/** Longest chain of calls; one deeper is an incident of the caller. */
export const CALL_DEPTH = 100
/** A called instance's id is its caller's and a number; what hangs below it has to fit a key column, too. */
const INSTANCE_ID_LENGTH = 170

/** The package version a definition belongs to. */
const packageOf = (definitionId: string, world: GroupWorld): Pick<LoadedPackage, 'id'> | null => {
  const packageId = world.definition(definitionId)?.packageId
  return packageId === undefined ? null : { id: packageId }
}

/** All a step of this package may know of the world. */
export const contextFor = (world: GroupWorld, loaded: LoadedPackage, past: Pick<StepContext, 'journal' | 'draftsOf'> = {}): StepContext => ({
  ...past,
  nowMs: world.nowMs,
  directory: world.directory,
  calendar: world.calendar,
  decisions: {
    resolve(decisionId, _caller, binding) {
      const bound = world.bound.decision(decisionId, loaded, binding)
      if (bound.kind !== 'found') return bound.kind === 'none' ? null : undefined
      const { packageId, decision } = bound.target
      return { name: decision.name, packageId, evaluate: decision.evaluate }
    },
  },
  definitions: {
    resolve(calledElement, _caller, binding) {
      const bound = world.bound.definition(calledElement, loaded, binding)
      if (bound.kind !== 'found') return bound.kind === 'none' ? null : undefined
      return { definitionId: bound.target }
    },
    process(definitionId) {
      const definition = world.definition(definitionId)
      return definition === null ? null : world.package(definition.packageId)?.processes.get(definitionId)
    },
    form(formKey, callerDefinitionId, binding) {
      const bound = world.bound.form(formKey, packageOf(callerDefinitionId, world) ?? loaded, binding)
      if (bound.kind !== 'found') return bound.kind === 'none' ? null : undefined
      return { packageId: bound.target }
    },
  },
})

const checkStart = (command: Command, known: KnownInstance | undefined): CommandDecision | null => {
  if (command.type !== 'StartInstance') {
    return known ? null : reject('NOT_FOUND', '找不到这个办件。它可能已被删除，请返回列表重新查找。')
  }
  if (known) return reject('CONFLICT', '这个办件编号的流程已经启动，没有再次启动。')
  if (command.caller && (command.caller.depth > CALL_DEPTH || command.instanceId.length > INSTANCE_ID_LENGTH)) {
    return reject('INVALID_STATE', `流程层层调用过深（第 ${command.caller.depth} 层），已停止。请检查流程是否调用了自己。`)
  }
  return null
}

/** Decides one command on the rows as they are now: revision, form, kernel, limits, participants. Pure. */
export const decideCommand = (item: WorkItem, rows: RowsNow, world: GroupWorld): CommandDecision => {
  const { envelope } = item
  const known = rows.instance(envelope.instanceId)
  const tooLong = checkTextLimits(envelope.command)
  if (tooLong) return { kind: 'rejected', rejection: tooLong }
  const refusedStart = checkStart(envelope.command, known)
  if (refusedStart) return refusedStart
  const lost = envelope.holding ? checkHold(envelope.holding, rows.jobHolder(envelope.holding.jobId)) : null
  if (lost) return { kind: 'rejected', rejection: lost }
  const definitionId = envelope.command.type === 'StartInstance' ? envelope.command.definitionId : known!.state.definitionId
  const definition = world.definition(definitionId)
  if (!definition) return reject('NOT_FOUND', `找不到流程定义“${definitionId}”。请确认它已经发布。`)
  const loaded = world.package(definition.packageId)
  if (!loaded) return { kind: 'missing', packages: [definition.packageId] }
  const process = loaded.processes.get(definitionId)
  if (!process) throw new Error(`Expected package ${loaded.id} to hold ${definitionId}, but it does not.`)

  const state = known?.state ?? null
  const taskId = taskIdOf(envelope)
  const task = taskId === null ? undefined : rows.task(taskId)
  const tasks = task ? new Map([[task.id, task]]) : new Map<string, TaskRow>()
  const stale = checkRevision(envelope.expectedRevision, state, tasks, world.nameOf)
  if (stale) return { kind: 'rejected', rejection: stale }

  const stored = state && task ? world.visibleVariables(state, task.elementInstanceId) : (state?.data ?? {})
  const submitted = applySubmission({
    envelope, state, task, process, package: loaded, world, stored, attachment: rows.attachment,
  })
  if (submitted.kind === 'missing') return { kind: 'missing', attachments: submitted.attachmentIds, packages: submitted.packageIds }
  if (submitted.kind === 'rejected') return submitted

  const outcome = world.step(process, state, submitted.command, contextFor(world, loaded, { journal: rows.journal(envelope.instanceId), draftsOf: rows.draftsOf }))
  if (outcome.kind === 'rejected') return outcome
  if (outcome.kind === 'missing') return missingFor(envelope.instanceId, outcome.lookups, loaded, world)
  const after = packageAfter(outcome.state, definitionId, loaded, world)
  const tooLarge = checkVariableLimits(outcome.events, state, outcome.state)
  if (tooLarge) return { kind: 'rejected', rejection: tooLarge }

  const joined = joinParticipants(
    outcome.events.length ? world.participants : [],
    {
      events: outcome.events,
      state: outcome.state,
      actor: envelope.actor,
      packageId: after.id,
      resource: (name) => after.texts.get(name) ?? null,
      nowMs: world.nowMs,
    },
    rows.businessRow,
  )
  if (joined.kind === 'missing') return { kind: 'missing', rows: joined.rows }
  if (joined.kind === 'rejected') return joined
  return {
    kind: 'accepted',
    command: submitted.command,
    package: after,
    before: known ?? null,
    state: outcome.state,
    events: outcome.events,
    effects: [...outcome.effects, ...joined.effects],
    changes: joined.changes,
    jobs: joined.jobs,
    dueItems: joined.dueItems,
    searchColumns: joined.searchColumns,
    deliveries: joined.deliveries,
    attachmentIds: submitted.attachmentIds,
    personalKeys: personalKeysOf(after, submitted.personalKeys, envelope),
  }
}

const personalKeysOf = ({ personalKeys }: LoadedPackage, ofForm: ReadonlySet<string>, { personal }: CommandEnvelope): ReadonlySet<string> =>
  ofForm.size === 0 && personal === undefined ? personalKeys : new Set([...personalKeys, ...ofForm, ...(personal ?? [])])

/** Where what a step has to look up can be read. */
export const missingFor = (instanceId: string, lookups: readonly LookupKey[], loaded: LoadedPackage, world: GroupWorld): Missing => {
  const packages: string[] = []
  const journals: string[] = []
  const drafts: string[] = []
  for (const key of lookups) {
    const unread = unreadFor(key, loaded, world)
    if (key.kind === 'journal') journals.push(instanceId)
    else if (key.kind === 'drafts') drafts.push(...key.taskIds)
    else if (unread.length > 0) packages.push(...unread)
    else throw new Error(`Expected the step to find its look-ups, but it misses ${JSON.stringify(key)}.`)
  }
  return { kind: 'missing', packages, journals, drafts }
}

/** Package versions to be read before a reference can be followed. */
const unreadFor = (key: LookupKey, loaded: LoadedPackage, world: GroupWorld): readonly string[] => {
  if (key.kind === 'process') return [world.definition(key.definitionId)?.packageId ?? []].flat()
  if (key.kind === 'journal' || key.kind === 'drafts') return []
  const bound = boundTo(key, loaded, world)
  return bound.kind === 'missing' ? bound.packages : []
}

const boundTo = (key: Extract<LookupKey, { kind: 'definition' | 'decision' | 'form' }>, loaded: LoadedPackage, world: GroupWorld) => {
  if (key.kind === 'decision') return world.bound.decision(key.decisionId, loaded, key.binding)
  if (key.kind === 'form') return world.bound.form(key.formKey, packageOf(key.callerDefinitionId, world) ?? loaded, key.binding)
  return world.bound.definition(key.calledElement, loaded, key.binding)
}

/** The package the instance belongs to from now on: another one after a migration. */
const packageAfter = (state: InstanceState, definitionId: string, loaded: LoadedPackage, world: GroupWorld): LoadedPackage => {
  if (state.definitionId === definitionId) return loaded
  const target = world.package(world.definition(state.definitionId)?.packageId ?? '')
  if (!target) throw new Error(`Expected the package of ${state.definitionId} to be loaded, but it is not.`)
  return target
}
