import type { Opinion } from '#adapters/web/contract/tasks'
import type { Event } from '#engine/kernel/events'
import type { UserTaskInformation } from '#engine/model/executable_process'
import type { Actor } from '#engine/runtime/command_envelope'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { WebServices } from '../web_services.js'
import { instant } from './instants.js'
import { outcomeLabel, signLabel } from './outcome_label.js'
import { personOrNull, personReference } from './people.js'
import { sentences } from './sentences/sentences.js'

type Services = Pick<WebServices, 'organisation'>
type NodeOf = (elementId: string) => { name: string; userTask?: UserTaskInformation } | undefined

/** One row of the journal: who did it, for whom, and what came of it. */
export interface Deed {
  actor: Actor
  events: readonly Event[]
}

/**
 * Everything people have said of a 办件, oldest first: with their completions and signatures, and with what they did to running work.
 * `deeds` is all it has gone through; a deputy (代) stands there with the one he acted for.
 */
export function opinionsOf(services: Services, deeds: readonly Deed[], tasks: readonly TaskRow[], nodeOf: NodeOf): Opinion[] {
  const withdrawn = new Set(deeds.flatMap(({ events }) => events.flatMap((event) => (event.type === 'TaskWithdrawn' ? [event.taskId] : []))))
  const absentOf = new Map(deeds.flatMap(({ actor, events }) => events.flatMap((event) => (event.type === 'TaskClosed' ? [[event.taskId, absentOne(actor)] as const] : []))))
  const completed = tasks.filter((task) => task.state === 'completed' && task.completedAtMs !== null)
  const said = [
    ...completed.map((task) => ofCompletion(services, task, absentOf.get(task.id) ?? null, nodeOf, withdrawn)),
    ...deeds.flatMap(({ actor, events }) => events.flatMap((event) => ofOperation(services, event, absentOne(actor), tasks, nodeOf) ?? [])),
  ]
  return said.sort((one, other) => one.at.localeCompare(other.at))
}

const absentOne = (actor: Actor): string | null => (actor.kind === 'user' ? (actor.onBehalfOf ?? null) : null)

function ofCompletion(services: Services, task: TaskRow, absent: string | null, nodeOf: NodeOf, withdrawn: ReadonlySet<string>): Opinion {
  const position = task.signPosition
  return {
    taskId: task.id,
    act: position === null ? 'complete' : 'sign',
    actLabel: position === null ? sentences().acts.complete : sentences().acts.sign[position],
    withdrawn: withdrawn.has(task.id),
    elementId: task.elementId,
    node: task.name,
    ...speaker(services, task.completedBy, absent ?? task.owner),
    outcome: task.outcome,
    outcomeLabel: position === null ? outcomeLabel(nodeOf(task.elementId)?.userTask, task.outcome) : signLabel(task.outcome),
    opinion: task.opinion,
    at: instant(task.completedAtMs!),
  }
}

function ofOperation(services: Services, event: Event, absent: string | null, tasks: readonly TaskRow[], nodeOf: NodeOf): Opinion | null {
  const nameOf = (elementId: string) => nodeOf(elementId)?.name || elementId
  const person = (userId: string | null) => (userId === null ? '' : personReference(services.organisation, userId).name)
  const said = (act: Opinion['act'], actLabel: string, one: { by: string | null; elementId: string; atMs: number; opinion: string | null; taskId: string }): Opinion => ({
    taskId: one.taskId, act, actLabel, withdrawn: false, elementId: one.elementId, node: nameOf(one.elementId), ...speaker(services, one.by, absent),
    outcome: null, outcomeLabel: null, opinion: one.opinion, at: instant(one.atMs),
  })
  const { acts, list } = sentences()
  switch (event.type) {
    case 'SignersAdded':
      return said('addSigners', acts.addSigners(list(event.users.map(person))), event)
    case 'TaskReturned':
      return said('return', acts.return(nameOf(event.toElementId)), event)
    case 'TaskWithdrawn':
      return said('withdraw', acts.withdraw, event)
    case 'TokenMoved':
      return said('jump', acts.jump(nameOf(event.toElementId)), { ...event, opinion: event.reason, taskId: event.elementInstanceId })
    case 'TaskAssigned': {
      if (event.opinion === null || event.cause === 'claim' || event.cause === 'release') return null
      const elementId = tasks.find((task) => task.id === event.taskId)?.elementId ?? ''
      return said(event.cause, event.cause === 'resolve' ? acts.resolve : acts[event.cause](person(event.assignee)), { ...event, elementId })
    }
    default:
      return null
  }
}

function speaker({ organisation }: Services, userId: string | null, onBehalfOf: string | null): Pick<Opinion, 'person' | 'onBehalfOf' | 'departmentName'> {
  const departmentId = userId === null ? null : organisation.directory().departmentOf(userId)
  return {
    person: personOrNull(organisation, userId),
    onBehalfOf: personOrNull(organisation, onBehalfOf === userId ? null : onBehalfOf),
    departmentName: departmentId === null ? null : (organisation.directory().department(departmentId)?.name ?? null),
  }
}
