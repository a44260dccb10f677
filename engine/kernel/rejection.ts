/** Why a command is not allowed now. A value, never thrown. */
export interface Rejection {
  code: 'NOT_FOUND' | 'INVALID_STATE' | 'INVALID_ARGUMENT' | 'FORBIDDEN' | 'CONFLICT' | 'SUSPENDED'
  /** For people, in Chinese: what was expected, what is, what to do next. */
  message: string
  /** Fields concerned, when the command carried some. */
  errors?: readonly { path: string; code: string; message: string }[]
}
