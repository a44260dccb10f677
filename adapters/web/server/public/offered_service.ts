import type { CatalogueEntry } from '#adapters/web/contract/catalogue'
import type { DefinitionRow } from '#engine/runtime/ports/package_store'
import type { Manifest } from '#processes/foundation/manifest/manifest'
import { rolePrincipal } from '#processes/foundation/organisation/create_directory'
import { isForPeople, readManifest } from '../access/may_start.js'
import type { Login } from '../accounts/login.js'
import { notFound, problem } from '../http/problem.js'
import { catalogueEntry } from '../presentation/catalogue_entry.js'
import type { WebServices } from '../web_services.js'

export interface OfferedService {
  row: DefinitionRow
  manifest: Manifest
  entry: CatalogueEntry & { formKey: string }
}

/** A definition as it is offered to the public: its manifest says so, and it begins with a form. Null when it is not. */
async function offered(services: WebServices, row: DefinitionRow): Promise<OfferedService | null> {
  const manifest = await readManifest(services, row.packageId)
  if (!manifest?.public || !manifest.case || !isForPeople(row, manifest)) return null
  const entry = await catalogueEntry(services, row, await services.engine.definitions.compiled(row.id), manifest)
  return entry?.formKey ? { row, manifest, entry: { ...entry, formKey: entry.formKey } } : null
}

/** Every service offered, in the order of its Chinese name. */
export async function offeredServices(services: WebServices): Promise<OfferedService[]> {
  const all = await Promise.all(services.engine.definitions.latest().map((row) => offered(services, row)))
  return all.filter((one) => one !== null).sort((one, other) => one.entry.name.localeCompare(other.entry.name, 'zh-CN'))
}

export async function requireOffered(services: WebServices, definitionKey: string): Promise<OfferedService> {
  const row = services.engine.definitions.byKey(definitionKey)
  const found = row && (await offered(services, row))
  if (!found) throw notFound('事项')
  return found
}

/** The same for a clerk who serves its window: what an applicant gave before is shown where he applies now, and nowhere else. */
export async function requireOwnWindow(services: WebServices, login: Pick<Login, 'principals'>, definitionKey: string): Promise<OfferedService> {
  const found = await requireOffered(services, definitionKey)
  if (servesWindow(login, found.manifest)) return found
  throw problem(403, 'E_FORBIDDEN', '这个事项不由您的窗口受理，不能查找申请人以前的内容。请到该事项的受理窗口办理。')
}

/** Whether the clerk serves the window that this business is accepted at. */
export const servesWindow = (login: Pick<Login, 'principals'>, { department }: Pick<Manifest, 'department'>): boolean =>
  login.principals.includes(rolePrincipal('window_clerk', department))
