import type { Findings } from './findings.js'

/** Largest file taken. A model of 1,000 elements with its diagram has about 1 MB. */
export const MAX_SOURCE_BYTES = 5 * 1024 * 1024

/** The declaration is ASCII in every encoding taken here. */
const DECLARATION = /^<\?xml\s[^>]*?encoding\s*=\s*(?:"([\w.:-]{1,40})"|'([\w.:-]{1,40})')/

/** The text of a file, or null after a finding. Bytes that are no text in the declared encoding are never guessed at. */
export function decodeSource(source: Uint8Array | string, findings: Findings): string | null {
  if (source.length > MAX_SOURCE_BYTES) {
    findings.add('error', 'FILE_TOO_LARGE', null, `文件应不超过 ${MAX_SOURCE_BYTES / 1024 / 1024} MB，实际更大。请拆分模型或去掉内嵌的图片。`)
    return null
  }
  const text = typeof source === 'string' ? source.replace(/^\uFEFF/, '') : decodeBytes(source, findings)
  if (text !== null && text.trim() === '') {
    findings.add('error', 'FILE_EMPTY', null, '文件是空的。请重新导出后上传。')
    return null
  }
  return text
}

function decodeBytes(bytes: Uint8Array, findings: Findings): string | null {
  const label = byteOrderMark(bytes) ?? declaredEncoding(bytes)
  let decoder: InstanceType<typeof TextDecoder>
  try {
    decoder = new TextDecoder(label, { fatal: true })
  } catch {
    findings.add('error', 'ENCODING_UNKNOWN', null, `文件声明的编码“${label}”不受支持。请另存为 UTF-8 后上传。`)
    return null
  }
  try {
    return decoder.decode(bytes)
  } catch {
    findings.add('error', 'ENCODING_MISMATCH', null, `文件声明的编码是 ${label}，但内容不是（常见原因：实际为 GB18030）。请另存为 UTF-8 后上传。`)
    return null
  }
}

function byteOrderMark(bytes: Uint8Array): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

function declaredEncoding(bytes: Uint8Array): string {
  const head = String.fromCharCode(...bytes.subarray(0, 200))
  const match = DECLARATION.exec(head)
  return (match?.[1] ?? match?.[2] ?? 'utf-8').toLowerCase()
}
