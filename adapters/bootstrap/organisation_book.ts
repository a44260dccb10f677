import type { CalendarBook, OrganisationBook } from '#adapters/web/server/web_services'
import type { SharedLook } from '#engine/runtime/workers/shared_look'
import { createCalendar } from '#processes/foundation/calendar/create_calendar'
import { createDirectory, indexOrganisation } from '#processes/foundation/organisation/create_directory'
import type { CalendarStore, OrganisationStore } from '#processes/foundation/ports'
import { keepLoaded, type Polled } from './keep_loaded.js'

/** People, posts, roles and deputies as they are in force. */
export async function openOrganisationBook(store: OrganisationStore, clock: () => number, looks: SharedLook): Promise<OrganisationBook & Polled> {
  const kept = await keepLoaded(store, looks)
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
export async function openCalendarBook(store: CalendarStore, looks: SharedLook): Promise<CalendarBook & Polled> {
  const kept = await keepLoaded(store, looks)
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
