import { tellCase } from './tell_case.js'
import { tellEvaluation } from './tell_evaluation.js'
import { tellEvent } from './tell_event.js'
import type { Telling } from './telling.js'

/** By what the package keeps: evaluations, cases or events. */
export function tell(on: Telling): void {
  const { manifest } = on.business
  if (manifest.evaluation !== null) return tellEvaluation(on)
  if (manifest.case !== null) return tellCase(on)
  if (on.step.resource('event.json') !== null) tellEvent(on)
}
