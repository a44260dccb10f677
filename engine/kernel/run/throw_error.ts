import type { Node } from '../graph.js'
import type { Variables } from '../commands.js'
import type { Activation } from '../state.js'
import { fireBoundary } from './boundaries.js'
import { elementText, raiseIncident } from './incidents.js'
import { complete } from './leave.js'
import { emit, findActivation, nodeOf, type Run } from './run.js'
import { reportToCaller } from './settle.js'
import { terminateInside } from './terminate.js'

/** What an error boundary event looks for; null = any error. */
export interface ErrorCatch {
  readonly code: string | null
  readonly codeVariable: string | null
  readonly messageVariable: string | null
}

export const ERROR_BOUNDARY = 'boundaryEvent:error'

/**
 * A BPMN error goes outwards from an activation to the nearest activity with a matching boundary event; a called instance hands it to
 * its caller. Nobody catches it: an incident at the place it was thrown.
 */
export function throwError(run: Run, thrower: Activation, code: string, message: string | null, variables: Variables): void {
  for (let at: Activation | undefined = thrower; at !== undefined; at = at.scope === 0 ? undefined : findActivation(run, at.scope)) {
    const boundary = at.loop === undefined ? catcherOn(nodeOf(run, at), code) : undefined
    if (boundary === undefined) continue
    const { codeVariable, messageVariable } = boundary.settings as ErrorCatch
    const told: Variables = { ...variables }
    if (codeVariable !== null) told[codeVariable] = code
    if (messageVariable !== null) told[messageVariable] = message
    completeThrower(run, thrower)
    fireBoundary(run, at, boundary, told)
    return
  }
  if (run.draft.state.caller === null) {
    const text = `${elementText(nodeOf(run, thrower))}抛出的错误“${code}”无人捕获。请在模型中加错误边界事件，或更正数据后重试。`
    raiseIncident(run, thrower, 'UNCAUGHT_ERROR', text, 'work')
    return
  }
  completeThrower(run, thrower)
  terminateInside(run, 0, `错误“${code}”已交给上级流程`)
  emit(run, { type: 'InstanceCancelled', reason: `错误“${code}”已交给上级流程`, atMs: run.context.nowMs })
  reportToCaller(run, { kind: 'error', code, message, variables: { ...run.draft.state.data, ...variables } })
}

/** An error end event has done its work once the error is caught; a task that failed is terminated with its catcher's activity. */
function completeThrower(run: Run, thrower: Activation): void {
  const node = nodeOf(run, thrower)
  if (node.type === 'endEvent') complete(run, thrower, node)
}

/** An event for exactly this code goes before one for any. */
function catcherOn(node: Node, code: string): Node | undefined {
  const catchers = node.boundaries.filter((boundary) => boundary.kind === ERROR_BOUNDARY)
  const codeOf = (boundary: Node) => (boundary.settings as ErrorCatch).code
  return catchers.find((boundary) => codeOf(boundary) === code) ?? catchers.find((boundary) => codeOf(boundary) === null)
}
