/** Each kind of failure and the HTTP status that says it best. */
const STATUS = {
  E_DOCUMENT_TOO_LONG: 422,
  E_DOCUMENT_IMAGE: 422,
  E_DOCUMENT_FOREIGN: 422,
  E_DOCUMENT_RENDER: 500,
  E_DOCUMENT_BUSY: 503,
  E_DOCUMENT_CLOSED: 503,
} as const

export type DocumentErrorCode = keyof typeof STATUS

/** A document that can't be printed. The message is for the clerk: what is wrong and what to do next. */
export class DocumentError extends Error {
  readonly code: DocumentErrorCode
  readonly status: number

  constructor(code: DocumentErrorCode, message: string, options?: ErrorOptions) {
    super(message, options)
    this.name = 'DocumentError'
    this.code = code
    this.status = STATUS[code]
  }
}
