import type { AdHocSettings } from '../elements/ad_hoc_sub_process.js'
import type { Variables } from '../commands.js'
import type { Node } from '../graph.js'
import type { Activation } from '../state.js'
import { evaluate, evaluateTruth, STOPPED, type Stopped } from './evaluate.js'
import { elementText } from './incidents.js'
import { emit, findActivation, idOf, nodeOf, touch, type Run } from './run.js'
import { terminateInside } from './terminate.js'
import { mergeInto } from './variables.js'

/** What the completion of an activity means for the ad-hoc sub-process around it. */
export type AdHocVerdict = 'open' | 'closing' | 'over'

/** Looks at the completion condition after an activity has done its work; seen from there. BPMN 2.0.2, 13.3.5. */
export function judgeAdHoc(run: Run, record: Activation, node: Node): AdHocVerdict | Stopped {
  const parent = node.parent as Node
  const { completionCondition, cancelsRemaining, output } = parent.settings as AdHocSettings
  const box = findActivation(run, record.scope) as Activation
  const gathered = output === null || node.outgoing.length > 0 ? null : gather(run, box, record, output)
  if (gathered === STOPPED) return STOPPED
  if (box.isClosing === true) return 'closing'
  if (completionCondition === null || /(Event|Gateway)$/.test(node.type)) return 'open'
  const isDone = evaluateTruth(run, record, completionCondition, `${elementText(parent)}的完成条件`)
  if (isDone === STOPPED) {
    if (gathered !== null) mergeInto(run, box.id, gathered)
    return STOPPED
  }
  if (!isDone) return 'open'
  return cancelsRemaining ? 'over' : 'closing'
}

/** Adds what the last activity of a chain gives to the list of the sub-process, where its condition sees it; answers the list as it was before. */
function gather(run: Run, box: Activation, record: Activation, { name, element }: NonNullable<AdHocSettings['output']>): Variables | Stopped {
  const value = evaluate(run, record, element, `${elementText(nodeOf(run, box))}汇总到“${name}”`, 'leave')
  if (value === STOPPED) return STOPPED
  const before = box.variables?.[name]
  const list: readonly unknown[] = Array.isArray(before) ? before : []
  mergeInto(run, box.id, { [name]: [...list, value ?? null] })
  return { [name]: list }
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
