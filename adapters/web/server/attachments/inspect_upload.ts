import { fileTypeFromBuffer } from 'file-type'
import { checkPng } from '#forms/documents/check_png'
import { DocumentError } from '#forms/documents/errors'
import { CONTROL_CHARACTERS } from '../http/control_characters.js'
import { problem } from '../http/problem.js'

export const UPLOAD_LIMIT_BYTES = 20_000_000

/** What may be uploaded, by what the content is; the name's ending has to agree with it. */
const ALLOWED: Readonly<Record<string, { mediaType: string; endings: readonly string[] }>> = {
  pdf: { mediaType: 'application/pdf', endings: ['pdf'] },
  jpg: { mediaType: 'image/jpeg', endings: ['jpg', 'jpeg'] },
  png: { mediaType: 'image/png', endings: ['png'] },
  gif: { mediaType: 'image/gif', endings: ['gif'] },
  webp: { mediaType: 'image/webp', endings: ['webp'] },
  bmp: { mediaType: 'image/bmp', endings: ['bmp'] },
  tif: { mediaType: 'image/tiff', endings: ['tif', 'tiff'] },
  heic: { mediaType: 'image/heic', endings: ['heic'] },
  docx: { mediaType: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', endings: ['docx'] },
  xlsx: { mediaType: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet', endings: ['xlsx'] },
  pptx: { mediaType: 'application/vnd.openxmlformats-officedocument.presentationml.presentation', endings: ['pptx'] },
  cfb: { mediaType: 'application/x-cfb', endings: ['doc', 'xls', 'ppt', 'wps', 'et', 'dps'] },
  ofd: { mediaType: 'application/ofd', endings: ['ofd'] },
  txt: { mediaType: 'text/plain', endings: ['txt', 'csv'] },
}

/** Shown inside the page; anything else is only downloaded. */
export const PREVIEWABLE: ReadonlySet<string> = new Set(['application/pdf', 'image/png', 'image/jpeg', 'image/gif', 'image/webp'])

const WORDS = '可上传 PDF、OFD、图片（JPG、PNG 等）、Word、Excel、PPT、WPS 文档和纯文本。'

export interface InspectedUpload {
  name: string
  mediaType: string
}

/** The name made safe and the media type by content; refuses what is too large, empty, of another kind, disguised, or a PNG that is damaged or a trap. */
export async function inspectUpload(name: string, bytes: Uint8Array): Promise<InspectedUpload> {
  const clean = safeName(name)
  if (bytes.byteLength > UPLOAD_LIMIT_BYTES) throw problem(413, 'E_UPLOAD_TOO_LARGE', '文件超过 20 MB 的上限。请压缩或拆分后重新上传。')
  if (bytes.byteLength === 0) throw refused('E_UPLOAD_EMPTY', '文件是空的。请检查后重新上传。')
  const kind = await kindOf(clean, bytes)
  const allowed = kind === null ? undefined : ALLOWED[kind]
  if (!allowed) throw refused('E_UPLOAD_TYPE', `不能上传这种文件。${WORDS}`)
  const ending = clean.split('.').at(-1)!.toLowerCase()
  if (!allowed.endings.includes(ending)) {
    throw refused('E_UPLOAD_DISGUISED', `文件内容与扩展名“.${ending}”不符。请用原来的扩展名重新上传。${WORDS}`)
  }
  if (kind === 'png') await checkPng(bytes).catch(refusedPicture)
  return { name: clean, mediaType: allowed.mediaType }
}

/** A picture that unpacks to something else than it says would be a trap for whoever opens or prints it. */
const refusedPicture = (error: unknown): never => {
  throw error instanceof DocumentError ? refused('E_UPLOAD_PICTURE', error.message) : error
}

const refused = (code: string, detail: string) => problem(422, code, detail, [{ path: 'file', message: detail }])

/** No folders, no control characters, no bidirectional overrides that turn an ending around; at most 120 characters. */
function safeName(name: string): string {
  const base = name.normalize('NFC').split(/[\\/]/).at(-1) ?? ''
  const clean = base.replace(CONTROL_CHARACTERS, '').trim()
  if (!clean || clean.startsWith('.')) throw refused('E_UPLOAD_NAME', '文件名不能使用。请改名后重新上传。')
  if (clean.length <= 120) return clean
  const dot = clean.lastIndexOf('.')
  return dot > 0 ? clean.slice(0, 120 - (clean.length - dot)) + clean.slice(dot) : clean.slice(0, 120)
}

/** Key of ALLOWED, or null. Archives are looked at by their directory only, never unpacked. */
async function kindOf(name: string, bytes: Uint8Array): Promise<string | null> {
  if (startsWith(bytes, 'PK\u0003\u0004') && /\.ofd$/i.test(name)) return hasEntry(bytes, 'OFD.xml') ? 'ofd' : null
  const found = await fileTypeFromBuffer(bytes).catch(() => undefined)
  if (found) return found.ext
  return looksLikeText(bytes) ? 'txt' : null
}

const startsWith = (bytes: Uint8Array, text: string): boolean => [...text].every((character, index) => bytes[index] === character.charCodeAt(0))

const hasEntry = (bytes: Uint8Array, entry: string): boolean => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).includes(entry, 0, 'latin1')

/** Plain text: UTF-8 or GB 18030 without control characters, and nothing a browser would take for a page or a script. */
function looksLikeText(bytes: Uint8Array): boolean {
  if (bytes.some((byte) => byte < 0x09 || (byte > 0x0d && byte < 0x20))) return false
  const isReadable = ['utf-8', 'gb18030'].some((encoding) => {
    try {
      new TextDecoder(encoding, { fatal: true }).decode(bytes)
      return true
    } catch {
      return false
    }
  })
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 4096)).toString('latin1')
  return isReadable && !/<\s*(?:!doctype|html|script|svg|\?xml|head|body|iframe|img|a\s)|^#!|<\?php|@echo off/i.test(head)
}
