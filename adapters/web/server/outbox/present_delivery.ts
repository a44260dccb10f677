import { messageOf } from '#adapters/outbox/message_of'
import type { Delivery as ShownDelivery, DeliveryDetail, SkipPreview as ShownPreview, Target } from '#adapters/web/contract/outbox'
import { HOLDING, mayBeSkipped, STATUS_NAMES, type Delivery } from '#processes/foundation/deliveries/delivery'
import { FACT_NAMES } from '#processes/foundation/deliveries/fact'
import type { DeliveryCount, SkipPreview, StoredTarget, TargetHealth } from '#processes/foundation/deliveries/ports'
import type { TargetKind } from '#processes/foundation/deliveries/target'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import type { OutboxServices } from './outbox_services.js'

/** Name of a target by its id; one that is gone keeps its id. */
export type NameTarget = (id: string) => string

export async function targetNames(outbox: Pick<OutboxServices, 'targets'>): Promise<NameTarget> {
  const names = new Map((await outbox.targets.list()).map(({ id, settings }) => [id, settings.name]))
  return (id) => names.get(id) ?? id
}

/** Who did it: a person by name, the dispatcher by nobody. */
export const personName = (services: Pick<WebServices, 'organisation'>, id: string): string => services.organisation.directory().person(id)?.name ?? (id === 'system' ? '系统' : id)

export function presentDelivery(nameOf: NameTarget, delivery: Delivery): ShownDelivery {
  const { id, target, kind, status, number, edition, attempts, reason, code, upperId } = delivery
  return {
    id, target: { id: target, name: nameOf(target) }, kind, kindName: FACT_NAMES[kind], status, statusName: STATUS_NAMES[status], number, edition, attempts, reason, code, upperId,
    createdAt: instant(delivery.createdAtMs), nextAttemptAt: status === 'waiting' ? instant(delivery.nextAttemptAtMs) : null,
    sentAt: instantOrNull(delivery.sentAtMs), settledAt: instantOrNull(delivery.settledAtMs),
  }
}

/** Most of one key that are looked at to say what waits for what. */
const MOST_OF_A_KEY = 200

/** One delivery with what was done and what it stands behind. `withContent` only for people of the case. */
export async function presentDetail(services: Pick<WebServices, 'organisation'>, outbox: OutboxServices, delivery: Delivery, withContent: boolean): Promise<DeliveryDetail> {
  const nameOf = await targetNames(outbox)
  const { target, orderKey, mappingVersion, schemaVersion, history } = delivery
  const { deliveries: unsettled } = await outbox.deliveries.list({ target, orderKey, statuses: HOLDING }, null, MOST_OF_A_KEY)
  const ofKey = unsettled.filter(({ id }) => id !== delivery.id)
  const isHeldBack = delivery.status === 'waiting' || delivery.status === 'sending'
  const behind = isHeldBack ? ofKey.filter(({ seq }) => seq < delivery.seq).sort((one, other) => one.seq - other.seq) : []
  return {
    ...presentDelivery(nameOf, delivery), mappingVersion, schemaVersion,
    history: history.map(({ atMs, status, code, reason, by }) => ({ at: instant(atMs), status, statusName: STATUS_NAMES[status], code, reason, byName: by === null ? null : personName(services, by) })),
    behind: behind.map((one) => presentDelivery(nameOf, one)),
    holdsBack: HOLDING.includes(delivery.status) ? ofKey.filter(({ seq, status }) => seq > delivery.seq && status === 'waiting').length : 0,
    mayBeSkipped: mayBeSkipped(delivery),
    message: withContent ? contentOf(outbox, delivery) : null,
  }
}

/** As it was sent, or would be by the settings of today; null = nothing can be made of the case. */
function contentOf(outbox: OutboxServices, delivery: Delivery): DeliveryDetail['message'] {
  const active = outbox.settingsOf(delivery.target)
  const mapped = active === null ? null : messageOf(delivery, active)
  const message = mapped?.ok === true ? mapped.message : delivery.message
  return message === null || delivery.isUnreadable === true ? null : { path: message.path, contentType: message.contentType, body: message.body }
}

export function presentSkipPreview(nameOf: NameTarget, { delivery, isPossible, mayHaveArrived, next, later }: SkipPreview): ShownPreview {
  return {
    delivery: presentDelivery(nameOf, delivery), isPossible, mayHaveArrived, later,
    next: next.map(({ delivery: one, standsFor }) => ({ delivery: presentDelivery(nameOf, one), standsFor })),
  }
}

interface AroundTarget {
  kinds: readonly TargetKind[]
  counts: readonly DeliveryCount[]
  health: readonly TargetHealth[]
}

export function presentTarget(services: Pick<WebServices, 'organisation'>, { id, version, settings, hasSecret, hasBodyKey, changedBy, changedAtMs, note }: StoredTarget, around: AroundTarget): Target {
  const kind = around.kinds.find((one) => one.kind === settings.kind)
  const own = around.counts.filter(({ target }) => target === id)
  const health = around.health.find(({ target }) => target === id)
  const waiting = own.filter(({ status }) => status === 'waiting').map(({ oldestMs }) => oldestMs)
  const { kind: kindId, name, url, appId, algorithm, encryptBody, concurrency, perSecond, window, timeoutMs, codes, options, businesses, enabled } = settings
  return {
    id, version, kind: kindId, name, url, appId, algorithm, encryptBody, concurrency, perSecond, window, timeoutMs, enabled, hasSecret, hasBodyKey, note,
    codes: codes as Target['codes'], options: options as Target['options'], businesses: businesses && [...businesses],
    kindName: kind?.name ?? kindId, takes: takesOf(kind), mappingVersion: kind?.currentMapping ?? '—',
    changedAt: instant(changedAtMs), changedByName: personName(services, changedBy),
    counts: Object.fromEntries(HOLDING.map((status) => [status, own.find((one) => one.status === status)?.count ?? 0])) as Target['counts'],
    oldestWaitingAt: waiting.length === 0 ? null : instant(Math.min(...waiting)),
    health: health === undefined ? null : {
      circuit: health.circuit, retryAt: instantOrNull(health.retryAtMs), failures: health.failures, lastError: health.lastError, lastSuccessAt: instantOrNull(health.lastSuccessAtMs),
    },
  }
}

export const takesOf = (kind: TargetKind | undefined): Target['takes'] => (kind?.takes ?? []).map((fact) => ({ kind: fact, name: FACT_NAMES[fact] }))
