import type { Taken } from '#processes/foundation/alarms/message'
import type { AlarmActionStore } from '#processes/foundation/alarms/ports'
import { createHistogram, metric, plain } from '#adapters/metrics/prometheus'

/** What comes in on this node, and how far behind its alarms' cases are. */
export interface IntakeMetrics {
  counted(taken: Taken): void
  committed(figures: { messages: number; milliseconds: number }): void
  text(): Promise<string>
}

const SIZES = [1, 4, 16, 64, 256, 1_000]
const SECONDS = [0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 5]
/** Counting what waits is a query: once for all who ask within this time. */
const KEPT_MS = 15_000

export function createIntakeMetrics({ store, clock, waiting }: { store: Pick<AlarmActionStore, 'backlog'>; clock(): number; waiting(): number }): IntakeMetrics {
  const taken = { accepted: 0, duplicate: 0 }
  const rejected = new Map<string, number>()
  const sizes = createHistogram('xingliu_readings_group', 'Readings that were committed together', SIZES)
  const seconds = createHistogram('xingliu_readings_commit_seconds', 'One group of readings, from its beginning to the commit', SECONDS)
  let kept: { atMs: number; backlog: ReturnType<AlarmActionStore['backlog']> } | null = null
  const backlog = () => {
    const now = performance.now()
    if (kept === null || now - kept.atMs > KEPT_MS) {
      kept = { atMs: now, backlog: store.backlog(clock()) }
      kept.backlog.catch(() => (kept = null))
    }
    return kept.backlog
  }
  return {
    counted(one) {
      if (one.kind === 'rejected') rejected.set(one.code, (rejected.get(one.code) ?? 0) + 1)
      else taken[one.kind] += 1
    },
    committed({ messages, milliseconds }) {
      sizes.observe(messages)
      seconds.observe(milliseconds / 1_000)
    },
    async text() {
      const { due, dead, oldestDueAtMs } = await backlog()
      return [
        metric('xingliu_readings_total', 'counter', 'Readings taken on this node', [[{ outcome: 'accepted' }, taken.accepted], [{ outcome: 'duplicate' }, taken.duplicate]]),
        metric('xingliu_readings_rejected_total', 'counter', 'Readings refused on this node, by reason', [...rejected].map(([code, count]) => [{ code }, count])),
        plain('xingliu_readings_waiting', 'gauge', 'Readings in the queue of this node', waiting()),
        sizes.text(), seconds.text(),
        metric('xingliu_alarm_actions', 'gauge', 'Cases to start or to tell: due, and given up', [[{ state: 'due' }, due], [{ state: 'dead' }, dead]]),
        plain('xingliu_alarm_action_lag_seconds', 'gauge', 'How long the oldest due one waits', oldestDueAtMs === null ? 0 : Math.max(0, (clock() - oldestDueAtMs) / 1_000)),
      ].join('')
    },
  }
}
