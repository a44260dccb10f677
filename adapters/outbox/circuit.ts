import { backoff } from './backoff.js'

/** Failures in a row after which a target is left alone. */
const FAILURES_TO_OPEN = 5
/** Open for five seconds first; a probe that fails doubles it. */
const FIRST_PAUSE_EXPONENT = 3
const LONGEST_EXPONENT = 9

/** Whether a target is called: pure, kept by its dispatcher and written down for pages and for whoever takes over. */
export interface Circuit {
  state: 'closed' | 'open' | 'half_open'
  /** Failures in a row. */
  failures: number
  retryAtMs: number | null
  lastError: string | null
  lastSuccessAtMs: number | null
}

export const CLOSED: Circuit = { state: 'closed', failures: 0, retryAtMs: null, lastError: null, lastSuccessAtMs: null }

/** The circuit at an instant: one whose pause is over lets one delivery through. */
export const circuitAt = (circuit: Circuit, nowMs: number): Circuit =>
  circuit.state === 'open' && nowMs >= (circuit.retryAtMs ?? 0) ? { ...circuit, state: 'half_open' } : circuit

/** The other side answered, with whatever verdict. */
export const succeeded = (circuit: Circuit, nowMs: number): Circuit => ({ ...CLOSED, lastSuccessAtMs: nowMs, lastError: circuit.state === 'closed' ? circuit.lastError : null })

/** It did not, or asked for time (`retryAfterMs`). */
export function failed(circuit: Circuit, error: string, at: { nowMs: number; random: number; retryAfterMs?: number; firstPauseMs?: number }): Circuit {
  const failures = circuit.failures + 1
  const isOpen = circuit.state !== 'closed' || failures >= FAILURES_TO_OPEN
  const asked = at.retryAfterMs ?? 0
  if (!isOpen && asked === 0) return { ...circuit, failures, lastError: error }
  const exponent = Math.min(LONGEST_EXPONENT, FIRST_PAUSE_EXPONENT + Math.max(0, failures - FAILURES_TO_OPEN))
  // those under way together when it opened do not make the pause longer
  const pauseMs = circuit.state === 'open' ? 0 : isOpen ? backoff(exponent, at.random, at.firstPauseMs) : 0
  return { ...circuit, failures: circuit.state === 'open' ? circuit.failures : failures, state: 'open', lastError: error, retryAtMs: Math.max(circuit.retryAtMs ?? 0, at.nowMs + Math.max(pauseMs, asked)) }
}
