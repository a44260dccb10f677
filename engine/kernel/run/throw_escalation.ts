import type { Variables } from '../commands.js'
import type { Activation } from '../state.js'
import { findCatcher, type CodeCatch } from './find_catcher.js'
import { happen } from './happen.js'
import { complete } from './leave.js'
import { emit, findActivation, idOf, nodeOf, type Run } from './run.js'

/** What an escalation event looks for, and where it notes the code it has caught. */
export interface EscalationCatch extends CodeCatch {
  readonly codeVariable: string | null
}

/**
 * An escalation goes outwards from an activation to the nearest event that catches it; a called instance tells its caller and goes on.
 * Caught by nobody it is only noted. True = the thrower is still there. BPMN 2.0.2, 10.5.7.
 */
export function throwEscalation(run: Run, thrower: Activation, code: string, variables: Variables): boolean {
  const catcher = findCatcher(run, thrower, 'escalation', code)
  emit(run, { type: 'EscalationThrown', elementId: thrower.element, elementInstanceId: idOf(run, thrower.id), code, caughtBy: catcher?.event.id ?? null })
  if (catcher === null) {
    tellCaller(run, code)
    return true
  }
  const node = nodeOf(run, thrower)
  if (node.type === 'endEvent' && catcher.event.isInterrupting) complete(run, thrower, node)
  const { codeVariable } = catcher.event.settings as EscalationCatch
  happen(run, catcher.owner, catcher.event, codeVariable === null ? variables : { ...variables, [codeVariable]: code })
  return findActivation(run, thrower.id) !== undefined
}

function tellCaller(run: Run, code: string): void {
  const { caller, data } = run.draft.state
  if (caller === null) return
  run.effects.push({
    type: 'SendCommand',
    instanceId: caller.instanceId,
    command: { type: 'EscalateCall', elementInstanceId: caller.elementInstanceId, code, variables: data },
  })
}
