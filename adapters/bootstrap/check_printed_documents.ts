import type { Diagnostic } from '#engine/model/diagnostic'
import { renderTemplate } from '#forms/documents/render_template'
import type { IssuedDocumentRow } from '#processes/foundation/documents/issued_document'
import type { RehearsedFile } from './rehearse_package.js'

/**
 * Fills every template with what the rehearsals issued by it: a mistake in a template, or a value that is missing, is found before
 * anybody prints. A template that no rehearsal issues is named.
 */
export function checkPrintedDocuments(texts: ReadonlyMap<string, string>, rehearsals: readonly RehearsedFile[]): Diagnostic[] {
  const found = new Map<string, Diagnostic>()
  const issued = new Set<string>()
  for (const { file, played } of rehearsals) {
    for (const [key, row] of played?.stage.business.rows ?? []) {
      if (!key.startsWith('issued_documents/')) continue
      const { templateResource, snapshot } = row as unknown as IssuedDocumentRow
      issued.add(templateResource)
      for (const { line, message } of renderTemplate(texts.get(templateResource) ?? '', asPrinted(snapshot)).problems) {
        found.set(`${templateResource}:${line}:${message}`, finding('error', 'DOCUMENT_TEMPLATE', templateResource, `第 ${line} 行：${message}（预演 ${file}）`))
      }
    }
  }
  const unissued = [...texts.keys()].filter((name) => name.endsWith('.hbs') && !issued.has(name))
  return [...found.values(), ...unissued.map((name) => finding('warning', 'DOCUMENT_NOT_REHEARSED', name, '没有一个预演出具这份文书，模板没有试过。请补一个预演。'))]
}

/** The inquiry password comes to the print alone: the snapshot never holds it. */
const asPrinted = (snapshot: IssuedDocumentRow['snapshot']): IssuedDocumentRow['snapshot'] => ({ ...snapshot, inquiry: { ...snapshot.inquiry, password: '········' } })

const finding = (severity: Diagnostic['severity'], code: string, resource: string, message: string): Diagnostic => ({ code, severity, elementId: null, message, resource })
