import { leave } from './leave.js'
import { placeToken } from './place_token.js'
import { emit, findActivation, idOf, nodeOf, type Run } from './run.js'
import { subTasksAt } from './sub_tasks.js'
import { terminate } from './terminate.js'
import type { Activation } from '../state.js'

/** What a signer may say: advice, which never decides the outcome. */
export const SIGN_OUTCOMES: readonly string[] = ['agree', 'disagree']

/**
 * Looks at a task after it was completed, or after one of its signers was: once both are done the token leaves with the assignee's
 * outcome; if a signer after him disagreed, he gets it back once.
 */
export function settleSigning(run: Run, owner: number): void {
  const record = findActivation(run, owner)
  if (record === undefined || record.task !== undefined || subTasksAt(run, owner).length > 0) return
  if (record.signing?.isDisputed && record.moved?.wasSentBack === undefined) sendBack(run, record, record.signing.by)
  else leave(run, record)
}

function sendBack(run: Run, record: Activation, to: string): void {
  const id = idOf(run, record.id)
  emit(run, { type: 'TaskSentBack', taskId: id, elementId: record.element, elementInstanceId: id, to, atMs: run.context.nowMs })
  terminate(run, record, '后加签人员不同意，退还重新办理')
  placeToken(run, {
    node: nodeOf(run, record), scope: record.scope, comesFrom: [record.id], loop: record.loop, variables: record.variables, lastOutcome: record.lastOutcome,
    moved: { ...record.moved, assignee: to, wasSentBack: true },
  })
}
