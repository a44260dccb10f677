import type { Block } from './blocks.js'
import { buildBlocks } from './template/build_blocks.js'
import { fillTemplate } from './template/fill_template.js'
import { parseMarkup } from './template/parse_markup.js'
import { startProblemList } from './template/problem.js'
import type { Problem } from './template/problem.js'

export type { Problem, ProblemCode } from './template/problem.js'

/** Blocks of the document, and every problem found on the way. Blocks are only fit to be issued when there is none. */
export interface RenderedTemplate {
  blocks: Block[]
  problems: Problem[]
}

/**
 * The blocks of a document template (.hbs) filled with `snapshot`. Pure. The language is described in
 * template_manual.zh-CN.md; whatever is not in it, and every missing value, is a problem naming its line.
 */
export function renderTemplate(source: string, snapshot: unknown): RenderedTemplate {
  const list = startProblemList()
  const filled = fillTemplate(source, snapshot, list)
  const blocks = buildBlocks(parseMarkup(filled, list), list)
  const problems = list.problems.toSorted((a, b) => a.line - b.line)
  return { blocks, problems }
}
