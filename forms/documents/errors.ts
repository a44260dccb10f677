export type DocumentErrorCode = 'E_DOCUMENT_TOO_LONG' | 'E_DOCUMENT_IMAGE' | 'E_DOCUMENT_RENDER' | 'E_DOCUMENT_CLOSED'

/** A document that can't be printed. The message is for the clerk: what is wrong and what to do next. */
export class DocumentError extends Error {
  readonly status = 422
  constructor(
    readonly code: DocumentErrorCode,
    message: string,
    options?: ErrorOptions,
  ) {
    super(message, options)
    this.name = 'DocumentError'
  }
}
