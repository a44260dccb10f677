import type { Delivery } from '#processes/foundation/deliveries/delivery'
import type { DeliveryDesk, DeliveryQueries, ReconciliationDesk, SkipPreview, TargetBook, TargetHealth } from '#processes/foundation/deliveries/ports'
import type { SendTools, TargetKind, TargetSettings } from '#processes/foundation/deliveries/target'

/** What the pages and endpoints of the outbox work with. */
export interface OutboxServices {
  deliveries: DeliveryQueries
  desk: DeliveryDesk
  /** What goes out once this one is let go. */
  previewSkip(delivery: Delivery): Promise<SkipPreview>
  targets: TargetBook
  kinds: readonly TargetKind[]
  health(): Promise<readonly TargetHealth[]>
  reconciliations: ReconciliationDesk
  /** Of an enabled target, secrets resolved: to try the connection. Never shown. */
  settingsOf(id: string): { kind: TargetKind; settings: TargetSettings } | null
  toolsFor(id: string): SendTools
}
