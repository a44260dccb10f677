import type { IncomingMessage } from 'node:http'
import { problem } from './problem.js'

/** Keys that would reach an object's prototype when a careless reader merges them. */
const DANGEROUS_KEY = /"(?:__proto__|constructor|prototype|(?:[^"\\]|\\.)*\\u00(?:[^"\\]|\\.)*)"\s*:/

/** The request's body, at most `limit` bytes; a longer one is refused before it is read to its end. */
export async function readBytes(request: IncomingMessage, limit: number): Promise<Buffer> {
  const tooLarge = () =>
    problem(413, 'E_BODY_TOO_LARGE', `提交的内容超过 ${Math.floor(limit / 1_000_000)} MB 的上限。请减少内容或压缩文件后重试。`, undefined, {
      connection: 'close',
    })
  if (Number(request.headers['content-length'] ?? 0) > limit) throw tooLarge()
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > limit) throw tooLarge()
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** JSON text as a value. An empty body is an empty object, so that a command without arguments needs none. */
export function parseJson(bytes: Buffer, contentType: string | undefined): unknown {
  if (bytes.length === 0) return {}
  if (!/^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i.test(contentType ?? '')) {
    throw problem(415, 'E_CONTENT_TYPE', '请以 application/json 提交。')
  }
  const text = decodeUtf8(bytes)
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    throw problem(400, 'E_JSON', '提交的内容不是正确的 JSON。请检查引号、逗号和括号。')
  }
  if (DANGEROUS_KEY.test(text)) refuseDangerousKeys(value)
  return value
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    throw problem(400, 'E_ENCODING', '提交的内容不是 UTF-8 编码。请改用 UTF-8。')
  }
}

/** Looked at only when the text gives cause: `__proto__` and its kin are no field of any form. */
function refuseDangerousKeys(root: unknown): void {
  const open: unknown[] = [root]
  while (open.length > 0) {
    const value = open.pop()
    if (typeof value !== 'object' || value === null) continue
    for (const [key, inner] of Object.entries(value)) {
      if (key === '__proto__' || key === 'prototype' || key === 'constructor') {
        throw problem(422, 'E_INVALID', `字段名“${key}”不允许使用。请改名后重试。`)
      }
      open.push(inner)
    }
  }
}

export interface UploadedFile {
  name: string
  bytes: Uint8Array
}

export interface MultipartForm {
  file: UploadedFile
  /** Its text fields by name. */
  fields: Record<string, string>
}

/** The one file of a multipart form, from its field `file`, and the texts beside it. */
export async function parseMultipart(bytes: Buffer, contentType: string | undefined): Promise<MultipartForm> {
  const malformed = () => problem(400, 'E_MULTIPART', '没有收到文件。请以 multipart/form-data 提交，文件放在 file 字段。')
  if (!/^multipart\/form-data\s*;/i.test(contentType ?? '')) throw malformed()
  let form: FormData
  try {
    form = await new Response(new Uint8Array(bytes), { headers: { 'content-type': contentType! } }).formData()
  } catch {
    throw malformed()
  }
  const file = form.get('file')
  if (!(file instanceof File)) throw malformed()
  const fields = Object.fromEntries([...form].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])))
  return { file: { name: file.name, bytes: new Uint8Array(await file.arrayBuffer()) }, fields }
}
