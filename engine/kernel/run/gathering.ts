import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { arrivedCount } from './arrived_count.js'
import { emit, findActivation, idOf, type Run } from './run.js'

/** Whether an activity that begins with several tokens has them; by which flows they came says nothing. BPMN 2.0.2, 13.3.2. */
export const hasGathered = (record: Activation, node: Node): boolean => arrivedCount(record.arrived) >= node.startQuantity

/** The tokens that have come are taken: the activation that begins with them. Later ones gather for the next. */
export function gather(run: Run, record: Activation, node: Node): Activation {
  run.activations++
  // that it would never have them was said too early: a token was moved here
  for (const { id } of run.draft.tokens.incidents.filter(({ owner }) => owner === record.id)) emit(run, { type: 'IncidentResolved', incidentId: idOf(run, id), cause: 'cancelled' })
  emit(run, { type: 'TokensGathered', elementInstanceId: idOf(run, record.id), elementId: node.id })
  return findActivation(run, record.id) as Activation
}

/** Why it has not begun, for people. */
export const missingText = (record: Activation, node: Node): string => `要到 ${node.startQuantity} 个令牌才能开始，还缺 ${node.startQuantity - arrivedCount(record.arrived)} 个`
