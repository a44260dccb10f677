import type { Variables } from '../commands.js'
import { reach } from './happen.js'
import type { Run } from './run.js'

/** A signal that is here and has not reached everything that listened for it. */
export interface ComingSignal {
  readonly name: string
  readonly variables: Variables
  /** Only what had been subscribed to when it was thrown hears it, by number. */
  readonly until: number
  /** How many led to it, itself included. */
  readonly chain: number
  /** Last subscription it has reached. */
  readonly after: number
}

/**
 * Brings a signal to the next listener of this instance; what an earlier one took away is passed over. Before any scope ends: who listened
 * when it was thrown hears it. BPMN 2.0.2, 10.5.7 (publication). True = something moved.
 */
export function hearSignals(run: Run): boolean {
  for (let coming = run.signals[0]; coming !== undefined; coming = run.signals[0]) {
    const { name, after, until, variables } = coming
    const next = run.draft.tokens.subscriptions.find((one) => one.id > after && one.id <= until && one.kind === 'signal' && one.name === name)
    if (next === undefined) {
      run.signals.shift()
      continue
    }
    run.signals[0] = { ...coming, after: next.id }
    run.chain = coming.chain
    reach(run, next, variables)
    return true
  }
  run.chain = run.chainBefore
  return false
}
