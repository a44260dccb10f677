import type { CompiledExpression } from '#engine/expressions/expression'
import type { Activation } from '../state.js'
import { evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import type { Run } from './run.js'

/** One of these has to be true before any skip condition counts, as in the engines that have them. */
const SWITCHES = ['_FLOWABLE_SKIP_EXPRESSION_ENABLED', '_ACTIVITI_SKIP_EXPRESSION_ENABLED']

/** Whether an activity is passed over: its `skipExpression` holds, and skipping is switched on by a variable. */
export function isSkipped(run: Run, record: Activation, condition: CompiledExpression): boolean | Stopped {
  run.viewpoint = record.id
  if (!SWITCHES.some((name) => run.evaluation.lookup(name) === true)) return false
  const holds = evaluateTruth(run, record, condition, '跳过条件', 'enter')
  return holds === STOPPED ? STOPPED : holds
}
