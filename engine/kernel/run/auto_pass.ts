import type { UserId } from '#engine/model/principal'
import type { Activation } from '../state.js'
import type { Stay, Walk } from '../walk/stay.js'
import { walkOf } from '../walk/walk_of.js'
import { walkedTasks } from '../walk/walked_tasks.js'
import type { People } from './candidates.js'
import type { Run } from './run.js'

/** 自动去重: whether somebody is asked again what he has agreed to already. */
export type AutoPass = 'never' | 'consecutive' | 'process'

/** 审批人是发起人: what happens when the approver turns out to be the starter. */
export type StarterIsApprover = 'self' | 'skip' | 'superior' | 'departmentHead'

/** The one person who would get the task; null while it is several people's, or nobody's. */
export function onlyPerson(run: Run, { assignee, candidates }: People): UserId | null {
  if (assignee !== null) return assignee
  const people = new Set<UserId>()
  for (const principal of candidates) {
    for (const user of run.context.directory.membersOf(principal)) people.add(user)
    if (people.size > 1) return null
  }
  return [...people][0] ?? null
}

/** People who decide instead of a starter who would have to approve what he has asked for himself. */
export function insteadOf(run: Run, starter: UserId, policy: StarterIsApprover): readonly UserId[] {
  const { directory } = run.context
  const superior = directory.superiorOf(starter)
  if (policy === 'superior') return superior === null ? [] : [superior]
  const department = directory.departmentOf(starter)
  return department === null ? [] : (directory.headsOf?.(department) ?? []).filter((head) => head !== starter)
}

/**
 * Whether the person has agreed before: in the step before, or anywhere in the process. Only the outcome that stands first at this node
 * counts as agreeing. `missing` = the journal has to be loaded.
 */
export function hasAgreedBefore(run: Run, record: Activation, person: UserId, policy: AutoPass, outcomes: readonly string[]): boolean | 'missing' {
  const walk = walkOf(run)
  if (walk === undefined) return 'missing'
  const agreed = (stay: Stay) => stay.doneBy === person && !stay.isUndone && stay.outcome === (outcomes[0] ?? null)
  if (policy === 'process') return [...walk.stays.values()].some(agreed)
  return walkedTasks(run, walk, record.id).some(({ isNearest, stay }) => isNearest && (agreed(stay) || insideOf(walk, stay).some(agreed)))
}

const insideOf = (walk: Walk, stay: Stay): Stay[] => [...walk.stays.values()].filter(({ scope }) => scope === stay.id)
