import type { Block } from './blocks.js'

/** Something wrong with a template or with the data it was given; `message` is for the clerk who wrote the template. */
export interface Problem {
  code: ProblemCode
  /** Line of the template source, from 1. */
  line: number
  message: string
}

export type ProblemCode =
  | 'TEMPLATE_TOO_LARGE'
  | 'TEMPLATE_SYNTAX'
  | 'TEMPLATE_FEATURE_UNSUPPORTED'
  | 'UNKNOWN_HELPER'
  | 'HELPER_ARGUMENT'
  | 'DATA_MISSING'
  | 'OUTPUT_TOO_LARGE'
  | 'MARKUP_SYNTAX'
  | 'UNKNOWN_TAG'
  | 'UNKNOWN_ATTRIBUTE'
  | 'ATTRIBUTE_VALUE'
  | 'MISPLACED_TEXT'

/** Blocks of the document, and every problem found on the way. Blocks are only fit to be issued when there is none. */
export interface RenderedTemplate {
  blocks: Block[]
  problems: Problem[]
}
