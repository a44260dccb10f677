import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Diagnostic, Id, Instant, nullable, pageOf, pageQuery, PersonReference, Sentence } from './schema.js'

/** One file of a package: text as it is, anything else in base64. */
export const Resource = closed({
  name: Type.String({ minLength: 1, maxLength: 200, description: '文件名，如 restaurant.bpmn、forms/apply.form.json' }),
  content: Type.String({ maxLength: 5_000_000 }),
  encoding: Type.Optional(Type.Union([Type.Literal('utf-8'), Type.Literal('base64')])),
})
export type Resource = Static<typeof Resource>

export const Verification = closed({
  status: Type.Union([Type.Literal('agreed'), Type.Literal('differed'), Type.Literal('not-run')]),
  detail: Type.String(),
})
export type Verification = Static<typeof Verification>
export const DeployRequest = closed({
  /** Package key; without it the key of the first process. */
  key: Type.Optional(Id),
  name: Type.Optional(Type.String({ maxLength: 200 })),
  note: Type.Optional(Sentence),
  resources: Type.Array(Resource, { minItems: 1, maxItems: 200 }),
  /** 双引擎校验: the answer waits for the second engine's verdict, some seconds per model. */
  verify: Type.Optional(Type.Boolean()),
})
export type DeployRequest = Static<typeof DeployRequest>
export const DeployResponse = closed({
  package: nullable(closed({ id: Id, key: Id, version: Count })),
  definitions: Type.Array(closed({ id: Id, key: Id, version: Count, name: Type.String() })),
  /** DMN decisions of the package; their version is the package's. */
  decisions: Type.Array(closed({ id: Id, name: Type.String() })),
  diagnostics: Type.Array(Diagnostic),
  verification: Verification,
  /** The content is that of the version in force: no new version was made. */
  unchanged: Type.Boolean(),
})
export type DeployResponse = Static<typeof DeployResponse>

/** What becomes of one model, element by element: `needs work` first. */
export const ImportReport = closed({
  resource: Type.String({ description: '模型文件名' }),
  dialects: Type.Array(Type.String(), { description: '文件里有哪些引擎的写法' }),
  counts: closed({ understood: Count, approximated: Count, kept: Count, needsWork: Count }),
  elements: Type.Array(
    closed({
      elementId: nullable(Type.String()),
      elementType: Type.String(),
      name: Type.String(),
      items: Type.Array(
        closed({
          what: Type.String(),
          verdict: Type.Union([Type.Literal('understood'), Type.Literal('approximated'), Type.Literal('kept'), Type.Literal('needs work')]),
          words: Type.String(),
        }),
      ),
    }),
  ),
  isDeployable: Type.Boolean({ description: '可以原样发布' }),
  isReadable: Type.Boolean({ description: '可以作为草稿打开' }),
  diagram: Type.Union([Type.Literal('complete'), Type.Literal('partial'), Type.Literal('none')]),
})
export type ImportReport = Static<typeof ImportReport>
export const CheckResponse = closed({ ...DeployResponse.properties, importReport: Type.Array(ImportReport) })
export type CheckResponse = Static<typeof CheckResponse>

export const Definition = closed({
  id: Id,
  key: Id,
  version: Count,
  name: Type.String(),
  packageId: Id,
  packageKey: Id,
  latest: Type.Boolean(),
  publishedAt: Instant,
  publishedBy: nullable(PersonReference),
})
export type Definition = Static<typeof Definition>

export const PackageSummary = closed({
  key: Id,
  name: Type.String(),
  /** null while there is only a draft. */
  latestVersion: nullable(Count),
  publishedAt: nullable(Instant),
  publishedBy: nullable(PersonReference),
  hasDraft: Type.Boolean(),
})
export type PackageSummary = Static<typeof PackageSummary>
export const PackageVersion = closed({
  id: Id,
  version: Count,
  checksum: Type.String(),
  /** `folder` = loaded from processes/ at start. */
  source: Type.Union([Type.Literal('folder'), Type.Literal('browser'), Type.Literal('api')]),
  isDefault: Type.Boolean(),
  note: nullable(Type.String()),
  publishedAt: Instant,
  publishedBy: nullable(PersonReference),
})
export const PackageDetail = closed({ ...PackageSummary.properties, versions: Type.Array(PackageVersion) })
export type PackageDetail = Static<typeof PackageDetail>
export const ResourceSet = closed({ resources: Type.Array(Resource, { maxItems: 200 }) })
export const PackageDraft = closed({ resources: Type.Array(Resource), savedAt: Instant, savedBy: nullable(PersonReference) })
export type PackageDraft = Static<typeof PackageDraft>

