import type { Variables } from '../commands.js'
import type { Activation } from '../state.js'
import { findCatcher, type CodeCatch } from './find_catcher.js'
import { happen } from './happen.js'
import { elementText, raiseIncident } from './incidents.js'
import { complete } from './leave.js'
import { emit, nodeOf, type Run } from './run.js'
import { endProcessScope, reportToCaller } from './settle.js'
import { terminateInside } from './terminate.js'

/** What an error event looks for, and where it notes what it has caught. */
export interface ErrorCatch extends CodeCatch {
  readonly codeVariable: string | null
  readonly messageVariable: string | null
}

/**
 * A BPMN error goes outwards from an activation to the nearest event that catches it; a called instance hands it to its caller. Nobody
 * catches it: an incident at the place it was thrown. BPMN 2.0.2, 10.5.7.
 */
export function throwError(run: Run, thrower: Activation, code: string, message: string | null, variables: Variables): void {
  const catcher = findCatcher(run, thrower, 'error', code)
  if (catcher !== null) {
    const { codeVariable, messageVariable } = catcher.event.settings as ErrorCatch
    const told: Variables = { ...variables }
    if (codeVariable !== null) told[codeVariable] = code
    if (messageVariable !== null) told[messageVariable] = message
    completeThrower(run, thrower)
    happen(run, catcher.owner, catcher.event, told)
    return
  }
  if (run.draft.state.caller === null) {
    const text = `${elementText(nodeOf(run, thrower))}抛出的错误“${code}”无人捕获。请在模型中加错误边界事件，或更正数据后重试。`
    raiseIncident(run, thrower, 'UNCAUGHT_ERROR', text, 'work')
    return
  }
  const reason = `错误“${code}”已交给上级流程`
  completeThrower(run, thrower)
  terminateInside(run, 0, reason)
  endProcessScope(run, reason)
  emit(run, { type: 'InstanceCancelled', reason, atMs: run.context.nowMs })
  reportToCaller(run, { kind: 'error', code, message, variables: { ...run.draft.state.data, ...variables } })
}

/** An error end event has done its work once the error is caught; a task that failed is terminated with its catcher's activity. */
function completeThrower(run: Run, thrower: Activation): void {
  const node = nodeOf(run, thrower)
  if (node.type === 'endEvent') complete(run, thrower, node)
}
