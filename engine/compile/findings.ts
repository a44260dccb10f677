import type { Diagnostic } from '#engine/model/diagnostic'

/** Most findings kept of one file: a broken file may repeat one mistake thousands of times. */
const MAX_FINDINGS = 500

/** Collects what is wrong with one file. */
export class Findings {
  readonly all: Diagnostic[] = []
  hasErrors = false

  private readonly resource: string | undefined

  constructor(resource?: string) {
    this.resource = resource
  }

  add(severity: Diagnostic['severity'], code: string, elementId: string | null, message: string, elementKind?: string): void {
    if (severity === 'error') this.hasErrors = true
    if (this.all.length >= MAX_FINDINGS) return
    this.all.push({
      code,
      severity,
      elementId,
      message,
      ...(elementKind === undefined ? {} : { elementKind }),
      ...(this.resource === undefined ? {} : { resource: this.resource }),
    })
  }
}
