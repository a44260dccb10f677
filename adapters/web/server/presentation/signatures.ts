import type { Signer, TaskDetail } from '#adapters/web/contract/tasks'
import type { Event } from '#engine/kernel/events'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { WebServices } from '../web_services.js'
import { instant } from './instants.js'
import { signedTaskOf, signersOf, waitsForSigners } from './operated_task.js'
import { signLabel } from './outcome_label.js'
import { personOrNull, personReference } from './people.js'

type Organisation = Pick<WebServices, 'organisation'>
/** Events of every command so far. */
type Journal = readonly (readonly Event[])[]

/** 加签 at a task: who was asked and said what, and, for a signer's own task, what he signs and why he was asked. */
export function signaturesOf(services: Organisation, task: TaskRow, siblings: readonly TaskRow[], journal: Journal): Pick<TaskDetail, 'signers' | 'waitsForSigners' | 'signedTask'> {
  const signers = signersOf(task, siblings)
  const signed = signedTaskOf(task, siblings)
  const asked = askedBy(journal)
  return {
    signers: signers.map((one) => presentSigner(services, one, asked.get(one.id))),
    waitsForSigners: task.state === 'open' && waitsForSigners(task, siblings),
    signedTask: signed && {
      id: signed.id, name: signed.name, assignee: personOrNull(services.organisation, signed.assignee), asked: asked.get(task.id)?.opinion ?? null,
    },
  }
}

interface Asked {
  by: string
  opinion: string | null
}

/** Who asked each signer, and with which words, by the sub-task's id. */
function askedBy(journal: Journal): Map<string, Asked> {
  const found = new Map<string, Asked>()
  for (const events of journal) {
    const added = events.find((event) => event.type === 'SignersAdded')
    if (!added) continue
    for (const event of events) if (event.type === 'TaskCreated' && event.parentTaskId) found.set(event.taskId, { by: added.by, opinion: added.opinion })
  }
  return found
}

const presentSigner = (services: Organisation, task: TaskRow, asked: Asked | undefined): Signer => ({
  taskId: task.id,
  person: personOrNull(services.organisation, task.completedBy ?? task.assignee),
  position: task.signPosition ?? 'parallel',
  addedBy: personOrNull(services.organisation, asked?.by ?? null),
  state: task.state,
  outcomeLabel: signLabel(task.outcome),
  opinion: task.opinion,
  at: instant(task.completedAtMs ?? task.createdAtMs),
})

/** Who urged this task, and with which words. */
export const urgesOf = (services: Organisation, task: TaskRow, journal: Journal): TaskDetail['urges'] =>
  journal.flat().flatMap((event) =>
    event.type === 'TaskUrged' && event.taskId === task.id
      ? [{ person: personReference(services.organisation, event.by), note: event.opinion, at: instant(event.atMs) }]
      : [],
  )
