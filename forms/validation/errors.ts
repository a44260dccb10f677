/** A schema that `parseFormSchema` would have refused was to be prepared: a bug of the caller, never of who submits. */
export class FormNotParsedError extends Error {
  readonly code = 'E_FORM_NOT_PARSED'
  readonly status = 500
}

export function notParsed(source: unknown, reason: string): FormNotParsedError {
  return new FormNotParsedError(
    `Expected a form schema that parseFormSchema accepts, but ${JSON.stringify(source)} cannot be compiled: ${reason}. Parse the schema first.`,
  )
}
