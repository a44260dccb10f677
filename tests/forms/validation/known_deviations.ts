/**
 * Where our verdict differs from the viewer's on purpose. The agreement spec lets these through and nothing else; each
 * has an example of its own in known_deviations.spec.ts, so that none outlives its reason.
 */
export interface Deviation {
  title: string
  reason: string
  /** Whether a refusal of ours that the viewer does not share falls under it. */
  covers(code: string, component: { type: string; readonly?: unknown }): boolean
}

export const DEVIATIONS: readonly Deviation[] = [
  {
    title: 'a choice that is not offered',
    reason: 'the viewer clears it without a word; a server must not change what it was sent',
    covers: (code) => code === 'E_FORM_NOT_AN_OPTION',
  },
  {
    title: 'a value of the wrong type',
    reason: 'the viewer replaces it with an empty one when the form is opened; a server must not',
    covers: (code) => code === 'E_FORM_WRONG_TYPE',
  },
  {
    title: 'a changed field that a FEEL condition makes read-only',
    reason: 'the viewer only greys it out and sends the changed value',
    covers: (code, component) => code === 'E_FORM_FIELD_NOT_WRITABLE' && typeof component.readonly === 'string',
  },
]
