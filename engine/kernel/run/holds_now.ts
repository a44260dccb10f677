import type { CompiledExpression } from '#engine/expressions/expression'
import type { Node } from '../graph.js'
import type { ConditionSettings } from './condition_watch.js'
import { elementText } from './incidents.js'
import { emit, idOf, nextNumber, type Run } from './run.js'

/**
 * Whether the condition of an event holds seen from an activation (0 = the process). Over an unset variable it does not; one that cannot
 * be evaluated becomes an incident that stops nothing.
 */
export function holdsNow(run: Run, owner: number, event: Node): boolean {
  const { condition } = event.settings as ConditionSettings
  if (condition === null) return false
  run.viewpoint = owner
  const result = condition.evaluate(run.evaluation)
  if (result.ok && typeof result.value === 'boolean') return result.value
  if ((result.ok && (result.value === null || result.value === undefined)) || result.unsetNames.length > 0) return false
  report(run, owner, event, condition, result.ok ? '应得出是/否，实际不是。' : result.error.message)
  return false
}

function report(run: Run, owner: number, event: Node, condition: CompiledExpression, why: string): void {
  if (run.draft.tokens.incidents.some((incident) => incident.owner === owner && incident.stage === 'watch')) return
  emit(run, {
    type: 'IncidentRaised',
    incidentId: idOf(run, nextNumber(run)),
    code: 'EXPRESSION_ERROR',
    elementId: event.id,
    elementInstanceId: idOf(run, owner),
    jobId: null,
    message: `${elementText(event)}的条件“${condition.source}”无法计算，暂按不成立处理：${why}请更正数据后重试。`,
    stage: 'watch',
    atMs: run.context.nowMs,
  })
}
