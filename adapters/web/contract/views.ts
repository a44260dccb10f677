import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Id } from './schema.js'

export const SavedView = closed({
  id: Id,
  name: Type.String(),
  /** What follows the `?` in the inbox's address. */
  query: Type.String(),
  shared: Type.Boolean(),
  /** Only the owner may take it away. */
  own: Type.Boolean(),
  ownerName: Type.String(),
})
export type SavedView = Static<typeof SavedView>

export const SavedViewInput = closed({
  name: Type.String({ minLength: 1, maxLength: 30 }),
  query: Type.String({ maxLength: 500, pattern: '^[^\\u0000-\\u001f#?]*$' }),
  /** With everybody of one's own department. */
  shared: Type.Boolean(),
})
export type SavedViewInput = Static<typeof SavedViewInput>

const handling = { access: 'handle_work', tag: '常用视图' } as const

export const viewEndpoints = [
  endpoint({ ...handling, method: 'GET', path: '/views', operationId: 'listViews', summary: '常用视图：自己的和本部门共享的', responses: { 200: closed({ data: Type.Array(SavedView) }) } }),
  endpoint({ ...handling, method: 'POST', path: '/views', operationId: 'createView', summary: '保存常用视图', body: SavedViewInput, responses: { 201: SavedView }, idempotent: true }),
  endpoint({ ...handling, method: 'DELETE', path: '/views/{id}', operationId: 'deleteView', summary: '删除自己的常用视图', params: closed({ id: Id }), responses: { 204: null } }),
] as const
