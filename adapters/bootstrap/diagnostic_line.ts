import type { Diagnostic } from '#engine/model/diagnostic'

/** A finding in one line: file, element, what is wrong, and its code for who looks it up. */
export const diagnosticLine = ({ resource, elementId, message, code }: Diagnostic): string =>
  [resource ?? '', elementId === null ? '' : `〔${elementId}〕`, message, `(${code})`].filter((part) => part !== '').join(' ')
