import { locale, refusalText, t } from '../words/translate.js'

export interface FieldProblem {
  path: string
  message: string
}

/** An answer of the server that refuses (RFC 9457), with the words it gives for people. */
export class Problem extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly title: string,
    readonly detail: string,
    readonly errors: readonly FieldProblem[] = [],
    readonly retryAfterSeconds: number | null = null,
  ) {
    super(detail || title)
    this.name = 'Problem'
  }
}

/** The server could not be reached after every repetition; nothing typed is lost and the same intent may be sent again. */
export class ConnectionLost extends Error {
  constructor() {
    super(t('problem.connection'))
    this.name = 'ConnectionLost'
  }
}

/** One sentence for the reader about whatever went wrong; the server's own, where there is one in the reader's language. */
export function sentenceOf(error: unknown): string {
  if (error instanceof Problem) return wordedHere(error) ?? (error.detail || error.title || t('problem.unknown'))
  if (error instanceof ConnectionLost) return error.message
  return t('problem.unknown')
}

/** Codes that many causes share: the server's sentence names which. */
const MANY_CAUSES = new Set(['E_INVALID', 'E_INVALID_STATE', 'E_INVALID_ARGUMENT', 'E_CONFLICT', 'E_FORBIDDEN', 'E_EVALUATION', 'E_PASSWORD', 'E_DIAGNOSTICS'])

function wordedHere({ code, detail, retryAfterSeconds }: Problem): string | null {
  const seconds = retryAfterSeconds ?? 5
  const wait = seconds < 60 ? t('problem.seconds', { count: seconds }) : t('problem.minutes', { count: Math.ceil(seconds / 60) })
  const text = refusalText(code)?.replace('{wait}', wait) ?? null
  return text !== null && MANY_CAUSES.has(code) && detail ? `${text} (${detail})` : text
}

/** The same with what is wrong at each field, for a dialog that has no list of its own. */
export function fullSentenceOf(error: unknown): string {
  const whole = sentenceOf(error)
  // What is wrong at a field is the server's Chinese sentence, said already where the whole is.
  if (locale.value !== 'zh-CN' && error instanceof Problem && error.errors.length === 1) return whole
  const fields = error instanceof Problem ? error.errors.map((one) => one.message).filter((message) => !whole.includes(message)) : []
  return [whole, ...fields].join(' ')
}

/** The problem an answer carries; anything that is no problem+json becomes one with words of our own. */
export async function problemOf(response: Response): Promise<Problem> {
  const body: unknown = await response.json().catch(() => null)
  const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {}
  const retryAfter = Number(response.headers.get('retry-after'))
  return new Problem(
    response.status,
    typeof fields.code === 'string' ? fields.code : 'E_UNKNOWN',
    typeof fields.title === 'string' ? fields.title : t('problem.unknown'),
    typeof fields.detail === 'string' ? fields.detail : '',
    Array.isArray(fields.errors) ? (fields.errors as FieldProblem[]) : [],
    Number.isFinite(retryAfter) && retryAfter > 0 ? retryAfter : null,
  )
}
