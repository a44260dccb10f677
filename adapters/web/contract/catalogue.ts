import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, JsonObject, Light, nullable } from './schema.js'

/** 申请材料, from the package's manifest. */
export const CatalogueMaterial = closed({
  name: Type.String(),
  required: Type.Boolean(),
  /** In words: 原件 1 份、复印件 1 份, 电子件 … */
  form: Type.String(),
  issuer: nullable(Type.String()),
  note: nullable(Type.String()),
  /** Item that asks for it; null = the joint application. */
  itemName: nullable(Type.String()),
})
export const CatalogueStep = closed({
  elementId: Type.String(),
  name: Type.String(),
  department: nullable(Type.String()),
  workingDays: nullable(Count),
})
export const CatalogueEntry = closed({
  definitionKey: Id,
  name: Type.String(),
  description: nullable(Type.String()),
  department: nullable(Type.String()),
  category: nullable(Type.String()),
  materials: Type.Array(CatalogueMaterial),
  steps: Type.Array(CatalogueStep),
  items: Type.Array(closed({
    code: Type.String(), name: Type.String(), department: Type.String(), promisedWorkingDays: nullable(Count), legalWorkingDays: nullable(Count),
    /** In words: when this item belongs to the application. */
    condition: nullable(Type.String()),
  })),
  promisedWorkingDays: nullable(Count),
  legalWorkingDays: nullable(Count),
  formKey: nullable(Type.String()),
})
export type CatalogueEntry = Static<typeof CatalogueEntry>
export const CatalogueDetail = closed({ ...CatalogueEntry.properties, definitionId: Id, version: Count, formSchema: nullable(JsonObject) })
export type CatalogueDetail = Static<typeof CatalogueDetail>

export const Draft = closed({ id: Id, definitionKey: Id, title: nullable(Type.String()), values: JsonObject, savedAt: Instant })
export type Draft = Static<typeof Draft>
export const DraftRequest = closed({
  definitionKey: Id,
  title: Type.Optional(nullable(Type.String({ maxLength: 300 }))),
  values: JsonObject,
})

/** 办件 as the county sees it: the parent and its child items. */
export const CaseItem = closed({
  code: Type.String(),
  name: Type.String(),
  department: Type.String(),
  status: Type.String(),
  statusText: Type.String(),
  dueAt: nullable(Instant),
  provisional: Type.Boolean(),
  light: Light,
  result: nullable(Type.String()),
  instanceId: nullable(Id),
  documents: Type.Array(closed({ id: Id, title: Type.String(), number: nullable(Type.String()) })),
})
export const CaseClock = closed({
  kind: Type.String(),
  name: Type.String(),
  startedAt: nullable(Instant),
  dueAt: nullable(Instant),
  workingDays: nullable(Count),
  /** 暂定: a year on its way lacks its holiday notice. */
  provisional: Type.Boolean(),
  light: Light,
  endedAt: nullable(Instant),
})
export const CaseRecord = closed({
  instanceId: Id,
  number: nullable(Type.String()),
  title: Type.String(),
  applicant: nullable(closed({ name: Type.String(), idNumber: nullable(Type.String()), phone: nullable(Type.String()) })),
  status: Type.String(),
  statusText: Type.String(),
  items: Type.Array(CaseItem),
  materials: Type.Array(closed({
    name: Type.String(), required: Type.Boolean(), received: Type.Boolean(), form: nullable(Type.String()), copies: nullable(Count),
    note: nullable(Type.String()),
  })),
  clocks: Type.Array(CaseClock),
  /** Documents without a number that whoever reads this may print now, beside the flow. */
  requestable: Type.Array(closed({ template: Type.String(), title: Type.String() })),
  lifecycle: nullable(closed({
    state: Type.String(),
    states: Type.Array(closed({ id: Type.String(), name: Type.String(), reached: Type.Boolean(), current: Type.Boolean() })),
  })),
})
export type CaseRecord = Static<typeof CaseRecord>

const handling = { access: 'handle_work' } as const
const id = closed({ id: Id })

export const catalogueEndpoints = [
  endpoint({
    ...handling, method: 'GET', path: '/catalogue', operationId: 'listCatalogue', summary: '事项目录', tag: '事项',
    responses: { 200: closed({ data: Type.Array(CatalogueEntry) }) },
  }),
  endpoint({
    ...handling, method: 'GET', path: '/catalogue/{definitionKey}', operationId: 'readCatalogueEntry', summary: '事项：材料、环节、时限与申请表', tag: '事项',
    params: closed({ definitionKey: Id }), responses: { 200: CatalogueDetail },
  }),
  endpoint({
    ...handling, method: 'POST', path: '/drafts', operationId: 'createDraft', summary: '新建申请草稿', tag: '草稿', body: DraftRequest,
    responses: { 201: Draft }, idempotent: true,
  }),
  endpoint({ ...handling, method: 'GET', path: '/drafts/{id}', operationId: 'readDraft', summary: '读取申请草稿', tag: '草稿', params: id, responses: { 200: Draft } }),
  endpoint({
    ...handling, method: 'PUT', path: '/drafts/{id}', operationId: 'saveDraft', summary: '保存申请草稿（不校验）', tag: '草稿', params: id,
    body: closed({ title: Type.Optional(nullable(Type.String({ maxLength: 300 }))), values: JsonObject }), responses: { 200: Draft },
  }),
  endpoint({ ...handling, method: 'DELETE', path: '/drafts/{id}', operationId: 'deleteDraft', summary: '删除申请草稿', tag: '草稿', params: id, responses: { 204: null } }),
  endpoint({
    ...handling, method: 'GET', path: '/cases/{instanceId}', operationId: 'readCase', summary: '办件登记：子事项、材料、时限、状态', tag: '办件',
    params: closed({ instanceId: Id }), responses: { 200: CaseRecord }, sensitive: true,
  }),
] as const
