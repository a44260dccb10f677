import { createDirectorySync, type DirectorySync } from '#adapters/directory_sync/directory_sync'
import type { DirectoryPlaces } from '#adapters/directory_sync/directory_places'
import { readDirectory } from '#adapters/directory_sync/read_directory'
import { tellingsOf } from '#adapters/directory_sync/sync_tellings'
import { readSyncSettings } from '#adapters/web/server/directory_sync/stored_settings'
import type { OrganisationBook } from '#adapters/web/server/web_services'
import type { Engine } from '#engine/runtime/engine'
import type { Telling } from '#processes/foundation/notices/notice'
import type { Storage } from '#storage/open_storage'

interface DirectoryWiring {
  storage: Storage
  engine: Pick<Engine, 'tasks' | 'definitions'>
  organisation: OrganisationBook
  places: DirectoryPlaces
  appKey: string
  tell(tellings: readonly Telling[]): Promise<void>
  clock(): number
  newId(): string
  nodeId: string
  onError(error: unknown, where: string): void
}

/** Pieces of a person's open work that a report names; it counts at most `MOST_COUNTED`. */
const MOST_NAMED = 20
const MOST_COUNTED = 200

/** 组织同步: the county's directory of people, tried and taken over by the administrator, and every night. */
export function openDirectorySync({ storage, engine, organisation, places, appKey, tell, ...wiring }: DirectoryWiring): DirectorySync {
  return createDirectorySync({
    ...wiring, leases: storage.engine.leases, store: storage.directorySyncs, organisation: storage.organisation, refresh: organisation.refresh,
    settings: () => readSyncSettings(storage.accounts.settings, appKey),
    read: (settings) => readDirectory(settings, places),
    tell: (run) => tell(tellingsOf(run, organisation.directory())),
    async openTasksOf(userId) {
      const { data } = await engine.tasks.list({ view: 'todo', viewer: { userId, principals: [] }, nowMs: wiring.clock() }, 'dueAt', { limit: MOST_COUNTED, after: null })
      const names = new Map(engine.definitions.latest().map(({ key, name }) => [key, name]))
      const tasks = data.slice(0, MOST_NAMED).map((task) => ({ process: names.get(task.definitionKey) ?? task.definitionKey, name: task.name, dueAtMs: task.dueAtMs }))
      return { tasks, count: data.length }
    },
  })
}
