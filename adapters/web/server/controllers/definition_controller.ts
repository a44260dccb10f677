import type { Definition, DeployRequest, DeployResponse, ImportReport, PackageSummary, Resource as WireResource, Verification } from '#adapters/web/contract/definitions'
import { importReport } from '#engine/compile/import_report'
import { isModel } from '#engine/runtime/packages/read_package'
import type { PackageVerification } from '#engine/runtime/packages/verify_package'
import type { DefinitionRow, PackageDraftRow, PackageRow, Resource } from '#engine/runtime/ports/package_store'
import { recordAudit } from '../accounts/audit.js'
import { signedIn, type ApiCall, type Operations } from '../http/api_call.js'
import { hasControlCharacters } from '../http/control_characters.js'
import { diagnosticsProblem } from '../http/diagnostics_problem.js'
import { invalid, notFound } from '../http/problem.js'
import { instant } from '../presentation/instants.js'
import { pageOfSorted, pageRequest } from '../presentation/paging.js'
import { personOrNull } from '../presentation/people.js'
import type { WebServices } from '../web_services.js'

type DefinitionOperations = Pick<
  Operations,
  | 'deployDefinitions' | 'checkDefinitions' | 'listDefinitions' | 'readDefinition' | 'readDefinitionXml' | 'listPackages' | 'readPackage'
  | 'readPackageResources' | 'readPackageDraft' | 'savePackageDraft' | 'deletePackageDraft' | 'publishPackage'
>

