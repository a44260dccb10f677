import type { CompleteTask } from '../commands.js'
import type { UserTaskSettings } from '../elements/user_task.js'
import type { Rejection } from '../rejection.js'
import { nodeOf, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import { reject } from './handler.js'

/** Whether the outcome is one the node knows, and an opinion is there where it asks for one. */
export function checkAnswer(run: Run, record: Activation, { by, outcome, opinion }: Pick<CompleteTask, 'by' | 'outcome' | 'opinion'>): Rejection | undefined {
  const { outcomes, information } = nodeOf(run, record).settings as UserTaskSettings
  if (outcome === null ? outcomes.length > 0 : !outcomes.includes(outcome)) {
    const allowed = outcomes.length === 0 ? '本环节不需要选择办理结果' : `请从 ${information.outcomes.map((one) => one.label).join('、')} 中选择`
    const message = outcome === null ? `还没有选择办理结果，${allowed}。` : `办理结果“${outcome}”不在允许之列，${allowed}。`
    return reject('INVALID_ARGUMENT', message, [{ path: 'outcome', code: 'OUTCOME_NOT_ALLOWED', message }])
  }
  if (by === null || information.opinion !== 'required' || (opinion ?? '').trim() !== '') return undefined
  return reject('INVALID_ARGUMENT', '本环节必须填写意见。请填写后再提交。', [{ path: 'opinion', code: 'OPINION_REQUIRED', message: '请填写意见。' }])
}
