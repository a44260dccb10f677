import type { DirectorySyncReport, DirectorySyncRun } from '#adapters/web/contract/directory_sync'
import type { SyncLineKind } from '#processes/foundation/organisation/directory_sync/sync_report'
import type { SyncRun } from '#processes/foundation/organisation/directory_sync/sync_store'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

const MOST_OF_A_KIND = 300

export const presentRun = ({ organisation }: Pick<WebServices, 'organisation'>, { id, startedAtMs, endedAtMs, by, outcome, reason, counts }: Omit<SyncRun, 'report'>): DirectorySyncRun => ({
  id, startedAt: instant(startedAtMs), endedAt: instant(endedAtMs), byName: by === null ? null : (organisation.directory().person(by)?.name ?? by), outcome, reason, counts,
})

/** With the first lines of each kind; the workbook has them all. */
export function presentReport(services: Pick<WebServices, 'organisation'>, run: SyncRun): DirectorySyncReport {
  const shown = new Map<SyncLineKind, number>()
  const isShown = (kind: SyncLineKind): boolean => {
    shown.set(kind, (shown.get(kind) ?? 0) + 1)
    return shown.get(kind)! <= MOST_OF_A_KIND
  }
  const lines = run.report.lines.filter(({ kind }) => isShown(kind)).map(({ tasks, ...line }) => ({
    ...line, tasks: tasks.map(({ process, name, dueAtMs }) => ({ process, name, dueAt: dueAtMs === null ? null : instant(dueAtMs) })),
  }))
  return { ...presentRun(services, run), brake: run.report.brake, lines }
}
