import type { CalendarBook, OrganisationBook } from '#adapters/web/server/web_services'
import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { createDirectory, indexOrganisation } from '#processes/foundation/organisation/create_directory'
import type { CalendarStore, OrganisationStore } from '#processes/foundation/ports'

/** Other nodes' changes are looked for so often. */
const POLL_MS = 1_000

export interface Polled {
  stop(): void
}

/** Something kept in memory and loaded again when its revision in the database has grown. */
async function keepLoaded<T>(store: { revision(): Promise<number>; load(): Promise<T> }): Promise<{ current(): T; refresh(): Promise<void> } & Polled> {
  let revision = await store.revision()
  let loaded = await store.load()
  const refresh = async () => {
    const latest = await store.revision()
    if (latest === revision) return
    loaded = await store.load()
    revision = latest
  }
  // A database that is away for a moment changes nothing: the next look finds it again.
  const timer = setInterval(() => void refresh().catch(() => undefined), POLL_MS)
  timer.unref()
  return { current: () => loaded, refresh, stop: () => clearInterval(timer) }
}

/** People, posts, roles and deputies as they are in force. */
export async function openOrganisationBook(store: OrganisationStore, clock: () => number): Promise<OrganisationBook & Polled> {
  const kept = await keepLoaded(store)
  let indexed = { of: kept.current(), index: indexOrganisation(kept.current()) }
  return {
    snapshot: kept.current,
    directory() {
      if (indexed.of !== kept.current()) indexed = { of: kept.current(), index: indexOrganisation(kept.current()) }
      return createDirectory(indexed.index, clock())
    },
    refresh: kept.refresh,
    stop: kept.stop,
  }
}

/** The working-day calendar as it is in force. */
export async function openCalendarBook(store: CalendarStore): Promise<CalendarBook & Polled> {
  const kept = await keepLoaded(store)
  let made = { of: kept.current(), calendar: createCalendar(kept.current()) }
  return {
    years: kept.current,
    calendar() {
      if (made.of !== kept.current()) made = { of: kept.current(), calendar: createCalendar(kept.current()) }
      return made.calendar
    },
    refresh: kept.refresh,
    stop: kept.stop,
  }
}
