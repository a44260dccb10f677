/** What each kind of refusal must know to be said to a clerk. */
export interface FaultDetails {
  E_FORM_NOT_AN_OBJECT: Record<string, never>
  E_FORM_UNKNOWN_FIELD: Record<string, never>
  E_FORM_FIELD_NOT_WRITABLE: Record<string, never>
  E_FORM_WRONG_TYPE: { expected: ExpectedInput }
  E_FORM_REQUIRED: { how: 'fill' | 'choose' | 'tick' | 'attach' }
  E_FORM_TOO_SMALL: { limit: string }
  E_FORM_TOO_LARGE: { limit: string }
  E_FORM_TOO_SHORT: { limit: number }
  E_FORM_TOO_LONG: { limit: number }
  E_FORM_PATTERN: { custom: string | null }
  E_FORM_EMAIL: Record<string, never>
  E_FORM_PHONE: Record<string, never>
  E_FORM_DECIMALS: { limit: number }
  E_FORM_INCREMENT: { below: string; above: string }
  E_FORM_LIMIT_INVALID: Record<string, never>
  E_FORM_NOT_AN_OPTION: Record<string, never>
  E_FORM_CHOSEN_TWICE: Record<string, never>
  E_FORM_DATE_PASSED: Record<string, never>
  E_FORM_DATE_TOO_EARLY: { limit: string }
  E_FORM_DATE_TOO_LATE: { limit: string }
  E_FORM_FILE_COUNT: { limit: number }
  E_FORM_FILE_KIND: { name: string; accept: string }
  E_FORM_TOO_FEW_ROWS: { limit: number }
  E_FORM_TOO_MANY_ROWS: { limit: number }
  E_FORM_ROWS_FIXED: { count: number; mayAdd: boolean }
}

export type FaultCode = keyof FaultDetails

export type ExpectedInput = 'text' | 'number' | 'flag' | 'choice' | 'choices' | 'date' | 'time' | 'datetime' | 'files' | 'rows' | 'fields'

/** A refusal before it is said: a code with its details. */
export type Fault = { [Code in FaultCode]: { code: Code; details: FaultDetails[Code] } }[FaultCode]

/** Makes a fault; only so that code and details are seen to belong together. */
export function fault<Code extends FaultCode>(code: Code, details: FaultDetails[Code]): Fault {
  return { code, details } as Fault
}
