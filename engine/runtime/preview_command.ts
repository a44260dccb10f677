import type { Command, StartInstance, Variables } from '#engine/kernel/commands'
import type { Effect } from '#engine/kernel/effects'
import type { Event } from '#engine/kernel/events'
import type { Outcome } from '#engine/kernel/outcome'
import type { Rejection } from '#engine/kernel/rejection'
import type { InstanceState } from '#engine/kernel/state'
import type { StepContext } from '#engine/kernel/step_context'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { FieldPermissions } from '#forms/schema/form_schema'
import { contextFor, missingFor } from './bus/decide_command.js'
import { withOutcome } from './bus/apply_submission.js'
import type { GroupWorld } from './bus/group_world.js'
import { stateOfRow } from './bus/state_of_row.js'
import { journalOf } from './instance_past.js'
import type { LoadedPackage } from './packages/loaded_package.js'
import type { PackageRegistry } from './packages/package_registry.js'
import type { PreparedPackageForm } from './packages/prepared_form.js'
import type { DraftStore } from './ports/draft_store.js'
import type { HistoryQueries } from './ports/history_queries.js'
import type { InstanceQueries } from './ports/instance_queries.js'
import type { TaskRow } from './ports/rows.js'

export interface PreviewInput {
  instanceId: string
  /** Words still to come (opinion, reason) may be missing: a preview does not ask for them. */
  command: Command
  /** The form handed in with it; what is typed so far need not be complete. */
  form?: { task: TaskRow; values: Variables }
}

/** One instance as it would move: the task's own first, then those it would call. */
export interface PreviewedInstance {
  packageId: string
  process: ExecutableProcess
  /** Number of the last id given out before; 0 for a called one. */
  counterBefore: number
  state: InstanceState
  events: readonly Event[]
}

export type Preview = { kind: 'previewed'; instances: readonly PreviewedInstance[] } | { kind: 'rejected'; rejection: Rejection }

export interface PreviewSurroundings {
  instances: Pick<InstanceQueries, 'find'>
  history: Pick<HistoryQueries, 'entries'>
  drafts: Pick<DraftStore, 'peopleOf'>
  registry: PackageRegistry
  world(): GroupWorld
}

/** Called instances looked into; a preview is for reading, not for a thousand of them. */
const CALLS_FOLLOWED = 20

/** What stands for words that may still be written. */
const WORDS_TO_COME = '…'

/**
 * What a command would lead to: the kernel's own step on the stored state, thrown away afterwards. Nothing is locked, numbered or written,
 * and no participant is asked.
 */
export const previewCommand = async (input: PreviewInput, surroundings: PreviewSurroundings): Promise<Preview> => {
  const row = await surroundings.instances.find(input.instanceId)
  if (!row) return { kind: 'rejected', rejection: { code: 'NOT_FOUND', message: '找不到这个办件。它可能已被删除，请返回列表重新查找。' } }
  const loaded = await surroundings.registry.load(row.packageId)
  const process = await surroundings.registry.compiled(row.definitionId)
  const world = surroundings.world()
  const state = stateOfRow(row)
  const typed = commandOf(input, state, process, await formOf(input, loaded, surroundings.registry), world)
  if (typed.kind === 'rejected') return typed
  const outcome = await stepInformed(process, state, typed.command, loaded, surroundings, world)
  if (outcome.kind === 'rejected') return outcome
  const own = { packageId: loaded.id, process, counterBefore: state.tokens.counter, state: outcome.state, events: outcome.events }
  return { kind: 'previewed', instances: [own, ...(await followCalls(outcome.effects, surroundings, world))] }
}

