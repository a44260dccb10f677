import type { SourceElement } from '#engine/model/source_element'

/** What becomes of one part of a foreign file: it means here what it meant there, something near it, nothing (but it stays in the file), or it has to be redrawn. */
export type Verdict = 'understood' | 'approximated' | 'kept' | 'needs work'

/** A verdict with its reason and, where something is to be done, the way out. Chinese, a sentence without full stop. */
export interface Judgement {
  readonly verdict: Verdict
  readonly words: string
}

/** One foreign attribute or child element where it stands. */
export interface Part {
  /** As people write it: `flowable:assignee`. */
  readonly label: string
  /** Local name. */
  readonly name: string
  /** The element that carries it. */
  readonly holder: SourceElement
  /** Text of the attribute or of the child. */
  readonly text: string
  /** The child itself; null for an attribute. */
  readonly child: SourceElement | null
}

/** What one dialect says about some names on some elements. Names of attributes begin with `@`. */
export interface Row {
  readonly names: readonly string[]
  /** BPMN types without prefix; empty = anywhere. */
  readonly on: readonly string[]
  judge(part: Part): Judgement
  /** Writes what it means in our own words into the element, before anything is compiled. */
  translate?(part: Part): void
}

/** One vendor family: its namespaces by the prefix they are read under, and its table. */
export interface Dialect {
  readonly name: string
  readonly prefixes: readonly string[]
  readonly rows: readonly Row[]
}

type Translate = (part: Part) => void
type Build = (names: string, on: string, words: string, translate?: Translate) => Row

const split = (text: string): string[] => text.split(' ').filter((word) => word !== '')
const fixed = (verdict: Verdict): Build => (names, on, words, translate) => judged(names, on, () => ({ verdict, words }), translate)

/** Names and types are written with spaces between them. */
export const understood = fixed('understood')
export const approximated = fixed('approximated')
export const kept = fixed('kept')
export const needsWork = fixed('needs work')

/** A row whose verdict depends on what is written. */
export function judged(names: string, on: string, judge: (part: Part) => Judgement, translate?: Translate): Row {
  return { names: split(names), on: split(on), judge, ...(translate === undefined ? {} : { translate }) }
}

export const isUnderstood = (words: string): Judgement => ({ verdict: 'understood', words })
export const isApproximated = (words: string): Judgement => ({ verdict: 'approximated', words })
export const isKept = (words: string): Judgement => ({ verdict: 'kept', words })
export const isWork = (words: string): Judgement => ({ verdict: 'needs work', words })