export const definitionController = (services: WebServices): DefinitionOperations => ({
  async deployDefinitions(call) {
    return { body: await publish(services, call, 'api', call.body) }
  },

  async checkDefinitions(call) {
    const result = await services.engine.packages.check(fromWire(call.body.resources), { verify: call.body.verify === true })
    const { diagnostics, processes, decisions } = result
    const definitions = processes.map((one) => ({ id: one.key, key: one.key, version: 0, name: one.name }))
    return { body: { package: null, definitions, decisions, diagnostics, verification: presentVerification(result.verification), unchanged: false, importReport: await importReports(call.body.resources) } }
  },

  async listDefinitions(call) {
    const { definitions } = services.engine
    const rows = (call.query.latest ? definitions.latest() : definitions.list()).filter((row) => !call.query.key || row.key === call.query.key)
    const packages = new Map((await allVersions(services)).map((row) => [row.id, row]))
    const sorted = rows.map((row) => ({ row, order: orderOf(row) })).sort((one, other) => (one.order < other.order ? -1 : 1))
    const filters = { key: call.query.key, latest: call.query.latest }
    const page = pageOfSorted(sorted, (one) => one.order, filters, pageRequest(call.query))
    return { body: { data: page.data.map(({ row }) => presentDefinition(services, row, packages.get(row.packageId))), next: page.next } }
  },

  async readDefinition(call) {
    const row = definitionOf(services, call.params.id)
    return { body: presentDefinition(services, row, (await services.engine.packages.find(row.packageId)) ?? undefined) }
  },

  async readDefinitionXml(call) {
    const row = definitionOf(services, call.params.id)
    const xml = await services.engine.definitions.resource(row.packageId, row.resource)
    if (xml === null) throw notFound('流程定义')
    return {
      bytes: xml,
      mediaType: 'application/xml; charset=utf-8',
      headers: { 'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(row.resource.split('/').at(-1)!)}` },
    }
  },

  async listPackages() {
    return { body: { data: await summaries(services) } }
  },

  async readPackage(call) {
    const summary = (await summaries(services)).find((one) => one.key === call.params.key)
    if (!summary) throw notFound('业务包')
    const versions = (await services.engine.packages.versions(call.params.key)).map((row) => presentVersion(services, row))
    return { body: { ...summary, versions } }
  },

  async readPackageResources(call) {
    const { key, version } = call.params
    const row = (await services.engine.packages.versions(key)).find((one) => one.version === version)
    if (!row) throw notFound('业务包版本')
    return { body: { resources: (await services.engine.packages.resources(row.id)).map(toWire) } }
  },

  async readPackageDraft(call) {
    const draft = await services.engine.packages.draft(call.params.key)
    if (!draft) throw notFound('设计草稿')
    return { body: presentDraft(services, draft) }
  },

  async savePackageDraft(call) {
    const draft = { key: call.params.key, userId: signedIn(call).userId, resources: fromWire(call.body.resources), updatedAtMs: services.clock() }
    await services.engine.packages.putDraft(draft)
    return { body: presentDraft(services, draft) }
  },

  async deletePackageDraft(call) {
    await services.engine.packages.removeDraft(call.params.key)
    return { body: undefined }
  },

  async publishPackage(call) {
    const body = await publish(services, call, 'browser', { ...call.body, key: call.params.key })
    await services.engine.packages.removeDraft(call.params.key)
    return { body }
  },
})

/** What each model says in other engines' words, and what it means here. */
async function importReports(resources: readonly WireResource[]): Promise<ImportReport[]> {
  const reports: ImportReport[] = []
  for (const { name, content, encoding } of resources.filter((resource) => isModel(resource.name))) {
    const report = await importReport(encoding === 'base64' ? Uint8Array.from(Buffer.from(content, 'base64')) : content)
    reports.push({ resource: name, ...report, dialects: [...report.dialects], elements: report.elements.map((element) => ({ ...element, items: [...element.items] })) })
  }
  return reports
}

function presentVerification(verification: PackageVerification | undefined): Verification {
  if (verification === undefined) return { status: 'not-run', detail: '没有要求双引擎校验（verify），或模型有错误须先改正。' }
  return { status: verification.status, detail: verification.detail }
}

async function publish(services: WebServices, call: Pick<ApiCall, 'login' | 'address'>, origin: 'api' | 'browser', request: DeployRequest): Promise<DeployResponse> {
  const { userId } = signedIn(call)
  const result = await services.engine.packages.publish({
    ...(request.key ? { key: request.key } : {}),
    ...(request.name ? { name: request.name } : {}),
    note: request.note ?? null,
    resources: fromWire(request.resources),
    origin,
    publishedBy: userId,
    verify: request.verify === true,
  })
  if (!result.ok) throw diagnosticsProblem('没有发布', result.diagnostics)
  await recordAudit(services, {
    actor: userId, action: 'definition.published', target: result.package.id, address: call.address,
    detail: { checksum: result.package.checksum, unchanged: result.unchanged },
  })
  return {
    package: { id: result.package.id, key: result.package.key, version: result.package.version },
    definitions: result.definitions.map(({ id, key, version, name }) => ({ id, key, version, name })),
    decisions: result.decisions,
    diagnostics: result.diagnostics,
    verification: presentVerification(result.verification),
    unchanged: result.unchanged,
  }
}

/** A name may hold folders but never leaves its package. */
const RESOURCE_NAME = /^(?!\/)(?!.*(?:^|\/)\.\.?(?:\/|$))[^\\]+$/

function fromWire(resources: readonly WireResource[]): Resource[] {
  const names = new Set<string>()
  for (const [index, { name }] of resources.entries()) {
    if (!RESOURCE_NAME.test(name) || hasControlCharacters(name)) throw invalid(`文件名“${name}”不能使用。请去掉 .. 、反斜杠和控制字符。`, [{ path: `resources.${index}.name`, message: '文件名不允许' }])
    if (names.has(name)) throw invalid(`文件“${name}”出现了两次。请只保留一个。`, [{ path: `resources.${index}.name`, message: '重复' }])
    names.add(name)
  }
  return resources.map(({ name, content, encoding }) => ({ name, content, ...(encoding === 'base64' ? { encoding } : {}) }))
}

const toWire = (resource: Resource): WireResource => ({
  name: resource.name,
  content: resource.content,
  ...(resource.encoding === 'base64' ? { encoding: 'base64' as const } : {}),
})

const orderOf = (row: DefinitionRow): string => `${row.key} ${String(1e9 - row.version)} ${row.id}`

function definitionOf(services: WebServices, id: string): DefinitionRow {
  const row = services.engine.definitions.find(id)
  if (!row) throw notFound('流程定义')
  return row
}

const allVersions = async (services: WebServices): Promise<PackageRow[]> => {
  const keys = new Set((await services.engine.packages.list()).map((row) => row.key))
  return (await Promise.all([...keys].map((key) => services.engine.packages.versions(key)))).flat()
}

const presentDefinition = (services: WebServices, row: DefinitionRow, version: PackageRow | undefined): Definition => ({
  id: row.id,
  key: row.key,
  version: row.version,
  name: row.name,
  packageId: row.packageId,
  packageKey: version?.key ?? row.packageId,
  latest: services.engine.definitions.byKey(row.key)?.id === row.id,
  publishedAt: instant(version?.publishedAtMs ?? 0),
  publishedBy: personOrNull(services.organisation, version?.publishedBy ?? null),
})

/** Packages in force, then those of which there is only a draft. */
async function summaries(services: WebServices): Promise<PackageSummary[]> {
  const { packages } = services.engine
  const drafted = new Set(await packages.draftKeys())
  const inForce = new Map<string, PackageRow>()
  for (const row of await packages.list()) if (row.isDefault || !inForce.has(row.key)) inForce.set(row.key, row)
  const published = [...inForce.values()].map((row) => ({
    key: row.key,
    name: row.name,
    latestVersion: row.version,
    publishedAt: instant(row.publishedAtMs),
    publishedBy: personOrNull(services.organisation, row.publishedBy),
    hasDraft: drafted.has(row.key),
  }))
  const unpublished = await Promise.all([...drafted].filter((key) => !inForce.has(key)).map((key) => packages.draft(key)))
  return [...published, ...unpublished.filter((draft) => draft !== null).map(presentUnpublished)]
}

/** A draft that was never published is called what its first process is called. */
function presentUnpublished({ key, resources }: PackageDraftRow): PackageSummary {
  const model = resources.find(({ name, encoding }) => isModel(name) && encoding !== 'base64')
  const name = /<(?:[\w.-]+:)?process\b[^>]*\sname="([^"]*)"/.exec(model?.content ?? '')?.[1]
  return { key, name: name === undefined || name === '' ? key : name, latestVersion: null, publishedAt: null, publishedBy: null, hasDraft: true }
}

const presentVersion = (services: WebServices, row: PackageRow) => ({
  id: row.id,
  version: row.version,
  checksum: row.checksum,
  source: row.origin,
  isDefault: row.isDefault,
  note: row.note,
  publishedAt: instant(row.publishedAtMs),
  publishedBy: personOrNull(services.organisation, row.publishedBy),
})

const presentDraft = (services: WebServices, draft: PackageDraftRow) => ({
  resources: draft.resources.map(toWire),
  savedAt: instant(draft.updatedAtMs),
  savedBy: personOrNull(services.organisation, draft.userId),
})
