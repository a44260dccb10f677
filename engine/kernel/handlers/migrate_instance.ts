import { checkInvariants } from '../check_invariants.js'
import type { UserTaskSettings } from '../elements/user_task.js'
import type { IncidentRaised } from '../events.js'
import { graphOf } from '../graph.js'
import type { MigratedTask, MigrateInstance, MigrationProblem } from '../migration.js'
import type { Rejection } from '../rejection.js'
import { STOPPED } from '../run/evaluate.js'
import { pinForm } from '../run/bound_form.js'
import { begin } from '../run/activate.js'
import { openConditionWatch } from '../run/condition_watch.js'
import { retryJoin } from '../run/joins.js'
import { armNewListeners, armNewWaits, leaveWaits } from '../run/migrate_waits.js'
import { planMoves, type PlannedMoves } from '../run/plan_moves.js'
import { emit, findActivation, idOf, nodeOf, touch, type Run } from '../run/run.js'
import { settle } from '../run/settle.js'
import { reject, type Handler } from './handler.js'

/** 迁移. Refused as a whole, with every reason, when one living place has no target or would never move again there. */
export const migrateInstance: Handler<MigrateInstance> = (run, command) => {
  const { state } = run.draft
  if (command.definitionId === state.definitionId) return reject('INVALID_STATE', '此流程已经是这个版本，无需迁移。')
  const { definitionId } = command
  const target = run.context.definitions.process(definitionId)
  if (target === undefined) {
    run.lookups.push({ kind: 'process', definitionId: command.definitionId })
    return undefined
  }
  if (target === null) return reject('NOT_FOUND', `没有流程定义“${command.definitionId}”。请核对要迁移到的版本。`)
  const moves = planMoves(state, run.graph, graphOf(target), command.mapping)
  if (moves.problems.length > 0) return refuse(moves.problems)
  const waits = leaveWaits(run, moves, graphOf(target), command.mapping)
  const tasks = migratedTasks(run, moves, definitionId)
  if (tasks === 'missing') return undefined
  if ('problems' in tasks) return refuse(tasks.problems)
  const { definitionId: fromDefinitionId } = state
  const { by, reason } = command
  const renamed = { ...moves.renamed, ...waits }
  emit(run, { type: 'InstanceMigrated', fromDefinitionId, definitionId, processId: target.id, renamed, tasks, by, reason, atMs: run.context.nowMs })
  run.process = target
  run.graph = graphOf(target)
  run.conditions = openConditionWatch(run.graph)
  if (armNewListeners(run, 0) === STOPPED) return cannotListen(run)
  for (const id of run.draft.tokens.active.map((record) => record.id)) resume(run, id)
  run.conditions?.begun.splice(0)
  settle(run)
  return notLive(run)
}

function refuse(problems: readonly MigrationProblem[]): Rejection {
  const errors = problems.map(({ elementId: path, code, message }) => ({ path, code, message }))
  return reject('INVALID_STATE', `不能迁移：${problems.map(({ message }) => message).join('')}`, errors)
}

/** What the process itself listens for in the target cannot be computed: there is no place where an incident about it could stand. */
function cannotListen(run: Run): Rejection {
  const { message, elementId: path } = run.events.at(-1) as IncidentRaised
  return refuse([{ elementId: path, code: 'NOT_LIVE', message }])
}

/** The proof afterwards: all that waits has something that will move it. A migration that would strand a token is undone. */
function notLive(run: Run): Rejection | undefined {
  const wrong = checkInvariants(run.process, run.draft.state)
  if (wrong.length === 0) return undefined
  return refuse([{ elementId: run.process.id, code: 'NOT_LIVE', message: `迁移后流程将无法继续（${wrong.join('；')}），已撤销。请更正对应关系。` }])
}

/** Open tasks as the target describes them; a bound form is chosen anew, since the target may name another one. */
function migratedTasks(run: Run, { nodes }: PlannedMoves, definitionId: string): MigratedTask[] | { problems: MigrationProblem[] } | 'missing' {
  const tasks: MigratedTask[] = []
  const problems: MigrationProblem[] = []
  for (const record of run.draft.tokens.active) {
    const target = record.task === undefined ? undefined : nodes.get(record.element)
    if (target === undefined) continue
    const { information, outcomes } = target.settings as UserTaskSettings
    const pinned = pinForm(run, information, definitionId)
    if (pinned === 'missing') return 'missing'
    const name = target.name === '' ? target.id : target.name
    if (pinned === 'none') problems.push({ elementId: record.element, code: 'NO_FORM', message: `环节“${name}”要用的表单“${information.formKey}”不存在。请先发布含有该表单的业务包。` })
    else tasks.push({ taskId: idOf(run, record.id), elementId: target.id, name, formKey: information.formKey, ...pinned, outcomes })
  }
  return problems.length > 0 ? { problems } : tasks
}

/** What is new at a living place in the target: what is waited for from it is armed, a join that has become full fires. */
function resume(run: Run, id: number): void {
  const record = findActivation(run, id)
  if (record === undefined) return
  const node = nodeOf(run, record)
  const gathered = record.arrived === undefined ? undefined : retryJoin(run, record, node)
  if (gathered !== undefined) begin(run, gathered, node)
  else if (record.arrived === undefined) armNewWaits(run, record, node)
  touch(run, record.scope)
}
