import { HOLDING, mayBeSkipped, type Delivery } from '#processes/foundation/deliveries/delivery'
import type { DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import type { SkipPreview } from '#processes/foundation/deliveries/ports'
import { messageOf } from './message_of.js'
import type { ActiveTarget } from './target_dispatcher.js'

/** Of one key, oldest first, that are looked at. */
const MOST_SHOWN = 100

/**
 * What goes out once a delivery is let go: those that wait behind it, in their order, up to the first that would stand still itself. Writes nothing;
 * `active` null = its target is switched off.
 */
export async function previewSkip(store: Pick<DeliveryStore, 'idsOf' | 'byIds'>, delivery: Delivery, active: ActiveTarget | null): Promise<SkipPreview> {
  const { target, orderKey, seq, status, attempts } = delivery
  const unsettled = await store.byIds(await store.idsOf({ target, orderKey, statuses: HOLDING }, MOST_SHOWN))
  const behind = unsettled.filter((one) => one.seq > seq).toSorted((one, other) => one.seq - other.seq || one.edition - other.edition)
  const next: SkipPreview['next'][number][] = []
  for (const one of behind) {
    const standsFor = whatHolds(one, active)
    next.push({ delivery: one, standsFor })
    if (standsFor !== null) break
  }
  return { delivery, isPossible: mayBeSkipped(delivery), mayHaveArrived: status === 'sent' || (attempts > 0 && status !== 'rejected'), next, later: behind.length - next.length }
}

/** Why it would not go out; null = it would. */
function whatHolds(delivery: Delivery, active: ActiveTarget | null): string | null {
  if (active === null) return '对接目标已停用，启用以后才推送。'
  if (delivery.status !== 'waiting') return delivery.reason ?? '它自己还没有结果。'
  const mapped = messageOf(delivery, active)
  return mapped.ok ? null : mapped.reason
}
