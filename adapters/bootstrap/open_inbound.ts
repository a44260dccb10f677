import { resolveByDns } from '#adapters/http_task/checked_address'
import type { AllowedPlace } from '#adapters/http_task/allow_list'
import { createMaterialDownload } from '#adapters/government/inbound/download_material'
import { sealedInbox } from '#adapters/government/inbound/sealed_inbox'
import { openText, sealText } from '#adapters/web/server/accounts/sealed_text'
import { createInboundDesk } from '#adapters/government/inbound/inbound_desk'
import type { InboundPorts } from '#adapters/government/inbound/desk_ports'
import { withdrawApplication } from '#adapters/web/server/commands/withdraw_application'
import { readManifest } from '#adapters/web/server/access/may_start'
import { inspectUpload } from '#adapters/web/server/attachments/inspect_upload'
import { ProblemError } from '#adapters/web/server/http/problem'
import type { InboundServices } from '#adapters/web/server/inbound/inbound_services'
import type { WebServices } from '#adapters/web/server/web_services'
import type { CaseRow } from '#processes/foundation/case/case_rows'
import type { ApiClientKeys, ApiClientRow, ApiClientStore, InboxStore } from '#processes/foundation/inbound/ports'
import { seal, unseal } from './keys.js'

export interface OpenInbound {
  services: InboundServices
  start(): void
  stop(): Promise<void>
}

interface InboundSurroundings {
  services: Pick<WebServices, 'engine' | 'clock' | 'newId'>
  inbox: InboxStore
  clients: ApiClientStore
  appKey: string
  /** Addresses that may be called. */
  places: readonly AllowedPlace[]
  receiveReceipt: InboundPorts['receiveReceipt']
  onError: InboundPorts['onError']
}

const PURPOSE = 'inbound-message'
const LOOK_MS = 2_000

/** What comes in from above and beside, wired to the engine; `start` takes up what was left over, again and again. */
export function openInbound(around: InboundSurroundings): OpenInbound {
  const { services, clients, appKey } = around
  const inbox = sealedInbox(around.inbox, { seal: (text, id) => sealText(appKey, PURPOSE, text, id), open: (sealed, id) => openText(appKey, PURPOSE, sealed, id) })
  const openKeys = keyOpener(appKey)
  const desk = createInboundDesk({
    engine: services.engine, inbox, clients, clock: services.clock, newId: services.newId,
    openKeys, withdrawCase: caseWithdrawal(services), inspectFile: inspectUpload,
    fetchMaterial: createMaterialDownload({ clients, openKeys, clock: services.clock, newNonce: services.newId, places: around.places, resolve: resolveByDns }), receiveReceipt: around.receiveReceipt, onError: around.onError,
  })
  let timer: NodeJS.Timeout | undefined
  let isStopped = false
  let working: Promise<void> = Promise.resolve()
  const look = (): void => {
    working = desk.work().catch((error: unknown) => around.onError(error, 'inbound')).then(() => {
      if (!isStopped) timer = setTimeout(look, LOOK_MS).unref()
    })
  }
  return {
    services: { desk, inbox, clients, openKeys, sealKeys: (keys) => seal(JSON.stringify(keys), appKey) },
    start: look,
    async stop() {
      isStopped = true
      clearTimeout(timer)
      await working
    },
  }
}

/** Opening a seal is slow on purpose: each client's keys are opened once until they are replaced. */
function keyOpener(appKey: string): (client: ApiClientRow) => ApiClientKeys {
  const opened = new Map<string, { sealed: string; keys: ApiClientKeys }>()
  return ({ id, keys: sealed }) => {
    const known = opened.get(id)
    if (known?.sealed === sealed) return known.keys
    const keys = JSON.parse(unseal(sealed, appKey)) as ApiClientKeys
    opened.set(id, { sealed, keys })
    return keys
  }
}

/** The applicant's own way back, asked for by his platform. A withdrawal that had its effect before a crash has it once. */
const caseWithdrawal = (services: Pick<WebServices, 'engine'>): InboundPorts['withdrawCase'] => async (instanceId, reason, actor) => {
  const row = (await services.engine.businessRows.find('case_records', instanceId)) as unknown as CaseRow | null
  const manifest = row && (await readManifest(services, row.packageId))
  if (!row || !manifest) return '没有找到办件，不能撤回。'
  const instance = await services.engine.instances.find(instanceId)
  if (row.closedAtMs !== null && instance?.data.withdrawalReason === reason) return null
  try {
    await withdrawApplication(services as WebServices, { row, manifest }, { reason, actor })
    return null
  } catch (error) {
    if (error instanceof ProblemError && error.problem.status < 500) return error.problem.detail
    throw error
  }
}
