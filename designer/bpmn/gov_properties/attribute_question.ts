/** One attribute of an element, as a question a designer answers. */
export interface AttributeQuestion {
  /** Moddle name with prefix: `gov:workingDays`. */
  attribute: string
  label: string
  description?: string
  input: 'text' | 'lines' | 'choice'
  choices?: readonly { value: string; label: string }[]
}

/** An attribute that lists some of several words; each word is a box of its own. */
export interface MembersQuestion {
  attribute: string
  input: 'members'
  /** What holds while the attribute is not set. */
  unset: readonly string[]
  members: readonly { value: string; label: string; description?: string }[]
}
