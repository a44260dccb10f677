import type { Variables } from '../commands.js'
import type { Node } from '../graph.js'
import type { MovedToken } from '../state.js'
import type { Run } from './run.js'

/** Where a token is put that did not come along a flow. */
export interface Placement {
  readonly node: Node
  readonly scope: number
  readonly comesFrom: readonly number[]
  readonly loop?: number
  readonly variables?: Variables
  readonly lastOutcome?: string
  readonly moved?: MovedToken
  readonly draft?: Variables
}

/** Puts a token in front of a node; it enters when the step goes on. */
export function placeToken(run: Run, { node, scope, comesFrom, loop, variables, lastOutcome, moved, draft }: Placement): void {
  run.stack.push({ node, scope, flow: null, loop, variables, lastOutcome, move: { comesFrom, moved, draft } })
}
