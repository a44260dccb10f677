import type { CaseRecord } from '#adapters/web/contract/catalogue'
import type { Actor } from '#engine/runtime/command_envelope'
import type { TaskRow } from '#engine/runtime/ports/rows'
import type { DocumentDeclaration, Manifest } from '#processes/foundation/manifest/manifest'
import { actorOfTask } from '../access/acting.js'
import { mayWorkOn } from '../access/visible_data.js'
import type { Login } from '../accounts/login.js'
import type { WebServices } from '../web_services.js'

/**
 * As whom somebody who sees an instance may ask for a document beside the flow: whoever has a task of it in hand, as that task's; the window without one, for what
 * is declared `atWindow`. Null = he may not.
 */
export function requesterOf(services: Pick<WebServices, 'organisation'>, login: Login, tasks: readonly TaskRow[], document: DocumentDeclaration | undefined): Actor | null {
  const own = tasks.find((task) => task.assignee !== null && mayWorkOn(login, task))
  if (own) return actorOfTask(services, login, own)
  return document?.onRequest?.atWindow && login.capabilities.has('serve_window') ? { kind: 'user', id: login.userId } : null
}

/** What this login may print of a running case as often as it likes: one that takes a number is asked for by the API alone. */
export function requestableOf(services: Pick<WebServices, 'organisation'>, login: Login, tasks: readonly TaskRow[], manifest: Manifest | null): CaseRecord['requestable'] {
  return Object.entries(manifest?.documents ?? {}).flatMap(([template, document]) =>
    document.onRequest?.register === null && requesterOf(services, login, tasks, document) !== null ? [{ template, title: document.title }] : [],
  )
}
