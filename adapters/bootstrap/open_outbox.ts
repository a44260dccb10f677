import { randomBytes } from 'node:crypto'
import type { Engine } from '#engine/runtime/engine'
import type { Participant } from '#engine/runtime/participant'
import type { LeaseStore } from '#engine/runtime/ports/lease_store'
import type { SharedLook } from '#engine/runtime/workers/shared_look'
import type { PdfRenderer } from '#forms/documents/pdf_renderer'
import type { County } from '#processes/foundation/case/business'
import type { FactTarget, SendTools, TargetKind } from '#processes/foundation/deliveries/target'
import type { InboundPorts } from '#adapters/government/inbound/desk_ports'
import { strangerIn } from '#adapters/government/receipt_subject'
import { createGenericTargets } from '#adapters/government/generic/generic_targets'
import { resolveByDns } from '#adapters/http_task/checked_address'
import { createDeliveryDesk } from '#adapters/outbox/delivery_desk'
import { isAllowedPlace, type DeliveryPlaces } from '#adapters/outbox/delivery_places'
import { createDispatcher } from '#adapters/outbox/dispatcher'
import { createGuardedFetch } from '#adapters/outbox/guarded_fetch'
import type { OutboxServices } from '#adapters/web/server/outbox/outbox_services'
import { previewSkip } from '#adapters/outbox/preview_skip'
import { messageOf } from '#adapters/outbox/message_of'
import { createReconciliationDesk } from '#adapters/outbox/reconciliation_desk'
import { reconciliationDocument } from '#adapters/outbox/reconciliation_document'
import type { ActiveTarget } from '#adapters/outbox/target_dispatcher'
import { sealedDeliveries, sealingParticipant } from '#adapters/outbox/sealed_deliveries'
import { openTargetBook, type Seal } from '#adapters/outbox/target_book'
import { openText, sealText } from '#adapters/web/server/accounts/sealed_text'
import type { Storage } from '#storage/open_storage'

export interface OpenOutbox {
  services: OutboxServices
  /** For the participant of the steps. */
  factTargets(): readonly FactTarget[]
  /** Enabled targets, by id. */
  active(): ReadonlyMap<string, ActiveTarget>
  /** A verdict that a platform sends by itself, under the name we have with it. */
  receiveReceipt: InboundPorts['receiveReceipt']
  start(): void
  stop(): Promise<void>
}

export interface OutboxParts {
  storage: Pick<Storage, 'outbox'> & { leases: LeaseStore }
  appKey: string
  places: DeliveryPlaces
  /** Platforms; what is set by data alone comes by itself. */
  kinds: readonly TargetKind[]
  node: string
  /** How many days settled deliveries are kept; null = for ever. */
  keptDays: number | null
  looks: SharedLook
  clock(): number
  onError(error: unknown, where: string): void
}

const TARGET_PURPOSE = 'delivery-target'
const CONTENT_PURPOSE = 'delivery-content'

const sealFor = (appKey: string, purpose: string): Seal => ({
  seal: (text, context) => sealText(appKey, purpose, text, context), open: (sealed, context) => openText(appKey, purpose, sealed, context),
})

/** Opens the settings of the targets; the rest is made by `attach` once there is an engine. */
export async function openOutbox({ storage, appKey, places, kinds: platforms, node, keptDays, looks, clock, onError }: OutboxParts): Promise<{
  factTargets(): readonly FactTarget[]
  /** What a participant tells lies sealed from the first moment. */
  sealing(participant: Participant): Participant
  attach(engine: Pick<Engine, 'instances' | 'definitions' | 'businessRows'>, county: () => County, renderer: Pick<PdfRenderer, 'render'>): OpenOutbox
}> {
  const { targets, reconciliations } = storage.outbox
  const contentSeal = sealFor(appKey, CONTENT_PURPOSE)
  const deliveries = sealedDeliveries(storage.outbox.deliveries, contentSeal)
  const isAllowed = (url: URL): boolean => isAllowedPlace(places, url)
  const generic = createGenericTargets(isAllowed)
  const kinds = [...platforms, ...generic.kinds]
  const book = await openTargetBook({
    store: targets, kinds, nowMs: clock, isAllowed, looks, seal: sealFor(appKey, TARGET_PURPOSE),
  })
  const guarded = createGuardedFetch(places.web, resolveByDns)
  const tools: SendTools = { fetch: guarded.fetch, nowMs: clock, newNonce: () => randomBytes(16).toString('hex') }
  return {
    factTargets: book.factTargets,
    sealing: (participant) => sealingParticipant(participant, contentSeal),
    attach(engine, county, renderer) {
      const dispatcher = createDispatcher({ store: deliveries, targets, leases: storage.leases, active: book.active, node, toolsFor: () => tools, random: Math.random, onError })
      const desk = createDeliveryDesk({ store: deliveries, engine, county, targets: book.factTargets, nowMs: clock, wake: dispatcher.wake })
      const print = async (...given: Parameters<typeof reconciliationDocument>): Promise<Uint8Array> => {
        const title = `${given[1]}对账单（${given[0].date}）`
        return (await renderer.render({ blocks: reconciliationDocument(...given), meta: { title, createdAtMs: given[0].takenAtMs } })).pdf
      }
      const services: OutboxServices = {
        targets: { ...book, save: async (draft, ...given) => {
          const answer = await book.save(draft, ...given)
          // a key put right, a window opened: what waits goes out now
          dispatcher.wake(draft.id)
          return answer
        } },
        kinds, deliveries, desk, previewSkip: (delivery) => previewSkip(deliveries, delivery, book.active().get(delivery.target) ?? null), health: targets.health, settingsOf: (id) => book.active().get(id) ?? null, toolsFor: () => tools,
        reconciliations: createReconciliationDesk({
          store: deliveries, reconciliations, active: book.active, toolsFor: () => tools, nowMs: clock, keptDays, wake: dispatcher.wake, print,
          receiveReceipt: (target, messageId, status) => desk.receiveReceipt(target, { messageId }, status === 'rejected' ? { kind: status, code: 'LEDGER', reason: '对账：对方台账中为退回。' } : { kind: status }),
        }),
      }
      return {
        services, factTargets: book.factTargets, active: book.active, start: dispatcher.start,
        async receiveReceipt(appId, about, receipt) {
          const delivery = await deliveries.find(about.messageId)
          const active = book.active().get(delivery?.target ?? '')
          const isTried = delivery !== null && (delivery.attempts > 0 || delivery.history.length > 0)
          if (!isTried || active === undefined || active.settings.appId !== appId) return { kind: 'unknown' }
          const told = messageOf(delivery, active)
          const field = told.ok ? strangerIn(about, told.message) : null
          return field === null ? { kind: await desk.receiveReceipt(delivery.target, about, receipt) } : { kind: 'stranger', field }
        },
        async stop() {
          book.stop()
          await dispatcher.stop()
          guarded.close()
          await generic.close()
        },
      }
    },
  }
}
