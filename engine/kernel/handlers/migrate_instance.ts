import { checkInvariants } from '../check_invariants.js'
import type { UserTaskSettings } from '../elements/user_task.js'
import { graphOf, type Node } from '../graph.js'
import type { MigratedTask, MigrateInstance, MigrationProblem } from '../migration.js'
import type { Rejection } from '../rejection.js'
import { STOPPED } from '../run/evaluate.js'
import { retryJoin } from '../run/joins.js'
import { planMoves, type PlannedMoves } from '../run/plan_moves.js'
import { elementOf, emit, findActivation, idOf, nodeOf, touch, type Run } from '../run/run.js'
import { settle } from '../run/settle.js'
import type { Activation } from '../state.js'
import { reject, type Handler } from './handler.js'

/** 迁移. Refused as a whole, with every reason, when one living place has no target or would never move again there. */
export const migrateInstance: Handler<MigrateInstance> = (run, command) => {
  const { state } = run.draft
  if (command.definitionId === state.definitionId) return reject('INVALID_STATE', '此流程已经是这个版本，无需迁移。')
  const target = run.context.definitions.process(command.definitionId)
  if (target === undefined) {
    run.lookups.push({ kind: 'process', definitionId: command.definitionId })
    return undefined
  }
  if (target === null) return reject('NOT_FOUND', `没有流程定义“${command.definitionId}”。请核对要迁移到的版本。`)
  const moves = planMoves(state, run.graph, graphOf(target), command.mapping)
  if (moves.problems.length > 0) return refuse(moves.problems)
  const waits = leaveWaits(run, moves, command.mapping)
  const tasks = migratedTasks(run, moves)
  const { definitionId: fromDefinitionId } = state
  const { by, reason, definitionId } = command
  const renamed = { ...moves.renamed, ...waits }
  emit(run, { type: 'InstanceMigrated', fromDefinitionId, definitionId, processId: target.id, renamed, tasks, by, reason, atMs: run.context.nowMs })
  run.process = target
  run.graph = graphOf(target)
  for (const id of run.draft.tokens.active.map((record) => record.id)) resume(run, id)
  settle(run)
  return notLive(run)
}

function refuse(problems: readonly MigrationProblem[]): Rejection {
  const errors = problems.map(({ elementId: path, code, message }) => ({ path, code, message }))
  return reject('INVALID_STATE', `不能迁移：${problems.map(({ message }) => message).join('')}`, errors)
}

/** The proof afterwards: all that waits has something that will move it. A migration that would strand a token is undone. */
function notLive(run: Run): Rejection | undefined {
  const wrong = checkInvariants(run.process, run.draft.state)
  if (wrong.length === 0) return undefined
  return refuse([{ elementId: run.process.id, code: 'NOT_LIVE', message: `迁移后流程将无法继续（${wrong.join('；')}），已撤销。请更正对应关系。` }])
}

const waitsAt = (run: Run, elementId: string) => [...run.draft.tokens.timers, ...run.draft.tokens.subscriptions].filter(({ element }) => element === elementId)

/**
 * Boundary events of the living: one that the target's activity has as well keeps its timer or subscription under its new name; one that
 * it has not is let go. Answers the new names.
 */
function leaveWaits(run: Run, { nodes }: PlannedMoves, mapping: MigrateInstance['mapping']): Record<string, string> {
  const renamed: Record<string, string> = {}
  for (const [elementId, target] of nodes) {
    for (const boundary of nodeOf(run, { element: elementId }).boundaries) {
      const twin = twinOf(boundary, target, mapping)
      if (twin !== undefined && twin.id !== boundary.id) renamed[boundary.id] = twin.id
      if (twin === undefined) for (const { id } of waitsAt(run, boundary.id)) letGo(run, id)
    }
  }
  return renamed
}

function letGo(run: Run, id: number): void {
  const isTimer = run.draft.tokens.timers.some((timer) => timer.id === id)
  emit(run, isTimer ? { type: 'TimerDisarmed', timerId: idOf(run, id), cause: 'cancelled' } : { type: 'SubscriptionClosed', subscriptionId: idOf(run, id) })
}

/** The event of the target's activity that goes on for this one: named by the plan or of the same id, and of the same kind. */
function twinOf(boundary: Node, host: Node, mapping: MigrateInstance['mapping']): Node | undefined {
  const id = Object.hasOwn(mapping, boundary.id) ? mapping[boundary.id] : boundary.id
  return host.boundaries.find((other) => other.id === id && other.kind === boundary.kind)
}

function migratedTasks(run: Run, { nodes }: PlannedMoves): MigratedTask[] {
  return run.draft.tokens.active.flatMap((record) => {
    const target = record.task === undefined ? undefined : nodes.get(record.element)
    if (target === undefined) return []
    const { information, outcomes } = target.settings as UserTaskSettings
    return [{ taskId: idOf(run, record.id), elementId: target.id, name: target.name === '' ? target.id : target.name, formKey: information.formKey, outcomes }]
  })
}

/** What is new at a living place in the target: boundary events are armed, a join that has become full fires. */
function resume(run: Run, id: number): void {
  const record = findActivation(run, id)
  if (record === undefined) return
  const node = nodeOf(run, record)
  if (record.arrived !== undefined) retryJoin(run, record, node)
  else if (record.loop === undefined) armNew(run, record, node)
  touch(run, record.scope)
}

function armNew(run: Run, host: Activation, node: Node): void {
  if (run.draft.tokens.incidents.some(({ owner, stage }) => owner === host.id && stage === 'enter')) return
  for (const boundary of node.boundaries) {
    const { watch } = elementOf(run, boundary)
    const isArmed = waitsAt(run, boundary.id).some(({ owner }) => owner === host.id)
    const prepared = watch === undefined || isArmed ? undefined : watch(run, host, boundary, boundary.settings)
    if (prepared === STOPPED) return
    prepared?.()
  }
}

