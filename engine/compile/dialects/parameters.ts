import type { SourceElement } from '#engine/model/source_element'
import { childrenNamed, feelText, localName } from './rewrite.js'

interface Writable {
  $body?: string
  $children?: SourceElement[]
}

const PATH = /^[#$]\{\s*([\p{L}_][\p{L}\p{N}_]*(?:\.[\p{L}_][\p{L}\p{N}_]*)*)\s*\}$/u
const OURS = /^(?:feel|juel)$/i

/** A parameter written as list, map or script becomes one FEEL expression; what cannot be said in FEEL stays as it is and is refused by its reader. */
export function foldParameter(parameter: SourceElement): void {
  const [value] = parameter.$children ?? []
  if (value === undefined) return
  const folded = localName(value) === 'script' ? scriptText(value) : feelOf(value)
  if (folded === null) return
  const writable = parameter as unknown as Writable
  writable.$body = folded.startsWith('${') ? folded : `=${folded}`
  delete writable.$children
}

/** Whether a parameter holds a script of another language. */
export function hasForeignScript(parameter: SourceElement): boolean {
  return (parameter.$children ?? []).some((child) => (localName(child) === 'script' && scriptText(child) === null) || hasForeignScript(child))
}

function scriptText(script: SourceElement): string | null {
  const body = script.$body?.trim() ?? ''
  const isOurs = body !== '' && OURS.test(String(script.scriptFormat ?? ''))
  return isOurs ? body.replace(/^=/, '') : null
}

/** A `list`, `map`, `script`, `value` or `entry` in FEEL; null when it holds what FEEL cannot say. */
function feelOf(value: SourceElement): string | null {
  const kind = localName(value)
  if (kind === 'script') return scriptText(value)
  if (kind === 'list') return all((value.$children ?? []).map(feelOf), (items) => `[${items.join(', ')}]`)
  if (kind === 'map') return all(childrenNamed(value, 'entry').map(entryText), (entries) => `{${entries.join(', ')}}`)
  const [nested] = value.$children ?? []
  return nested === undefined ? textInFeel(value.$body?.trim() ?? '') : feelOf(nested)
}

function entryText(entry: SourceElement): string | null {
  const value = feelOf(entry)
  return value === null ? null : `${feelText(String(entry.key ?? ''))}: ${value}`
}

function textInFeel(text: string): string | null {
  if (text.startsWith('=')) return text.slice(1)
  const path = PATH.exec(text)?.[1]
  if (path !== undefined) return path
  return text.includes('${') ? null : feelText(text)
}

function all(parts: readonly (string | null)[], join: (parts: readonly string[]) => string): string | null {
  return parts.every((part) => part !== null) ? join(parts as readonly string[]) : null
}
