import type { AdHocSettings } from '../elements/ad_hoc_sub_process.js'
import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { elementText } from './incidents.js'
import { emit, findActivation, idOf, nodeOf, touch, type Run } from './run.js'
import { terminateInside } from './terminate.js'

/** What the completion of an activity means for the ad-hoc sub-process around it. */
export type AdHocVerdict = 'open' | 'closing' | 'over'

/** Looks at the completion condition after an activity has done its work; seen from there. BPMN 2.0.2, 13.3.5. */
export function judgeAdHoc(run: Run, record: Activation, node: Node): AdHocVerdict | Stopped {
  const parent = node.parent as Node
  const { completionCondition, cancelsRemaining } = parent.settings as AdHocSettings
  if (findActivation(run, record.scope)?.isClosing === true) return 'closing'
  if (completionCondition === null || /(Event|Gateway)$/.test(node.type)) return 'open'
  const isDone = evaluateTruth(run, record, completionCondition, `${elementText(parent)}的完成条件`)
  if (isDone === STOPPED) return STOPPED
  if (!isDone) return 'open'
  return cancelsRemaining ? 'over' : 'closing'
}

/** No further activity begins; true = nothing keeps the sub-process any more, it can be left. */
export function closeAdHoc(run: Run, scope: Activation, verdict: 'closing' | 'over'): boolean {
  if (verdict === 'over') {
    terminateInside(run, scope.id, `${elementText(nodeOf(run, scope))}已达到完成条件`)
    return true
  }
  if (scope.isClosing !== true) emit(run, { type: 'AdHocClosing', elementInstanceId: idOf(run, scope.id), elementId: scope.element })
  touch(run, scope.id)
  return false
}
