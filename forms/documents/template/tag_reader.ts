import type { FaceStyle, TextSpan } from '../blocks.js'
import { printedText } from './parse_markup.js'
import type { MarkupElement, MarkupNode } from './parse_markup.js'
import type { ProblemCode, ProblemList } from './problem.js'

/** Reads one tag; what was not asked for when `finish` is called is reported as unknown. */
export interface TagReader {
  readonly name: string
  text(attribute: string): string | undefined
  required(attribute: string): string
  number(attribute: string, least: number, most: number): number | undefined
  yes(attribute: string): boolean
  choice<Value>(attribute: string, values: Record<string, Value>): Value | undefined
  /** The text inside, as spans; inline tags 黑体, 楷体, 宋体, 仿宋, 下划线 and 换行 are allowed. */
  spans(): TextSpan[]
  /** The text inside, without styles. */
  content(): string
  /** The tags inside that have this name; others and loose text are problems. */
  children(...names: string[]): TagReader[]
  problem(code: ProblemCode, message: string): void
  finish(): void
}

const INLINE_FACES: Record<string, FaceStyle> = { 黑体: 'hei', 楷体: 'kai', 宋体: 'song', 仿宋: 'fang' }

export function readTag(element: MarkupElement, problems: ProblemList): TagReader {
  const { name, line } = element
  const asked = new Set<string>()
  let isContentRead = false
  const tag: TagReader = {
    name,
    text(attribute) {
      asked.add(attribute)
      return element.attributes.get(attribute)
    },
    required(attribute) {
      const value = tag.text(attribute)
      if (value === undefined || value === '') tag.problem('ATTRIBUTE_VALUE', `<${name}> 需要属性 ${attribute}="…"。`)
      return value ?? ''
    },
    number(attribute, least, most) {
      const value = tag.text(attribute)
      if (value === undefined) return undefined
      const number = Number(value)
      if (value.trim() !== '' && number >= least && number <= most) return number
      tag.problem('ATTRIBUTE_VALUE', `<${name} ${attribute}="${value}"> 应为 ${least} 到 ${most} 的数字。`)
      return undefined
    },
    yes: (attribute) => tag.choice(attribute, { 是: true, 否: false }) ?? false,
    choice(attribute, values) {
      const value = tag.text(attribute)
      if (value === undefined) return undefined
      if (Object.hasOwn(values, value)) return values[value]
      tag.problem('ATTRIBUTE_VALUE', `<${name} ${attribute}="${value}"> 应为${Object.keys(values).join('、')}之一。`)
      return undefined
    },
    spans() {
      isContentRead = true
      return trimmed(readSpans(element.children, {}, problems))
    },
    content: () => tag.spans().map((span) => span.text).join(''),
    children(...names) {
      isContentRead = true
      return readChildren(element, names, problems)
    },
    problem: (code, message) => problems.add(code, line, message),
    finish() {
      for (const attribute of element.attributes.keys()) {
        if (!asked.has(attribute)) tag.problem('UNKNOWN_ATTRIBUTE', `<${name}> 没有属性 ${attribute}。可用的有：${[...asked].join('、') || '无'}。`)
      }
      const hasContent = element.children.some((child) => child.kind === 'element' || child.text.trim() !== '')
      if (!isContentRead && hasContent) tag.problem('MISPLACED_TEXT', `<${name}> 里面不能写内容，请写成 <${name} … />。`)
    },
  }
  return tag
}

function readChildren(element: MarkupElement, names: string[], problems: ProblemList): TagReader[] {
  return element.children.flatMap((child): TagReader[] => {
    if (child.kind === 'element' && names.includes(child.name)) return [readTag(child, problems)]
    const wanted = names.map((name) => `<${name}>`).join('、')
    if (child.kind === 'element') problems.add('UNKNOWN_TAG', child.line, `<${element.name}> 里面只能写 ${wanted}，不能写 <${child.name}>。`)
    else if (child.text.trim() !== '') problems.add('MISPLACED_TEXT', child.line, `<${element.name}> 里面的文字要放进 ${wanted}。`)
    return []
  })
}

function readSpans(nodes: MarkupNode[], style: Omit<TextSpan, 'text'>, problems: ProblemList): TextSpan[] {
  return nodes.flatMap((node): TextSpan[] => {
    if (node.kind === 'text') return [{ ...style, text: printedText(node.text, node.line, problems) }]
    if (node.attributes.size > 0) problems.add('UNKNOWN_ATTRIBUTE', node.line, `<${node.name}> 没有属性。`)
    if (node.name === '换行') return [{ ...style, text: '\n' }]
    if (node.name === '下划线') return readSpans(node.children, { ...style, underline: true }, problems)
    const face = Object.hasOwn(INLINE_FACES, node.name) ? INLINE_FACES[node.name] : undefined
    if (!face) {
      const known = [...Object.keys(INLINE_FACES), '下划线', '换行'].map((name) => `<${name}>`).join('、')
      problems.add('UNKNOWN_TAG', node.line, `文字里不能用标签 <${node.name}>，可用的有 ${known}。`)
    }
    return readSpans(node.children, face ? { ...style, face } : style, problems)
  })
}

/** Without blanks of the source at both ends. */
function trimmed(spans: TextSpan[]): TextSpan[] {
  const kept = spans.filter((span) => span.text !== '')
  const first = kept[0]
  if (first) first.text = first.text.replace(/^[ \t]+/, '')
  const last = kept.at(-1)
  if (last) last.text = last.text.replace(/[ \t]+$/, '')
  return kept.filter((span) => span.text !== '')
}
