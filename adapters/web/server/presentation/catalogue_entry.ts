import type { CatalogueDetail, CatalogueEntry } from '#adapters/web/contract/catalogue'
import type { ExecutableProcess } from '#engine/model/executable_process'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import { longestWay } from '#processes/foundation/manifest/item_order'
import type { Manifest, MaterialDeclaration } from '#processes/foundation/manifest/manifest'
import type { WebServices } from '../web_services.js'
import { candidateText } from './people.js'
import { sentences } from './sentences/sentences.js'
import { startFormInForce } from './start_form.js'

/** What the catalogue says of a definition; null when nobody can start it by hand. */
export async function catalogueEntry(services: WebServices, row: DefinitionRow, process: ExecutableProcess, manifest: Manifest | null): Promise<CatalogueEntry | null> {
  const start = process.startEvents.find((one) => one.kind === 'none')
  if (!start) return null
  const steps = await stepsOf(services, row, process, new Set())
  const base = { definitionKey: row.key, steps, formKey: start.formKey ?? null }
  return manifest ? { ...base, ...describe(services, manifest) } : { ...base, ...plainDescription(process, row) }
}

/** The same with the form it begins with. */
export async function catalogueDetail(services: WebServices, row: DefinitionRow, entry: CatalogueEntry): Promise<CatalogueDetail> {
  const form = await startFormInForce(services, row)
  return { ...entry, definitionId: row.id, version: row.version, formSchema: form ? ({ ...form.schema } as Record<string, unknown>) : null }
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
  if (candidates.includes('=') || candidates.includes('${')) return sentences().asTheItemSays
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
  form: material.copies > 0 ? sentences().copiesOf(material.form, material.copies) : material.form,
  issuer: material.issuer,
  note: material.note,
  itemName: material.items.length === 0 ? null : material.items.map((code) => itemNames.get(code) ?? code).join('、'),
})
