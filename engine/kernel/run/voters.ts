import type { UserId } from '#engine/model/principal'
import type { MultiInstance, Node } from '../graph.js'
import type { Activation } from '../state.js'
import { continueBody } from './leave.js'
import { placeToken } from './place_token.js'
import { emit, findActivation, idOf, nodeOf, type Run } from './run.js'
import { terminate } from './terminate.js'

export type Body = Activation & { readonly multi: NonNullable<Activation['multi']> }

/** The multi-instance body an instance belongs to. */
export function bodyOf(run: Run, instance: Activation): Body {
  return findActivation(run, instance.scope) as Body
}

/** People who vote in a body now, by their open tasks, or who are still to come in a sequence. */
export function votersOf(run: Run, body: Body): UserId[] {
  const open = run.draft.tokens.active.flatMap(({ scope, task }) => (scope === body.id && task?.assignee ? [task.assignee] : []))
  return [...open, ...(body.multi.items ?? []).filter((item): item is string => typeof item === 'string')]
}

/** One more instance for each: at once in a parallel body, at the end of a sequence. */
export function addVoters(run: Run, instance: Activation, users: readonly UserId[], by: UserId): void {
  const body = bodyOf(run, instance)
  const node = nodeOf(run, body)
  const { elementVariable, isSequential } = node.multiInstance as MultiInstance
  const { multi } = body
  const items = isSequential ? { items: [...(multi.items ?? []), ...users] } : {}
  changeBody(run, body, { total: multi.total + users.length, ...items })
  if (isSequential) return
  users.toReversed().forEach((user, i) => {
    placeToken(run, {
      node, scope: body.id, comesFrom: [body.id], loop: multi.created + users.length - 1 - i, lastOutcome: body.lastOutcome,
      variables: elementVariable === null ? undefined : { [elementVariable]: user }, moved: { assignee: user, addedBy: by },
    })
  })
}

/** Takes voters out who have not voted; the body may be decided by it. */
export function removeVoters(run: Run, body: Body, instances: readonly Activation[], reason: string): void {
  for (const instance of instances) terminate(run, instance, reason)
  const { multi } = body
  changeBody(run, body, { removed: (multi.removed ?? 0) + instances.length })
  const node = nodeOf(run, body) as Node & { multiInstance: MultiInstance }
  continueBody(run, findActivation(run, body.id) as Activation, node, node.multiInstance)
}

/** Notes new counters of a body; what is not said stays. */
export function changeBody(run: Run, body: Body, change: Partial<Pick<Body['multi'], 'total' | 'created' | 'completed' | 'removed' | 'items' | 'votes' | 'collected'>>): void {
  const { total, created, completed } = body.multi
  emit(run, { type: 'MultiInstanceChanged', elementInstanceId: idOf(run, body.id), elementId: body.element, total, created, completed, ...change })
}
