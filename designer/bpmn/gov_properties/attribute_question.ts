/** One attribute of an element, as a question a designer answers. */
export interface AttributeQuestion {
  /** Moddle name with prefix: `gov:workingDays`. */
  attribute: string
  label: string
  description?: string
  input: 'text' | 'lines' | 'choice'
  choices?: readonly { value: string; label: string }[]
  /** The choices are the forms of the package. */
  choicesFrom?: 'forms'
  /** One choice that goes on in words: `user:` and an account. */
  named?: { prefix: string; label: string; description: string }
  /** Asked only while another attribute says this. */
  when?: { attribute: string; is: string }
  /** Stands at the process, whatever stands for it in the drawing: its canvas or its pool. */
  of?: 'process'
}

/** An attribute that lists some of several words; each word is a box of its own. */
export interface MembersQuestion {
  attribute: string
  input: 'members'
  /** What holds while the attribute is not set. */
  unset: readonly string[]
  members: readonly { value: string; label: string; description?: string }[]
}
