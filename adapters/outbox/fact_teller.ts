import type { BusinessRow } from '#engine/runtime/participant'
import type { DeliveryStore } from '#processes/foundation/deliveries/delivery_store'
import { tellDirectly } from '#processes/foundation/deliveries/tell_directly'
import type { FactTeller } from '#processes/foundation/deliveries/ports'
import type { FactTarget } from '#processes/foundation/deliveries/target'

export interface TellerParts {
  store: Pick<DeliveryStore, 'tell'>
  targets(): readonly FactTarget[]
  nowMs(): number
  wake(): void
}

/** Facts that come true outside a process step. Drills, and what no target takes, cost nothing. */
export const createFactTeller = ({ store, targets, nowMs, wake }: TellerParts): FactTeller => ({
  async tell(facts) {
    let count = 0
    for (const { id, fact } of facts) {
      const takers = fact.drill ? [] : targets().filter(({ takes }) => takes.includes(fact.kind))
      if (takers.length > 0) count += await store.tell(nowMs(), (rows: ReadonlyMap<string, BusinessRow | null>) => tellDirectly(id, fact, takers, rows))
    }
    if (count > 0) wake()
  },
})
