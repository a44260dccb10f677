import type { AssessmentSheet } from './assessment_sheet.js'

/** One closing of a month, for ever as it was; a later correction is an edition of its own. */
export interface AssessmentEdition {
  month: string
  /** From 1. */
  edition: number
  closedAtMs: number
  /** User. */
  closedBy: string
  /** Why it was made again; null for the first. */
  reason: string | null
  /** SHA-256 of the sheet's text, printed on it. */
  sha256: string
}

/** Closed months; storage implements it. Nothing is ever changed or taken away. */
export interface AssessmentEditions {
  /** Oldest first. */
  ofMonth(month: string): Promise<AssessmentEdition[]>
  sheet(month: string, edition: number): Promise<AssessmentSheet | null>
  /** False when somebody has made this edition already. */
  add(edition: AssessmentEdition, sheetText: string): Promise<boolean>
}