const tag = '流程定义'
const key = closed({ key: Id })

export const definitionEndpoints = [
  endpoint({
    method: 'POST', path: '/definitions', operationId: 'deployDefinitions', summary: '部署流程、表单等资源', tag, access: 'deploy_definitions',
    body: DeployRequest, responses: { 201: DeployResponse }, idempotent: true,
  }),
  endpoint({
    method: 'POST', path: '/definitions/check', operationId: 'checkDefinitions', summary: '只检查，不保存', tag, access: 'deploy_definitions',
    body: DeployRequest, responses: { 200: CheckResponse },
  }),
  endpoint({
    method: 'GET', path: '/definitions', operationId: 'listDefinitions', summary: '流程定义列表', tag, access: 'handle_work',
    query: closed({ ...pageQuery, key: Type.Optional(Id), latest: Type.Optional(Type.Boolean()) }), responses: { 200: pageOf(Definition) },
  }),
  endpoint({
    method: 'GET', path: '/definitions/{id}', operationId: 'readDefinition', summary: '一个流程定义', tag, access: 'handle_work',
    params: closed({ id: Id }), responses: { 200: Definition },
  }),
  endpoint({
    method: 'GET', path: '/definitions/{id}/xml', operationId: 'readDefinitionXml', summary: '流程定义原文（BPMN XML）', tag, access: 'handle_work',
    params: closed({ id: Id }), responses: { 200: { binary: ['application/xml'], description: '上传时的原文' } },
  }),
  endpoint({
    method: 'GET', path: '/packages', operationId: 'listPackages', summary: '业务包列表', tag, access: 'deploy_definitions',
    responses: { 200: closed({ data: Type.Array(PackageSummary) }) },
  }),
  endpoint({
    method: 'GET', path: '/packages/{key}', operationId: 'readPackage', summary: '业务包及各版本', tag, access: 'deploy_definitions',
    params: key, responses: { 200: PackageDetail },
  }),
  endpoint({
    method: 'GET', path: '/packages/{key}/versions/{version}/resources', operationId: 'readPackageResources', summary: '某一版本的全部文件', tag,
    access: 'deploy_definitions', params: closed({ key: Id, version: Type.Integer({ minimum: 1 }) }), responses: { 200: ResourceSet },
  }),
  endpoint({
    method: 'GET', path: '/packages/{key}/draft', operationId: 'readPackageDraft', summary: '读取设计草稿', tag, access: 'deploy_definitions',
    params: key, responses: { 200: PackageDraft },
  }),
  endpoint({
    method: 'PUT', path: '/packages/{key}/draft', operationId: 'savePackageDraft', summary: '保存设计草稿', tag, access: 'deploy_definitions',
    params: key, body: ResourceSet, responses: { 200: PackageDraft },
  }),
  endpoint({
    method: 'DELETE', path: '/packages/{key}/draft', operationId: 'deletePackageDraft', summary: '放弃设计草稿', tag, access: 'deploy_definitions',
    params: key, responses: { 204: null },
  }),
  endpoint({
    method: 'POST', path: '/packages/{key}/publish', operationId: 'publishPackage', summary: '发布为新版本', tag, access: 'deploy_definitions',
    params: key, body: closed({ ...ResourceSet.properties, name: Type.Optional(Type.String({ maxLength: 200 })), note: Sentence, verify: Type.Optional(Type.Boolean()) }),
    responses: { 201: DeployResponse }, idempotent: true,
  }),
] as const
