import type { EventSummary } from '#adapters/web/contract/events'
import { lightOf } from '#processes/foundation/clocks/light'
import type { EventDeclaration } from '#processes/foundation/events/event_declaration'
import type { EventRow } from '#processes/foundation/events/event_rows'
import { instant, instantOrNull } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

type Services = Pick<WebServices, 'organisation' | 'clock'>

export const unitOf = ({ organisation }: Pick<Services, 'organisation'>, id: string | null): { id: string; name: string } | null => {
  if (id === null || id === '') return null
  const found = organisation.directory().department(id)
  return { id, name: found?.shortName ?? id }
}

/** 灯 of an event: none while it stands still or is closed; red once its verdict has fallen. */
export const eventLight = (row: EventRow, nowMs: number) => {
  if (row.phase !== 'open') return 'none'
  return row.verdict === 'overdue' ? 'red' : lightOf(row, nowMs)
}

export function presentEvent(services: Services, declaration: EventDeclaration, row: EventRow): EventSummary {
  return {
    id: row.instanceId,
    number: row.number,
    title: row.title,
    category: row.category,
    categoryName: row.categoryName,
    subtypeName: row.subtypeName,
    level: row.level,
    urgent: row.urgent,
    channel: row.channel,
    channelName: declaration.channels.get(row.channel)?.name ?? row.channel,
    town: unitOf(services, row.town),
    community: unitOf(services, row.community),
    address: row.address,
    unit: unitOf(services, row.unit),
    phase: row.phase,
    statusText: row.statusText,
    light: eventLight(row, services.clock()),
    reportedAt: instant(row.reportedAtMs),
    dueAt: instantOrNull(row.dueAtMs),
    closedAt: instantOrNull(row.closedAtMs),
    verdict: row.verdict,
    reworkCount: row.reworkCount,
    supervision: row.supervision,
    ticketCount: row.merged.length + 1,
  }
}
