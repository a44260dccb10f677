import type { CopyRecord } from '#adapters/web/contract/instance_operations'
import type { TaskSummary } from '#adapters/web/contract/tasks'
import type { CopyListItem, CopyRow } from '#engine/runtime/ports/copy_queries'
import type { WebServices } from '../web_services.js'
import { instant, instantOrNull } from './instants.js'
import { personOrNull, personReference } from './people.js'
import { sentences } from './sentences/sentences.js'

type CopyServices = Pick<WebServices, 'engine' | 'organisation'>

/** A copy as its 办件 shows it. */
export const presentCopyRecord = ({ organisation }: CopyServices, copy: CopyRow): CopyRecord => ({
  id: copy.id,
  person: personReference(organisation, copy.userId),
  sentBy: personOrNull(organisation, copy.sentBy),
  sentAt: instant(copy.sentAtMs),
  note: copy.opinion,
  readAt: instantOrNull(copy.readAtMs),
})

/** Copies as rows of the inbox (抄送我的): open until they are read. */
export const presentCopies = (services: CopyServices, copies: readonly CopyListItem[]): Promise<TaskSummary[]> =>
  Promise.all(copies.map((copy) => presentCopy(services, copy)))

async function presentCopy({ engine, organisation }: CopyServices, copy: CopyListItem): Promise<TaskSummary> {
  const process = await engine.definitions.compiled(copy.definitionId)
  const isRead = copy.readAtMs !== null
  return {
    kind: 'copy',
    id: copy.id,
    name: sentences().row.copy,
    elementId: null,
    state: isRead ? 'completed' : 'open',
    instance: {
      id: copy.instanceId, title: copy.title ?? process.name, number: copy.number, applicant: copy.applicant, businessKey: copy.businessKey,
      definitionKey: copy.definitionKey, definitionName: process.name || copy.definitionKey, status: copy.status,
    },
    assignee: personReference(organisation, copy.userId),
    candidateGroups: [],
    candidateText: '',
    from: personOrNull(organisation, copy.sentBy),
    createdAt: instant(copy.sentAtMs),
    dueAt: null,
    remainingWorkingDays: null,
    light: 'none',
    priority: 0,
    form: null,
    completedAt: instantOrNull(copy.readAtMs),
    outcome: null,
    outcomeLabel: null,
    hasDraft: false,
    owner: null,
    signPosition: null,
    note: copy.opinion,
    urgedAt: null,
    allowedActions: isRead ? [] : ['read'],
    revision: 0,
  }
}
