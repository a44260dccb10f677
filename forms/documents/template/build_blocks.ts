import type { Block } from '../blocks.js'
import { BLOCK_TAGS } from './block_tags.js'
import type { MarkupNode } from './parse_markup.js'
import type { ProblemList } from './problem.js'
import { readTag } from './tag_reader.js'

const ROOT_TAG = '文书'

/** Blocks of the markup tree, in order; tags and attributes that do not exist are problems. */
export function buildBlocks(nodes: MarkupNode[], problems: ProblemList): Block[] {
  return nodes.flatMap((node): Block[] => {
    if (node.kind === 'text') {
      if (node.text.trim() !== '') {
        problems.add('MISPLACED_TEXT', node.line, `“${node.text.trim().slice(0, 20)}” 不在任何标签里，请放进 <段落> 之类的标签。`)
      }
      return []
    }
    if (node.name === ROOT_TAG) return buildBlocks(node.children, problems)
    const build = BLOCK_TAGS.get(node.name)
    if (!build) {
      problems.add('UNKNOWN_TAG', node.line, `不认识标签 <${node.name}>。可用的有：${[...BLOCK_TAGS.keys()].join('、')}。`)
      return []
    }
    const tag = readTag(node, problems)
    const block = build(tag)
    tag.finish()
    return block ? [block] : []
  })
}
