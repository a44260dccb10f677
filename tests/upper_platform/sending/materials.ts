import { createHash } from 'node:crypto'
import type { ServerResponse } from 'node:http'

/** Files that applications refer to, made from their ids; what is odd about one is said beforehand. */
export interface MaterialShelf {
  /** The reference that stands in an application. */
  reference(id: string, name: string, code?: string): Readonly<Record<string, string>>
  answer(id: string, response: ServerResponse): void
  /** `missing` = 404, `changed` = other bytes than the digest says, `slow` = after this many milliseconds. */
  spoil(id: string, how: { missing?: boolean; changed?: boolean; slowMs?: number }): void
}

export function createMaterialShelf(): MaterialShelf {
  const spoilt = new Map<string, { missing?: boolean; changed?: boolean; slowMs?: number }>()
  return {
    reference(id, name, code) {
      const bytes = pdfOf(id)
      return {
        materialId: id, name, ...(code === undefined ? {} : { code }), fileName: `${name}.pdf`, mimeType: 'application/pdf',
        size: String(bytes.length), sm3: createHash('sm3').update(bytes).digest('hex'),
      }
    },
    answer(id, response) {
      const { missing, changed, slowMs = 0 } = spoilt.get(id) ?? {}
      const isHere = !missing && /^[A-Za-z0-9-]{1,64}$/.test(id)
      const say = () => isHere
        ? response.writeHead(200, { 'content-type': 'application/pdf' }).end(pdfOf(changed ? `${id} changed` : id))
        : response.writeHead(404, { 'content-type': 'application/json; charset=utf-8' }).end('{"code":"1013","success":"false","reason":"没有这个材料"}')
      if (slowMs > 0) setTimeout(say, slowMs)
      else say()
    },
    spoil: (id, how) => void spoilt.set(id, how),
  }
}

/** A PDF of one page that shows its id. */
function pdfOf(id: string): Buffer {
  const text = `BT /F1 18 Tf 72 720 Td (Sample material ${id}) Tj ET`
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ]
  let file = '%PDF-1.4\n'
  const offsets = objects.map((object, index) => {
    const offset = file.length
    file += `${index + 1} 0 obj\n${object}\nendobj\n`
    return offset
  })
  const table = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('')
  return Buffer.from(`${file}xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${table}trailer\n<< /Size ${objects.length + 1} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF\n`)
}
