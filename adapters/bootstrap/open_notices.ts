import { createNoticeDesk, type NoticeDesk } from '#adapters/notifications/notice_desk'
import { createPostOffice, type PostOffice } from '#adapters/notifications/post_office'
import { resolveByDns } from '#adapters/http_task/checked_address'
import type { AllowedPlace } from '#adapters/http_task/allow_list'
import { readChannels, readOwnTemplates } from '#adapters/web/server/notices/notice_settings'
import type { OrganisationBook } from '#adapters/web/server/web_services'
import type { Engine } from '#engine/runtime/engine'
import type { RowChange } from '#engine/runtime/participant'
import { CARDS_TABLE } from '#processes/foundation/supervision/card'
import type { Storage } from '#storage/open_storage'

export interface Notices {
  desk: NoticeDesk
  office: PostOffice
  start(): void
  stop(): Promise<void>
}

interface NoticeWiring {
  storage: Storage
  engine: Engine
  organisation: OrganisationBook
  countyWideUnits: readonly string[]
  places: readonly AllowedPlace[]
  appKey: string
  clock(): number
  newId(): string
  nodeId: string
  onError(error: unknown, where: string): void
}

const KEPT_MS = 90 * 86_400_000
const FORGET_EVERY_MS = 6 * 3_600_000

/** A card is news when it is issued; what becomes of it is told by its 督办. */
export const isPeopleNews = ({ table, operation, row }: RowChange): boolean =>
  table === CARDS_TABLE && operation === 'put' && row?.['state'] === 'open' && Array.isArray(row['records']) && row['records'].length === 0

/** 通知: the bell, mails, short messages, robots. */
export function openNotices({ storage, engine, organisation, places, appKey, ...wiring }: NoticeWiring): Notices {
  const shared = { ...wiring, store: storage.notices, directory: () => organisation.directory(), channels: () => readChannels(storage.accounts.settings, appKey) }
  const desk = createNoticeDesk({
    ...shared, engine, leases: storage.engine.leases, organisation: () => organisation.snapshot(), templates: () => readOwnTemplates(storage.accounts.settings),
  })
  const office = createPostOffice({ ...shared, web: { places, resolve: resolveByDns }, tell: desk.tell, random: Math.random })
  let forgetting: NodeJS.Timeout | null = null
  return {
    desk,
    office,
    start() {
      desk.start()
      office.start()
      forgetting = setInterval(() => void storage.notices.forgetBefore(wiring.clock() - KEPT_MS).catch((error: unknown) => wiring.onError(error, 'old notices')), FORGET_EVERY_MS).unref()
    },
    async stop() {
      if (forgetting) clearInterval(forgetting)
      await Promise.all([desk.stop(), office.stop()])
    },
  }
}
