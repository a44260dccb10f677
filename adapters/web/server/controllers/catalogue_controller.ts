import type { CatalogueEntry, Draft } from '#adapters/web/contract/catalogue'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import type { DraftRow } from '#engine/runtime/ports/draft_store'
import { longestWay } from '#processes/foundation/manifest/item_order'
import type { Manifest, MaterialDeclaration } from '#processes/foundation/manifest/manifest'
import { isCandidateStarter, isForPeople, readManifest } from '../access/may_start.js'
import { signedIn, type Operations } from '../http/api_call.js'
import { notFound } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { candidateText } from '../presentation/people.js'
import { startFormInForce } from '../presentation/start_form.js'
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
    const form = await startFormInForce(services, row)
    return { body: { ...entry, definitionId: row.id, version: row.version, formSchema: form ? ({ ...form.schema } as Record<string, unknown>) : null } }
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
  const start = process.startEvents.find((one) => one.kind === 'none')
  if (!start) return null
  const manifest = await readManifest(services, row.packageId)
  if (!isForPeople(row, manifest)) return null
  const steps = await stepsOf(services, row, process, new Set())
  const base = { definitionKey: row.key, steps, formKey: start.formKey ?? null }
  return manifest ? { ...base, ...describe(services, manifest) } : { ...base, ...plainDescription(process, row) }
}

/** The nodes people work on, in the model's order, those of called processes where they are called; an expression only says that it depends on the case. */
async function stepsOf(services: WebServices, row: DefinitionRow, process: ExecutableProcess, seen: Set<string>): Promise<CatalogueEntry['steps']> {
  seen.add(row.key)
  const steps: CatalogueEntry['steps'] = []
  for (const { id, type, name, userTask } of process.elements.values()) {
    if (userTask) {
      const department = candidatesInWords(services, userTask.candidateText)
      steps.push({ elementId: id, name: name || id, department, workingDays: userTask.workingDays })
    }
    if (type !== 'callActivity') continue
    const called = services.engine.definitions.list().filter((one) => one.packageId === row.packageId && process.needs.calledElements.includes(one.key))
    for (const one of called.filter((candidate) => !seen.has(candidate.key))) {
      steps.push(...(await stepsOf(services, one, await services.engine.definitions.compiled(one.id), seen)))
    }
  }
  return steps
}

function candidatesInWords(services: WebServices, candidates: string): string | null {
  if (!candidates.trim()) return null
  if (candidates.includes('=') || candidates.includes('${')) return '按事项确定'
  return candidateText(services.organisation, candidates.split(/[,，]\s*/).filter(Boolean))
}

const plainDescription = (process: ExecutableProcess, row: DefinitionRow) => ({
  name: row.name || row.key,
  description: process.documentation,
  department: null,
  category: null,
  materials: [],
  items: [],
  promisedWorkingDays: null,
  legalWorkingDays: null,
})

function describe(services: WebServices, manifest: Manifest): Omit<CatalogueEntry, 'definitionKey' | 'steps' | 'formKey'> {
  const directory = services.organisation.directory()
  const unit = (id: string) => directory.department(id)?.name ?? id
  const itemNames = new Map(manifest.items.map((item) => [item.code, item.name]))
  const hasItems = manifest.items.length > 0
  return {
    name: manifest.name,
    description: manifest.description || null,
    department: unit(manifest.department),
    category: manifest.category || null,
    materials: manifest.materials.map((material) => describeMaterial(material, itemNames)),
    items: manifest.items.map((item) => ({
      code: item.code, name: item.name, department: unit(item.department), promisedWorkingDays: item.promisedDays, legalWorkingDays: item.legalDays,
      condition: item.condition || null,
    })),
    promisedWorkingDays: hasItems ? longestWay(manifest.items, (item) => item.promisedDays) + (manifest.case?.deliveryDays ?? 0) : null,
    legalWorkingDays: hasItems ? longestWay(manifest.items, (item) => item.legalDays) : null,
  }
}

const describeMaterial = (material: MaterialDeclaration, itemNames: ReadonlyMap<string, string>) => ({
  name: material.name,
  required: material.required,
  form: material.copies > 0 ? `${material.form} ${material.copies} 份` : material.form,
  issuer: material.issuer,
  note: material.note,
  itemName: material.items.length === 0 ? null : material.items.map((code) => itemNames.get(code) ?? code).join('、'),
})
