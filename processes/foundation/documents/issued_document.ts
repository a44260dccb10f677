import type { DocumentSnapshot } from '#forms/documents/document_snapshot'

/** Row of `issued_documents`: a 文书 whose content and number are fixed. The rendering job adds the last four fields. */
export interface IssuedDocumentRow {
  /** The row's key with `.` for `/`, safe in a URL. */
  id: string
  caseKey: string | null
  instanceId: string
  itemCode: string | null
  packageId: string
  /** Name of the declaration in the manifest, e.g. `acceptance`. */
  template: string
  /** Resource of the package it is printed by. */
  templateResource: string
  title: string
  /** 文书编号; null for documents outside any register. */
  number: string | null
  register: string | null
  unit: string
  elementId: string
  issuedBy: string
  issuedAtMs: number
  snapshot: DocumentSnapshot
  status: 'numbered' | 'rendered' | 'voided'
  sha256: string | null
  blobId: string | null
  pages: number | null
  bytes: number | null
}

/** Topic and input of the follow-up job that prints a document. */
export const RENDER_DOCUMENT = 'render-document'
export interface RenderDocumentInput {
  /** Key in `issued_documents`. */
  documentKey: string
}
