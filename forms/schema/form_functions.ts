import { compilePattern, isPattern, type FormPattern } from './form_pattern.js'

const patterns = new Map<string, FormPattern | null>()

/** Compiled patterns by source; the oldest goes when there are 200, since a pattern may come from data. */
function patternOf(source: string, flags: string): FormPattern | null {
  const key = `${flags}/${source}`
  const known = patterns.get(key)
  if (known !== undefined) return known
  const compiled = compilePattern(source, flags)
  const pattern = isPattern(compiled) ? compiled : null
  if (patterns.size >= 200) patterns.delete(patterns.keys().next().value as string)
  patterns.set(key, pattern)
  return pattern
}

/** FEEL `matches`, in linear time. */
export function matches(input: unknown, pattern: unknown, flags: unknown): boolean | null {
  if (typeof input !== 'string' || typeof pattern !== 'string') return null
  return patternOf(pattern, typeof flags === 'string' ? flags : '')?.test(input) ?? null
}

/** FEEL `replace`, in linear time. */
export function replace(input: unknown, pattern: unknown, replacement: unknown, flags: unknown): string | null {
  if (typeof input !== 'string' || typeof pattern !== 'string' || typeof replacement !== 'string') return null
  const compiled = patternOf(pattern, typeof flags === 'string' ? flags : '')
  return compiled?.replaceAll(input, replacement.replaceAll('$0', '$$&')) ?? null
}

/** FEEL `split`, in linear time. */
export function split(string: unknown, delimiter: unknown): string[] | null {
  if (typeof string !== 'string' || typeof delimiter !== 'string') return null
  return patternOf(delimiter, '')?.split(string) ?? null
}
