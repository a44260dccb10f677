import type { Screen } from '#adapters/web/contract/screen'
import { monthsUpTo } from '#processes/foundation/board/assemble_board'
import { DAY_MS, dayNumber, monthOf, startOfDayMs } from '#processes/foundation/calendar/local_time'
import { assessEvents } from '#processes/foundation/events/assess_events'
import type { EventDeclaration } from '#processes/foundation/events/event_declaration'
import type { EventRow, WhistleRow } from '#processes/foundation/events/event_rows'
import type { Tally, TrendMonth } from '#processes/foundation/events/screen_queries'
import { parseLifecycles } from '#processes/foundation/lifecycle/lifecycle'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'
import { EVENT_DEFINITION, eventDeclaration } from './event_access.js'
import { eventLight, unitOf } from './present_event.js'

const MONTHS = 12
const MOST_POINTS = 1_000
const WORST = 12
const WHISTLES = 8
const CHANNEL_DAYS = 30
const WHISTLE_DAYS = 7

/** The months from one to another; who reads them may keep them for a while. */
export type ReadTrend = (from: string, to: string) => Promise<readonly TrendMonth[]>

const EVERYWHERE = { kind: 'all' } as const

/** Everything the big screen shows, counted over the whole county. What would name a person or a house stays out: kinds, towns, units and numbers alone. */
export async function readScreen(services: WebServices, readTrend: ReadTrend): Promise<Screen> {
  const nowMs = services.clock()
  const todayMs = startOfDayMs(dayNumber(nowMs))
  const month = monthOf(nowMs)
  const months = monthsUpTo(month, MONTHS)
  const { screen, events } = services
  const [declaration, statusText, states, since, channels, worst, trend, whistles, points, open, cells] = await Promise.all([
    eventDeclaration(services), statusTexts(services), screen.states(todayMs), screen.since(todayMs), screen.channels(nowMs - CHANNEL_DAYS * DAY_MS), screen.worst(nowMs, WORST),
    readTrend(months[0]!, month), screen.openWhistles(nowMs - WHISTLE_DAYS * DAY_MS, WHISTLES), events.onMap(EVERYWHERE, MOST_POINTS),
    events.openByTown(EVERYWHERE, nowMs), events.counts(month, EVERYWHERE),
  ])
  const { total, groups } = assessEvents(cells, 'town', declaration.ranking)
  return {
    at: instant(nowMs),
    county: services.organisation.snapshot().departments.find(({ kind }) => kind === 'county')?.name ?? '',
    today: { reported: sum(states), ...since },
    states: states.map(({ key, count }) => ({ key, name: statusText(key), count })),
    open: { count: open.reduce((all, one) => all + one.open, 0), overdue: open.reduce((all, one) => all + one.overdue, 0) },
    month: { month, due: total.counts.due, closedInTimeCount: total.counts.closedInTime, closedInTime: total.rates.closedInTime },
    points: points.flatMap((row) => presentPoint(row, nowMs)),
    towns: presentTowns(services, open, groups),
    worst: worst.map((row) => presentWorst(services, row)),
    // this month is counted above, with every reading
    trend: months.map((one) => presentMonth(one === month ? [{ month, ...total.counts }] : trend, one)),
    channels: channels.map(({ key, count }) => ({ key, name: channelName(declaration, key), count })),
    whistles: whistles.map((whistle) => presentWhistle(services, whistle, nowMs)),
  }
}

const sum = (tallies: readonly Tally[]): number => tallies.reduce((all, { count }) => all + count, 0)

const channelName = ({ channels }: EventDeclaration, key: string): string => channels.get(key)?.name ?? key

/** Words of the states, from the life-cycle of the package in force. */
async function statusTexts({ engine }: WebServices): Promise<(status: string) => string> {
  const packageId = engine.definitions.byKey(EVENT_DEFINITION)?.packageId
  const text = packageId === undefined ? null : await engine.definitions.resource(packageId, 'lifecycle.json')
  const parsed = text === null ? null : parseLifecycles(text)
  const lifecycle = parsed?.ok ? [...parsed.lifecycles.values()][0] : undefined
  return (status) => lifecycle?.textOf(status) ?? status
}

function presentPoint(row: EventRow, nowMs: number): Screen['points'] {
  const { category, longitude, latitude } = row
  if (longitude === null || latitude === null) return []
  // some hundred metres: enough for a wall, too little to find a door
  const round = (degrees: number) => Math.round(degrees * 1000) / 1000
  return [{ category: category as Screen['points'][number]['category'], longitude: round(longitude), latitude: round(latitude), light: eventLight(row, nowMs) }]
}

function presentTowns(services: WebServices, open: readonly { town: string; open: number; overdue: number }[], groups: ReturnType<typeof assessEvents>['groups']): Screen['towns'] {
  const ids = [...new Set([...groups.map(({ id }) => id), ...open.map(({ town }) => town)])].filter((id) => id !== '')
  return ids.map((id) => {
    const now = open.find(({ town }) => town === id)
    const group = groups.find((one) => one.id === id)
    return {
      id, name: unitOf(services, id)?.name ?? id, open: now?.open ?? 0, overdue: now?.overdue ?? 0,
      score: group?.score ?? null, rank: group?.rank ?? null, closedInTime: group?.rates.closedInTime ?? null,
    }
  })
}

const presentWorst = (services: WebServices, row: EventRow): Screen['worst'][number] => ({
  number: row.number, subtypeName: row.subtypeName, town: unitOf(services, row.town), unit: unitOf(services, row.unit), dueAt: instant(row.dueAtMs!), statusText: row.statusText,
})

function presentMonth(trend: readonly TrendMonth[], month: string): Screen['trend'][number] {
  const { filed = 0, due = 0, closedInTime = 0 } = trend.find((one) => one.month === month) ?? {}
  return { month, filed, due, closedInTime: due === 0 ? null : closedInTime / due }
}

function presentWhistle(services: WebServices, whistle: WhistleRow, nowMs: number): Screen['whistles'][number] {
  const nameOf = (id: string) => unitOf(services, id)?.name ?? id
  return {
    town: nameOf(whistle.callingUnit), urgent: whistle.urgency === 'urgent', calledAt: instant(whistle.calledAtMs),
    departments: whistle.departments.map(({ department, arrivedAtMs, onTime, dueAtMs }) => ({
      name: nameOf(department), arrived: arrivedAtMs !== null, late: onTime === false || (arrivedAtMs === null && dueAtMs !== null && dueAtMs < nowMs),
    })),
  }
}