/** The step, after reading what it asks for: packages that it refers to, what the instance has gone through, who works on a draft. */
const stepInformed = async (
  process: ExecutableProcess, state: InstanceState | null, command: Command, loaded: LoadedPackage, surroundings: PreviewSurroundings, world: GroupWorld,
): Promise<Exclude<Outcome, { kind: 'missing' }>> => {
  const { registry, history, drafts } = surroundings
  const past: Past = {}
  for (let reads = 0; reads < MOST_READS; reads += 1) {
    const outcome = world.step(process, state, command, contextFor(world, loaded, past))
    if (outcome.kind !== 'missing') return outcome
    const missing = missingFor(state?.instanceId ?? '', outcome.lookups, loaded, world)
    for (const packageId of missing.packages ?? []) await registry.load(packageId)
    for (const instanceId of missing.journals ?? []) past.journal = await journalOf(history, instanceId)
    if (missing.drafts?.length) {
      const people = await drafts.peopleOf(missing.drafts)
      past.draftsOf = (taskId) => people.get(taskId) ?? []
    }
  }
  throw new Error(`Expected a preview of ${process.id} to find its look-ups in ${MOST_READS} reads, but it still asks for more.`)
}

/** A chain of packages that refer to one another; a longer one is a fault. */
const MOST_READS = 20

type Past = { -readonly [K in 'journal' | 'draftsOf']?: StepContext[K] }

type TypedCommand = { kind: 'ready'; command: Command } | { kind: 'rejected'; rejection: Rejection }

const formOf = async ({ form }: PreviewInput, { id }: LoadedPackage, registry: PackageRegistry): Promise<PreparedPackageForm | null> =>
  form === undefined || form.task.formKey === null ? null : registry.form(form.task.formPackageId ?? id, form.task.formKey)

/** Complete values are merged as the submission would merge them, incomplete ones as a draft. */
const commandOf = (input: PreviewInput, state: InstanceState, process: ExecutableProcess, form: PreparedPackageForm | null, world: GroupWorld): TypedCommand => {
  const command = withWords(input.command)
  if (!input.form) return { kind: 'ready', command }
  const { task, values } = input.form
  if (!form) return { kind: 'ready', command: { ...command, data: values } as Command }
  const permissions: FieldPermissions | undefined = process.elements.get(task.elementId)?.userTask?.fieldPermissions
  const options = { stored: withOutcome(world.visibleVariables(state, task.elementInstanceId), command), permissions, nowMs: world.nowMs }
  const whole = form.validate(values, { ...options, mode: 'submit' })
  const result = whole.ok ? whole : form.validate(values, { ...options, mode: 'draft' })
  if (!result.ok) return { kind: 'rejected', rejection: { code: 'INVALID_ARGUMENT', message: '表单填写有误，请按提示修改后再看下一步。', errors: result.errors } }
  return { kind: 'ready', command: { ...command, data: result.values, removed: result.removed.filter((path) => !path.includes('.')) } as Command }
}

const withWords = (command: Command): Command => ({
  ...command,
  ...('opinion' in command && command.opinion === null ? { opinion: WORDS_TO_COME } : {}),
  ...('reason' in command && command.reason === '' ? { reason: WORDS_TO_COME } : {}),
}) as Command

/** The first steps of instances that would be called, so that people behind a call activity can be named, too. */
const followCalls = async (effects: readonly Effect[], surroundings: PreviewSurroundings, world: GroupWorld): Promise<PreviewedInstance[]> => {
  const { registry } = surroundings
  const found: PreviewedInstance[] = []
  const open = startsIn(effects)
  for (let start = open.shift(); start && found.length < CALLS_FOLLOWED; start = open.shift()) {
    const definition = registry.find(start.definitionId)
    if (!definition) continue
    const loaded = await registry.load(definition.packageId)
    const process = await registry.compiled(start.definitionId)
    const outcome = await stepInformed(process, null, start, loaded, surroundings, world)
    if (outcome.kind !== 'accepted') continue
    found.push({ packageId: loaded.id, process, counterBefore: 0, state: outcome.state, events: outcome.events })
    open.push(...startsIn(outcome.effects))
  }
  return found
}

const startsIn = (effects: readonly Effect[]): StartInstance[] =>
  effects.flatMap((effect) => (effect.type === 'SendCommand' && effect.command.type === 'StartInstance' ? [effect.command] : []))
