import { DocumentError } from '../../errors.js'

export interface SvgNode {
  name: string
  attributes: Record<string, string>
  children: SvgNode[]
  /** Text directly inside. */
  text: string
}

export interface Svg {
  root: SvgNode
  /** Left and top of the view box; width and height of the drawing in its own units. */
  x: number
  y: number
  width: number
  height: number
}

const TOKEN = /<!--[\s\S]*?-->|<[?!][^>]*>|<(\/?)([\w:.-]+)((?:\s+[\w:.-]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>|([^<]+)/g
const ATTRIBUTE = /([\w:.-]+)\s*=\s*(?:"([^"]*)"|'([^']*)')/g
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" }
const LARGEST_SOURCE = 5_000_000
const DEEPEST = 100

/**
 * The tree of an SVG drawing. Declarations are skipped and entities other than the five of XML stay as they are written:
 * nothing is ever fetched or expanded.
 * @throws DocumentError when there is no drawing in it.
 */
export function parseSvg(source: string): Svg {
  const top: SvgNode = { name: '', attributes: {}, children: [], text: '' }
  const open = [top]
  if (source.length > LARGEST_SOURCE) throw new DocumentError('E_DOCUMENT_IMAGE', '流程图过大，无法打印。')
  for (const [, closing, name, attributes, empty, text] of source.matchAll(TOKEN)) {
    const parent = open.at(-1) as SvgNode
    if (text !== undefined) parent.text += decode(text)
    else if (closing) {
      if (open.length > 1 && parent.name === name) open.pop()
    } else if (name !== undefined && open.length < DEEPEST) {
      const node: SvgNode = { name, attributes: readAttributes(attributes ?? ''), children: [], text: '' }
      parent.children.push(node)
      if (!empty) open.push(node)
    }
  }
  const root = top.children.find((node) => node.name === 'svg')
  const box = root ? viewBoxOf(root) : undefined
  if (!root || !box) throw new DocumentError('E_DOCUMENT_IMAGE', '流程图不是可识别的 SVG 图形，请重新打开流程后再试。')
  return { root, ...box }
}

function viewBoxOf(root: SvgNode): Omit<Svg, 'root'> | undefined {
  const [x, y, width, height] = (root.attributes.viewBox ?? '').split(/[\s,]+/).map(Number)
  if (x !== undefined && y !== undefined && width && height && width > 0 && height > 0) return { x, y, width, height }
  const ownWidth = Number.parseFloat(root.attributes.width ?? '')
  const ownHeight = Number.parseFloat(root.attributes.height ?? '')
  return ownWidth > 0 && ownHeight > 0 ? { x: 0, y: 0, width: ownWidth, height: ownHeight } : undefined
}

/** Attributes, and over them the properties of `style`, as CSS ranks them. */
function readAttributes(source: string): Record<string, string> {
  const attributes: Record<string, string> = {}
  for (const [, name, double, single] of source.matchAll(ATTRIBUTE)) attributes[name as string] = decode(double ?? single ?? '')
  for (const declaration of (attributes.style ?? '').split(';')) {
    const colon = declaration.indexOf(':')
    if (colon > 0) attributes[declaration.slice(0, colon).trim()] = declaration.slice(colon + 1).trim()
  }
  return attributes
}

function decode(text: string): string {
  return text.replace(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]+));/gi, (entity, decimal, hexadecimal, name) => {
    if (name) return ENTITIES[name] ?? entity
    const code = decimal ? Number(decimal) : Number.parseInt(hexadecimal, 16)
    return code <= 0x10ffff ? String.fromCodePoint(code) : entity
  })
}
