import { monthsUpTo } from '#processes/foundation/board/assemble_board'
import { DAY_MS, HOUR_MS, monthOf, startOfDayMs, dayNumber } from '#processes/foundation/calendar/local_time'
import { EVENT_TABLES } from '#processes/foundation/events/event_tables'
import { openStorage } from '#storage/open_storage'
import { createTestDatabase } from '#tests/runtime/support/test_database'
import { fillTable, LIST_GOAL_MS, PAGE_GOAL_MS, timeReadings, type Reading } from './register_rows.js'
import type { BenchRow } from './row.js'

const EVENTS = Number(process.env.BENCH_EVENTS ?? 100_000)
const NOW_MS = Date.parse('2026-11-23T09:00:00+08:00')
/** Over a year and a bit, evenly. */
const SPAN_MS = 400 * DAY_MS
const TOWNS = 18
const UNITS = 30

const CHANNELS = ['grid', 'snapshot', 'hotline', 'sensor', 'video', 'petition'] as const
const CATEGORIES = ['construction', 'environment', 'safety', 'security', 'petition'] as const

/** Event number n of the year, by a rule of counting: one in fifty is still open, one in eight was late, one in ten reworked. */
function event(n: number): Record<string, unknown> {
  const reportedAtMs = NOW_MS - SPAN_MS + Math.floor((SPAN_MS * n) / EVENTS)
  const filedAtMs = reportedAtMs + HOUR_MS
  const dueAtMs = filedAtMs + (8 + (n % 60)) * HOUR_MS
  const isOpen = n % 50 === 0 || dueAtMs > NOW_MS
  const isLate = n % 8 === 0
  const handledAtMs = isOpen && n % 3 !== 0 ? null : dueAtMs + (isLate ? HOUR_MS : -HOUR_MS)
  return {
    instanceId: `e${n}`, number: `4301210204${String(n).padStart(10, '0')}`, title: `暴露垃圾·示例路 ${n} 号`, category: CATEGORIES[n % 5], subtype: `HJ0${n % 9}`, town: `town${n % TOWNS}`,
    community: `community${n % 199}`, unit: `unit${n % UNITS}`, starter: `user${n % 400}`, channel: CHANNELS[n % 6], phase: isOpen ? (n % 400 === 0 ? 'held' : 'open') : 'closed',
    status: isOpen ? 'handling' : 'closed', cell: `c${n % 4000}`, longitude: 113 + (n % 400) / 1000, latitude: 28.1 + (n % 500) / 1000, reportedAtMs, filedAtMs, dueAtMs,
    closedAtMs: isOpen ? null : (handledAtMs ?? dueAtMs) + HOUR_MS, ending: isOpen ? undefined : 'closed', verdict: isOpen ? (dueAtMs < NOW_MS ? 'overdue' : null) : isLate ? 'overdue' : 'on_time',
    deadlineMonth: monthOf(dueAtMs), dispatchedAtMs: filedAtMs + HOUR_MS, handledAtMs, reworkCount: n % 10 === 0 ? 1 : 0, dispatchCount: n % 20 === 0 ? 2 : 1, filedInTime: n % 7 === 0 ? 0 : 1,
    dispatchedInTime: n % 9 === 0 ? 0 : 1, filedMonth: monthOf(filedAtMs), description: '路边有垃圾堆放，约三平方米，有异味，已拍照。', merged: [], limits: [], workers: {},
  }
}

function* events(): Iterable<[string, Record<string, unknown>]> {
  for (let n = 0; n < EVENTS; n += 1) yield [`e${n}`, event(n)]
}

/** The register of that many events. */
export const fillForEvents = (dialect: Parameters<typeof fillTable>[0]): Promise<void> => fillTable(dialect, EVENT_TABLES.find(({ name }) => name === 'event_records')!, events())

/** What the desk, 考核 and the big screen read over a hundred thousand events: the slowest of a hundred readings but one. */
export const benchEvents = async (input: { databaseUrl?: string } = {}): Promise<BenchRow[]> => {
  if (input.databaseUrl) process.env.TEST_DATABASE_URL = input.databaseUrl
  else delete process.env.TEST_DATABASE_URL
  const database = await createTestDatabase()
  const storage = await openStorage(database.config)
  try {
    await storage.migrate()
    await fillForEvents(storage.database.dialect)
    const all = { kind: 'all' } as const
    const town = { kind: 'units', units: ['town3'], userId: 'nobody' } as const
    const { events: desk, screen } = storage
    const [month, before] = ['2026-11', '2026-10']
    const today = startOfDayMs(dayNumber(NOW_MS))
    const counted = (await desk.counts(before, all)).reduce((sum, { counts }) => sum + counts.due, 0)
    if (counted < EVENTS / 20) throw new Error(`Expected a month to have some twelfth of ${EVENTS} events due, but it has ${counted}.`)
    const readings: Reading[] = [
      ['list, newest 50', LIST_GOAL_MS, () => desk.list({}, all, { limit: 50 })],
      ['list of a town, as its clerk', LIST_GOAL_MS, () => desk.list({}, town, { limit: 50 })],
      ['list of what is overdue', LIST_GOAL_MS, () => desk.list({ isOverdueNow: { nowMs: NOW_MS } }, all, { limit: 50 })],
      ['list behind a number of 考核', LIST_GOAL_MS, () => desk.list({ dueMonth: before, town: 'town3' }, all, { limit: 50 })],
      ['list by a number’s beginning', LIST_GOAL_MS, () => desk.list({ number: '43012102040000012' }, all, { limit: 50 })],
      ['map, 2,000 points and its towns', PAGE_GOAL_MS, () => Promise.all([desk.onMap(all, 2_000), desk.openByTown(all, NOW_MS)])],
      ['考核 of a month, every grouping', PAGE_GOAL_MS, () => desk.counts(before, all)],
      ['考核 of a month, one town', PAGE_GOAL_MS, () => desk.counts(before, town)],
      ['big screen, everything on it', PAGE_GOAL_MS, () => Promise.all([
        screen.states(today), screen.since(today), screen.channels(NOW_MS - 30 * DAY_MS), screen.worst(NOW_MS, 12), screen.trend(monthsUpTo(month, 12)[0]!, month),
        screen.openWhistles(NOW_MS - 7 * DAY_MS, 8), desk.onMap(all, 2_000), desk.openByTown(all, NOW_MS), desk.counts(month, all),
      ])],
    ]
    return await timeReadings(readings, (name) => `${EVENTS.toLocaleString('en-US')} events: ${name} (${database.name})`)
  } finally {
    await storage.close()
    await database.drop()
  }
}
