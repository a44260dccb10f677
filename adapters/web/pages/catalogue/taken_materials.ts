import type { KeptMaterial } from '../api/types.js'

/** A material of the register that this application uses instead of asking for it. */
export type TakenMaterial = Pick<KeptMaterial, 'id' | 'code' | 'name' | 'caseNumber'>

const keyOf = (draftId: string): string => `taken-materials ${draftId}`

/** Remembers, for this window of the browser, what the clerk chose for a draft; nothing personal is in it. */
export function keepTaken(draftId: string, taken: readonly TakenMaterial[]): void {
  if (taken.length > 0) sessionStorage.setItem(keyOf(draftId), JSON.stringify(taken.map(({ id, code, name, caseNumber }) => ({ id, code, name, caseNumber }))))
}

export function readTaken(draftId: string): TakenMaterial[] {
  const stored = draftId === '' ? null : sessionStorage.getItem(keyOf(draftId))
  return stored === null ? [] : (JSON.parse(stored) as TakenMaterial[])
}

export const forgetTaken = (draftId: string): void => sessionStorage.removeItem(keyOf(draftId))
