import { EVENT_CATEGORY_NAMES } from '#adapters/web/contract/events'
import { monthBounds } from '#processes/foundation/calendar/local_time'
import type { AssessmentEdition } from '#processes/foundation/events/assessment_editions'
import { linesOf, makeSheet, type AssessmentSheet } from '#processes/foundation/events/assessment_sheet'
import type { EventGrouping, EventScope } from '#processes/foundation/events/event_queries'
import type { WhistleRow } from '#processes/foundation/events/event_rows'
import type { Login } from '../accounts/login.js'
import { invalid } from '../http/problem.js'
import type { WebServices } from '../web_services.js'
import { eventDeclaration, eventScope } from './event_access.js'
import { unitOf } from './present_event.js'

export interface ReadSheet {
  sheet: AssessmentSheet
  /** Null = live. */
  edition: AssessmentEdition | null
  editions: readonly AssessmentEdition[]
}

/** The month's sheet as this login may read it: an edition as it was closed, else the figures of now. */
export async function readAssessmentSheet(services: WebServices, login: Login, month: string, edition: number | undefined): Promise<ReadSheet> {
  const [scope, editions] = await Promise.all([eventScope(services, login), services.assessments.ofMonth(month)])
  if (edition === undefined) return { sheet: await liveSheet(services, month, scope), edition: null, editions }
  const closed = editions.find((one) => one.edition === edition)
  const sheet = closed ? await services.assessments.sheet(month, edition) : null
  if (!closed || !sheet) throw invalid(`这个月没有第 ${edition} 版考核。请从已有的版次中选择。`, [{ path: 'edition', message: '没有这一版' }])
  return { sheet: scope.kind === 'all' ? sheet : linesOf(sheet, scope.units), edition: closed, editions }
}

/** The figures of now. */
export async function liveSheet(services: WebServices, month: string, scope: EventScope): Promise<AssessmentSheet> {
  const { fromMs, toMs } = monthBounds(month)
  const [{ ranking }, cells, whistles] = await Promise.all([
    eventDeclaration(services), services.events.counts(month, scope), services.events.whistles(fromMs, toMs),
  ])
  return makeSheet({ month, atMs: services.clock(), cells, whistles: inScope(whistles, scope), ranking, nameOf: nameOf(services) })
}

/** Of a call that concerns other departments as well, a unit reads its own line. */
function inScope(whistles: readonly WhistleRow[], scope: EventScope): WhistleRow[] {
  if (scope.kind === 'all') return [...whistles]
  return whistles.map((whistle) => ({ ...whistle, departments: whistle.departments.filter(({ department }) => scope.units.includes(department)) }))
}

const nameOf = (services: WebServices) => (by: EventGrouping, id: string): string =>
  by === 'category' ? (EVENT_CATEGORY_NAMES[id as keyof typeof EVENT_CATEGORY_NAMES] ?? id) : (unitOf(services, id)?.name ?? id)
