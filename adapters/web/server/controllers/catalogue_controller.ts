import type { CatalogueEntry, Draft } from '#adapters/web/contract/catalogue'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import type { DraftRow } from '#engine/runtime/ports/draft_store'
import { isCandidateStarter, isForPeople, readManifest } from '../access/may_start.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { catalogueDetail, catalogueEntry } from '../presentation/catalogue_entry.js'
import { instant } from '../presentation/instants.js'
import type { WebServices } from '../web_services.js'

type CatalogueOperations = Pick<Operations, 'listCatalogue' | 'readCatalogueEntry' | 'createDraft' | 'readDraft' | 'saveDraft' | 'deleteDraft'>

export const catalogueController = (services: WebServices): CatalogueOperations => ({
  async listCatalogue(call) {
    const { userId } = signedIn(call)
    const entries = await Promise.all(services.engine.definitions.latest().map((row) => startable(services, row, userId)))
    return { body: { data: entries.filter((entry) => entry !== null).sort((one, other) => one.name.localeCompare(other.name, 'zh-CN')) } }
  },

  async readCatalogueEntry(call) {
    const row = services.engine.definitions.byKey(call.params.definitionKey)
    const entry = row && (await startable(services, row, signedIn(call).userId))
    if (!row || !entry) throw notFound('事项')
    return { body: await catalogueDetail(services, row, entry) }
  },

  async createDraft(call) {
    const { definitionKey, title, values } = call.body
    if (!services.engine.definitions.byKey(definitionKey)) throw notFound('事项')
    const nowMs = services.clock()
    const draft: DraftRow = {
      id: services.newId(), userId: signedIn(call).userId, definitionKey, taskId: null, instanceId: null, title: title ?? null, values,
      createdAtMs: nowMs, updatedAtMs: nowMs,
    }
    await services.engine.drafts.put(draft)
    return { body: presentDraft(draft) }
  },

  async readDraft(call) {
    return { body: presentDraft(await ownDraft(services, signedIn(call).userId, call.params.id)) }
  },

  async saveDraft(call) {
    const stored = await ownDraft(services, signedIn(call).userId, call.params.id)
    const draft = { ...stored, values: call.body.values, title: call.body.title ?? stored.title, updatedAtMs: services.clock() }
    await services.engine.drafts.put(draft)
    return { body: presentDraft(draft) }
  },

  async deleteDraft(call) {
    const draft = await ownDraft(services, signedIn(call).userId, call.params.id)
    await services.engine.drafts.remove(draft.id)
    return { body: undefined }
  },
})

async function ownDraft(services: WebServices, userId: string, id: string): Promise<DraftRow> {
  const draft = await services.engine.drafts.find(id)
  if (!draft || draft.userId !== userId || draft.taskId !== null) throw notFound('草稿')
  return draft
}

const presentDraft = (draft: DraftRow): Draft => ({
  id: draft.id, definitionKey: draft.definitionKey, title: draft.title, values: draft.values, savedAt: instant(draft.updatedAtMs),
})

/** A definition this person can start: it has a plain start event, the model lets him, and if its package keeps a manifest, it is the process named there. */
async function startable(services: WebServices, row: DefinitionRow, userId: string): Promise<CatalogueEntry | null> {
  const process = await services.engine.definitions.compiled(row.id)
  if (process.isListed === false || !isCandidateStarter(services, process, userId)) return null
  const manifest = await readManifest(services, row.packageId)
  return isForPeople(row, manifest) ? catalogueEntry(services, row, process, manifest) : null
}
