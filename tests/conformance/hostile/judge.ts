import { readFileSync } from 'node:fs'
import type { Observation } from './observation.js'

/** Verdict on one observation: null = as the manifest expects, else why not. */
type Judge = (seen: Observation, file: string) => string | null

const REPLACEMENT = '\uFFFD'

const rejected = (seen: Observation) => seen.errors.length > 0
const codes = (seen: Observation) => seen.errors.join(', ')

/** What each word of the manifest demands. */
const JUDGES: Readonly<Record<string, Judge>> = {
  reject: (seen) => (rejected(seen) ? null : 'was accepted'),
  'no-expansion': (seen) => (rejected(seen) ? null : 'was accepted'),
  accept: (seen) => (rejected(seen) ? `was rejected: ${codes(seen)}` : started(seen)),
  'accept-exact': (seen, file) => (rejected(seen) ? null : (started(seen) ?? exactTexts(seen, file))),
  'accept-or-reject': (seen) => (rejected(seen) ? null : wentThrough(seen)),
  'reject-or-replace': (seen) => (rejected(seen) || seen.texts.some((text) => text.includes(REPLACEMENT)) ? null : 'wrong bytes came through as other text'),
  bounded: (seen) => (rejected(seen) || seen.run?.othersUnaffected === true ? null : 'other instances were affected'),
  incident: (seen) => (rejected(seen) || typeof seen.run?.refused === 'string' || (seen.run?.incidents.length ?? 0) > 0 ? null : 'started without an incident'),
  sandbox: (seen, file) => (rejected(seen) || (seen.run?.incidents.length ?? 0) > 0 ? null : tookNoCondition(seen, file)),
  escape: (seen, file) => (rejected(seen) ? `was rejected: ${codes(seen)}` : exactTexts(seen, file)),
}

/** Judges what was seen by the manifest's word. */
export function judge(expectation: string, seen: Observation, file: string): string | null {
  const found = Object.hasOwn(JUDGES, expectation) ? JUDGES[expectation] : undefined
  return found === undefined ? `unknown expectation ${expectation}` : found(seen, file)
}

function started({ run }: Observation): string | null {
  return run === null || run.refused !== null ? `did not start: ${run?.refused ?? 'nothing compiled'}` : null
}

function wentThrough(seen: Observation): string | null {
  return started(seen) ?? (seen.run?.ended === true && seen.run.incidents.length === 0 ? null : `did not go through: ${seen.run?.incidents.join(', ') ?? ''}`)
}

/** Every name in the file, read by its declared encoding and nothing else, is found among the compiled texts as it is. */
function exactTexts(seen: Observation, file: string): string | null {
  const bytes = readFileSync(file)
  const declared = /encoding="([^"]+)"/.exec(bytes.subarray(0, 100).toString('latin1'))?.[1] ?? 'utf-8'
  const text = new TextDecoder(declared).decode(bytes)
  const names = [...text.matchAll(/<(?:startEvent|userTask|endEvent)[^>]*\sname="([^"]*)"/g)].map((match) => unescape(match[1] ?? ''))
  const missing = names.find((name) => !seen.texts.includes(name))
  if (names.length === 0) return 'has no names to compare'
  return missing === undefined ? null : `the name ${JSON.stringify(missing)} is not among ${JSON.stringify(seen.texts)}`
}

function unescape(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&amp;', '&')
}

/** The expression was false: nothing behind a conditional flow was visited. */
function tookNoCondition(seen: Observation, file: string): string | null {
  const text = readFileSync(file, 'utf8')
  const targets = [...text.matchAll(/<sequenceFlow[^>]*targetRef="([^"]+)"[^>]*>\s*<conditionExpression/g)].map((match) => match[1] ?? '')
  const taken = targets.find((id) => seen.run?.visited.includes(id) === true)
  return taken === undefined ? null : `the hostile condition held: ${taken} was entered`
}
