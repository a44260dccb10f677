import { applyAll } from '../apply.js'
import { beginScopeAgain } from '../run/activate.js'
import { placeToken } from '../run/place_token.js'
import { findActivation, nodeById, type Run } from '../run/run.js'
import { changeBody, type Body } from '../run/voters.js'
import type { Activation, InstanceState, MultiInstanceState } from '../state.js'
import type { Journal } from './journal.js'
import type { Stay, Walk } from './stay.js'
import { planTakeBack, waitAgain } from './take_back.js'
import { isFellowVote } from './withdrawal.js'

/**
 * The scope a completed activity lay in, alive: as it is, or come to life again as it was before the completion. A multi-instance body
 * counts the withdrawn vote no more, and asks again for those its end had made needless. undefined = an incident says why not.
 */
export function reviveScope(run: Run, walk: Walk, stay: Stay): number | undefined {
  return alive(run, walk, stay, stateBefore(run, stay))
}

/** The state in which the command found the instance that ended the stay. */
function stateBefore({ context }: Run, stay: Stay): InstanceState {
  const rows = (context.journal as Journal).slice(0, stay.endedIn ?? 0).filter((events) => events.length > 0)
  return rows.reduce<InstanceState | null>(applyAll, null) as InstanceState
}

function alive(run: Run, walk: Walk, stay: Stay, before: InstanceState): number | undefined {
  if (stay.scope === 0) return 0
  const old = walk.stays.get(stay.scope) as Stay
  const living = findActivation(run, old.id)
  if (living !== undefined) {
    if (stay.loop !== undefined) takeVoteOut(run, living as Body, stay, recordOf(before, old.id))
    return living.id
  }
  const scope = alive(run, walk, old, before)
  if (scope === undefined) return undefined
  const { variables, lastOutcome, multi, moved } = recordOf(before, old.id)
  const comesFrom = old.loop === undefined ? old.from : [scope]
  const id = beginScopeAgain(run, { node: nodeById(run, old.element), scope, comesFrom, loop: old.loop, variables, lastOutcome, moved }, multi)
  if (id === undefined) return undefined
  for (const join of planTakeBack(run, walk, old.id, [stay.id]).joins) if (join.arrivals.length > 0) waitAgain(run, nodeById(run, join.element), id, join.arrivals)
  if (stay.loop === undefined) return id
  takeVoteOut(run, findActivation(run, id) as Body, { ...stay, state: 'open' }, recordOf(before, old.id))
  askFellows(run, walk, stay, id)
  return id
}

const recordOf = (before: InstanceState, id: number): Activation => before.tokens.active.find((record) => record.id === id) as Activation

/** The body is told of one vote less; the next in turn goes back into the queue. `open` = the completion was not counted yet. */
function takeVoteOut(run: Run, body: Body, stay: Stay, before: Activation): void {
  const { multi } = body
  const isSequential = nodeById(run, body.element).multiInstance?.isSequential === true
  const was = before.multi as MultiInstanceState
  const collected = multi.collected && Object.fromEntries(Object.entries(multi.collected).map(([name, values]) => [name, values.filter(({ place }) => place !== stay.loop)]))
  changeBody(run, body, {
    completed: stay.state === 'open' ? multi.completed : multi.completed - 1,
    ...(isSequential && { created: was.created, ...(was.items !== undefined && { items: was.items }) }),
    ...(multi.votes && { votes: multi.votes.filter(({ loop }) => loop !== stay.loop) }),
    ...(collected && { collected }),
  })
}

/** Votes that ended needless with the withdrawn one are asked for again. */
function askFellows(run: Run, walk: Walk, stay: Stay, scope: number): void {
  for (const fellow of walk.stays.values()) {
    if (fellow.endedIn !== stay.endedIn || fellow.state !== 'terminated' || !isFellowVote(stay, fellow)) continue
    placeToken(run, {
      node: nodeById(run, fellow.element), scope, comesFrom: [scope], loop: fellow.loop, variables: fellow.variables,
      ...(fellow.assignee !== null && { moved: { assignee: fellow.assignee } }),
    })
  }
}
