import type { SourceElement } from '#engine/model/source_element'
import { Findings } from '../findings.js'
import { diagramState, drawnElements, shownElements } from '../diagram_state.js'
import { readDefinitions } from '../read_definitions.js'
import { diagramText, missingShapesText } from './diagram_text.js'
import { drawFile } from './draw_file.js'
import { EMPTY, shift, straight, type Box, type Drawing, type Line } from './drawing.js'

const GAP = 80

/**
 * A model file with a drawing of everything in it. What the file has drawn itself stays where it is, and every character of it stays as it
 * is: the drawing is put in as text. A file that cannot be read comes back unchanged.
 */
export async function addDiagram(text: string): Promise<string> {
  const definitions = await readDefinitions(text, new Findings())
  const state = definitions === null ? 'complete' : diagramState(definitions.root)
  if (definitions === null || state === 'complete') return text
  const named = nameAll(text)
  const root = named === text ? definitions.root : ((await readDefinitions(named, new Findings()))?.root ?? definitions.root)
  const planes = drawFile(root)
  if (planes.length === 0) return text
  const taken = new Set([...named.matchAll(/\sid\s*=\s*["']([^"']*)["']/g)].map((match) => match[1]))
  const isFree = (id: string) => !taken.has(id)
  if (state === 'none') return insertBefore(named, /[ \t]*<\/(?:[\w.-]+:)?definitions\s*>\s*(?:<!--[\s\S]*?-->\s*)*$/, planes.map(({ plane, drawing }, index) => diagramText(plane, drawing, `diagram_${index + 1}`, isFree)).join(''))
  return insertBefore(named, /[ \t]*<\/(?:[\w.-]+:)?BPMNPlane\s*>/, missingShapesText(missing(root, { ...EMPTY, boxes: planes.flatMap(({ drawing }) => drawing.boxes), lines: planes.flatMap(({ drawing }) => drawing.lines) }), isFree))
}

function insertBefore(text: string, mark: RegExp, inserted: string): string {
  const at = mark.exec(text)?.index
  return at === undefined ? text : `${text.slice(0, at)}${inserted}${text.slice(at)}`
}

const DRAWN = /<((?:[\w.-]+:)?(?:sequenceFlow|startEvent|endEvent|(?:user|service|script|send|receive|manual|businessRule)?[tT]ask|callActivity|subProcess|transaction|adHocSubProcess|(?:exclusive|parallel|inclusive|complex|eventBased)Gateway|intermediateCatchEvent|intermediateThrowEvent|boundaryEvent|participant|lane|messageFlow|textAnnotation|association|group|dataObjectReference|dataStoreReference|dataInputAssociation|dataOutputAssociation|collaboration|process))(?=[\s/>])(?![^>]*\sid\s*=)/g

const BPMN_PREFIX = /\sxmlns(?::([\w.-]+))?\s*=\s*["']http:\/\/www\.omg\.org\/spec\/BPMN\/20100524\/MODEL["']/g

/** Elements without id cannot be drawn: each gets one, in the text. Other engines have words of the same name (`zeebe:userTask`): those stay. */
function nameAll(text: string): string {
  const prefixes = new Set([...text.matchAll(BPMN_PREFIX)].map(([, prefix]) => prefix ?? ''))
  let prefix = 'unnamed'
  while (text.includes(`"${prefix}_`)) prefix += '_'
  let n = 0
  const isOfBpmn = (tag: string): boolean => prefixes.has(/^<([\w.-]+):/.exec(tag)?.[1] ?? '')
  return text.replace(DRAWN, (tag: string) => (isOfBpmn(tag) ? `${tag} id="${prefix}_${++n}"` : tag))
}

interface Drawn {
  readonly bounds?: { readonly x: number; readonly y: number; readonly width: number; readonly height: number }
}

const least = (bounds: readonly { readonly x: number }[]): number => bounds.reduce((all, { x }) => Math.min(all, x), Number.POSITIVE_INFINITY)

/** What is not drawn yet: shapes below everything there is, connections from wherever their ends are. */
function missing(root: SourceElement, whole: Drawing): Drawing {
  const drawn = drawnElements(root) as ReadonlyMap<SourceElement | undefined, Drawn>
  const isShown = shownElements(root)
  const isMissing = ({ element }: Box | Line) => !drawn.has(element) && isShown(element)
  const boxes = whole.boxes.filter(isMissing)
  const there = [...drawn.values()].flatMap(({ bounds }) => (bounds === undefined ? [] : [bounds]))
  const bottom = there.reduce((most, { y, height }) => Math.max(most, y + height), 0)
  const moved = shift({ ...EMPTY, boxes }, least(there) - least(boxes), bottom + GAP - boxes.reduce((least, { y }) => Math.min(least, y), Number.POSITIVE_INFINITY))
  const place = (element: unknown) => moved.boxes.find((box) => box.element === element) ?? drawn.get(element as SourceElement)?.bounds
  const lines = whole.lines.filter(isMissing).flatMap((line): Line[] => {
    const [from, to] = [place(line.element.sourceRef), place(line.element.targetRef)]
    return from === undefined || to === undefined ? [] : [{ element: line.element, points: straight(from, to) }]
  })
  return { ...EMPTY, boxes: boxes.length === 0 ? [] : moved.boxes, lines }
}
