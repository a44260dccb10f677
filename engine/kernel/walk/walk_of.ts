import type { Run } from '../run/run.js'
import type { Walk } from './stay.js'
import { traceWalk } from './trace_walk.js'

/** Where the tokens of the instance have been until now, this step included; undefined = the journal has to be loaded first. */
export function walkOf(run: Run): Walk | undefined {
  const journal = run.context.journal ?? (run.draft.state.revision === 0 ? [] : undefined)
  if (journal !== undefined) return traceWalk(run.graph, run.instanceId, [...journal, run.events])
  if (!run.lookups.some(({ kind }) => kind === 'journal')) run.lookups.push({ kind: 'journal' })
  return undefined
}
