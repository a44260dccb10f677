import { Type, type Static } from 'typebox'
import { endpoint } from './endpoint.js'
import { closed, Count, Id, Instant, nullable, PersonReference, Sha256 } from './schema.js'

/** What a file field of a form holds. */
export const AttachmentReference = closed({
  id: Id,
  name: Type.String(),
  size: Count,
  sha256: Sha256,
  mediaType: Type.String(),
  uploadedAt: Instant,
  uploadedBy: nullable(PersonReference),
})
export type AttachmentReference = Static<typeof AttachmentReference>

const tag = '附件'
const id = closed({ id: Id })

export const attachmentEndpoints = [
  endpoint({
    method: 'POST', path: '/attachments', operationId: 'uploadAttachment', summary: '上传附件（按内容检查，20 MB 以内）', tag, access: 'handle_work',
    multipart: true, responses: { 201: AttachmentReference }, idempotent: true,
    fields: closed({
      takenAt: Type.Optional(Instant),
      longitude: Type.Optional(Type.Number({ minimum: 73, maximum: 136 })),
      latitude: Type.Optional(Type.Number({ minimum: 3, maximum: 54 })),
    }),
  }),
  endpoint({
    method: 'GET', path: '/attachments/{id}', operationId: 'downloadAttachment', summary: '下载附件', tag, access: 'handle_work',
    params: id, responses: { 200: { binary: ['application/octet-stream'], description: '原文件' } }, sensitive: true,
  }),
  endpoint({
    method: 'GET', path: '/attachments/{id}/preview', operationId: 'previewAttachment', summary: '在页面内预览（PDF、图片）', tag, access: 'handle_work',
    params: id, responses: { 200: { binary: ['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'], description: '可预览的内容' } },
    sensitive: true,
  }),
  endpoint({
    method: 'DELETE', path: '/attachments/{id}', operationId: 'deleteAttachment', summary: '删除尚未被引用的附件', tag, access: 'handle_work',
    params: id, responses: { 204: null },
  }),
] as const
