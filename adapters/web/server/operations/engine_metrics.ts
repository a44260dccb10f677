import type { WebServices } from '../web_services.js'
import { metric, plain, type Labels } from '#adapters/metrics/prometheus'

/** Counting everything costs some tens of milliseconds on a large database: once for all who ask within this time. */
const KEPT_MS = 15_000

/** What waits and what stands still over all nodes, counted in the database. */
export function createEngineMetrics({ engine, clock }: Pick<WebServices, 'engine' | 'clock'>): () => Promise<string> {
  let kept: { atMs: number; text: Promise<string> } | null = null
  const read = async (): Promise<string> => {
    const nowMs = clock()
    const [figures, checkpoint, liveness] = await Promise.all([engine.operations.figures(nowMs), engine.checkpoints.last(), engine.liveness.last()])
    const byStatus = new Map<string, number>()
    for (const { status, count } of figures.instances) byStatus.set(status, (byStatus.get(status) ?? 0) + count)
    const age = (atMs: number | null | undefined): number => (atMs === null || atMs === undefined ? 0 : Math.max(0, (nowMs - atMs) / 1000))
    return [
      metric('xingliu_instances', 'gauge', 'Process instances by state, without the archive', [...byStatus].map(([status, count]): [Labels, number] => [{ status }, count])),
      plain('xingliu_instances_archived', 'gauge', 'Process instances in the archive', figures.archived),
      plain('xingliu_incidents_open', 'gauge', 'Incidents nobody has resolved', figures.openIncidents),
      metric('xingliu_jobs', 'gauge', 'Jobs by kind and state', figures.jobs.map(({ kind, state, count }): [Labels, number] => [{ kind, state }, count])),
      plain('xingliu_timers', 'gauge', 'Armed timers', figures.timers),
      plain('xingliu_timers_overdue', 'gauge', 'Timers whose time has come', figures.overdueTimers),
      plain('xingliu_timer_lag_seconds', 'gauge', 'How long the earliest due timer waits', age(figures.earliestDueAtMs)),
      metric('xingliu_sent_commands', 'gauge', 'Commands between instances that are not taken yet', [
        [{ state: 'all' }, figures.sentCommands], [{ state: 'failing' }, figures.failingCommands], [{ state: 'parked' }, figures.parkedCommands],
      ]),
      plain('xingliu_checkpoint_age_seconds', 'gauge', 'Since the last signed checkpoint', age(checkpoint?.atMs)),
      plain('xingliu_checkpoint_awaiting', 'gauge', 'Instances whose journal has gone on since', figures.awaitingCheckpoint),
      plain('xingliu_liveness_findings', 'gauge', 'Found by the last nightly check', liveness?.run.findingCount ?? 0),
      plain('xingliu_liveness_age_seconds', 'gauge', 'Since the last nightly check', age(liveness?.run.startedAtMs)),
    ].join('')
  }
  return () => {
    const now = performance.now()
    if (!kept || now - kept.atMs > KEPT_MS) {
      const text = read()
      kept = { atMs: now, text }
      text.catch(() => (kept = null))
    }
    return kept.text
  }
}
