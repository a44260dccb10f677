import type { Node } from '../graph.js'
import type { Variables } from '../commands.js'
import type { Activation } from '../state.js'
import type { Run } from './run.js'
import { terminate } from './terminate.js'
import { setVariables } from './variables.js'

/** A boundary event happens: the activity is left if it interrupts, and a token goes on from the event. */
export function fireBoundary(run: Run, host: Activation, boundary: Node, variables: Variables): void {
  if (boundary.isInterrupting) terminate(run, host, `被边界事件“${boundary.name === '' ? boundary.id : boundary.name}”中断`)
  setVariables(run, host.scope, variables)
  run.stack.push({ node: boundary, scope: host.scope, flow: null, loop: undefined, variables: undefined, lastOutcome: host.lastOutcome })
}
