/** In the order in which a delivery goes through them. */
export const DELIVERY_STATUSES = ['waiting', 'sending', 'sent', 'accepted', 'confirmed', 'rejected', 'dead', 'skipped'] as const
