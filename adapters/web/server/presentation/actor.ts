import type { HistoryEntry } from '#adapters/web/contract/instances'
import type { Actor } from '#engine/runtime/command_envelope'
import { platformName } from '#processes/foundation/inbound/channels'
import { isApplicant } from '#processes/foundation/public/public_service'
import type { WebServices } from '../web_services.js'
import { personReference } from './people.js'
import { sentences } from './sentences/sentences.js'

/** Who did it, and for whom (B 代 A). */
export function presentActor(services: WebServices, actor: Actor): HistoryEntry['actor'] {
  if (actor.kind === 'system') return { kind: 'system' as const, id: null, name: sentences().system }
  if (isApplicant(actor)) return { kind: 'client' as const, id: null, name: sentences().applicant }
  if (actor.kind === 'client') return { kind: 'client' as const, id: actor.id, name: platformName(actor.id) ?? actor.id }
  const own = { kind: 'user' as const, ...personReference(services.organisation, actor.id) }
  if (actor.onBehalfOf && isApplicant({ kind: 'client', id: actor.onBehalfOf })) return { ...own, onBehalfOf: { id: 'applicant', name: sentences().applicant } }
  return actor.onBehalfOf ? { ...own, onBehalfOf: personReference(services.organisation, actor.onBehalfOf) } : own
}
