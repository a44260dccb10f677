import type { SourceElement } from '#engine/model/source_element'
import { EMPTY, shift, straight, type Box, type Drawing, type Line } from './drawing.js'
import { placeContainer } from './place_container.js'
import { sizeOf } from './sizes.js'

const list = (value: unknown): readonly SourceElement[] => (Array.isArray(value) ? (value as SourceElement[]) : [])
const MARGIN = { x: 160, y: 80 }
/** The strip at the left of a pool or lane that carries its name. */
const HEADER = 30
const POOL = { padding: 40, gap: 40, least: 600, empty: 60 }

export interface FileDrawing {
  /** What the plane shows: the collaboration, or the process where there is none. */
  readonly plane: SourceElement
  readonly drawing: Drawing
}

/** Draws a whole file, a diagram for each collaboration (pools below each other, processes without a pool below those) or, without any, for each process. */
export function drawFile(root: SourceElement): readonly FileDrawing[] {
  const roots = list(root.rootElements)
  const collaborations = roots.filter((element) => element.$type === 'bpmn:Collaboration' && list(element.participants).length > 0)
  const inPools = new Set(collaborations.flatMap(({ participants }) => list(participants).map(({ processRef }) => processRef)))
  const loose = roots.filter((element) => element.$type === 'bpmn:Process' && !inPools.has(element))
  const drawn = [
    ...collaborations.map((plane, index) => ({ plane, drawing: drawCollaboration(plane, index === 0 ? loose : []) })),
    ...(collaborations.length > 0 ? [] : loose.map((plane) => ({ plane, drawing: withLanes(plane, 0) }))),
  ]
  return drawn.map(({ plane, drawing }) => ({ plane, drawing: shift(drawing, MARGIN.x, MARGIN.y) }))
}

/** A process with its lanes around it; inside a pool they fill it. */
function withLanes(process: SourceElement, header: number): Drawing {
  const { bands, ...drawing } = placeContainer(process)
  if (bands.length === 0) return shift({ ...drawing, width: drawing.width + 2 * POOL.padding + header, height: drawing.height + 2 * POOL.padding }, header + POOL.padding, POOL.padding)
  const depth = Math.max(...bands.map(({ path }) => path.length)) + 1
  const offset = header + depth * HEADER + POOL.padding
  const moved = shift(drawing, offset, POOL.padding)
  const width = drawing.width + offset + POOL.padding
  const height = drawing.height + 2 * POOL.padding
  return { boxes: [...lanes(bands, { left: header, width, height }), ...moved.boxes], lines: moved.lines, width, height }
}

type Bands = ReturnType<typeof placeContainer>['bands']

/** Each lane from where the last one ends; the first begins at the top, the last reaches the bottom. */
function lanes(bands: Bands, { left, width, height }: { left: number; width: number; height: number }): Box[] {
  const ends = bands.map((band, index) => (index === bands.length - 1 ? height : Math.min(height, Math.max(band.y + band.height + POOL.padding, (index + 1) * POOL.empty))))
  const boxes = new Map<SourceElement, Box>()
  bands.forEach(({ lane, path }, index) => {
    const y = index === 0 ? 0 : (ends[index - 1] as number)
    const around = [...path, lane]
    around.forEach((element, level) => {
      const before = boxes.get(element)
      const x = left + level * HEADER
      boxes.set(element, { element, x, y: before?.y ?? y, width: width - x, height: (ends[index] as number) - (before?.y ?? y), isHorizontal: true })
    })
  })
  return [...boxes.values()]
}

function drawCollaboration(collaboration: SourceElement, loose: readonly SourceElement[]): Drawing {
  const participants = list(collaboration.participants)
  const inner = participants.map(({ processRef }) => (processRef === undefined ? null : withLanes(processRef as SourceElement, HEADER)))
  const width = Math.max(POOL.least, ...inner.map((drawing) => drawing?.width ?? 0))
  let all: Drawing = { ...EMPTY, width }
  participants.forEach((element, index) => (all = below(all, pool(element, inner[index] ?? null, width))))
  for (const process of loose) all = below(all, withLanes(process, 0))
  all = below(all, artifactRow(collaboration))
  return { ...all, lines: [...all.lines, ...connections(collaboration, all.boxes)] }
}

function pool(element: SourceElement, content: Drawing | null, width: number): Drawing {
  const height = Math.max(POOL.empty, content?.height ?? 0)
  const box: Box = { element, x: 0, y: 0, width, height, isHorizontal: true }
  const inside = content === null ? EMPTY : widen(content, width)
  return { boxes: [box, ...inside.boxes], lines: inside.lines, width, height }
}

function below(all: Drawing, next: Drawing): Drawing {
  const moved = shift(next, 0, all.height)
  const height = next.height === 0 ? all.height : all.height + next.height + POOL.gap
  return { boxes: [...all.boxes, ...moved.boxes], lines: [...all.lines, ...moved.lines], width: Math.max(all.width, next.width), height }
}

/** Notes and groups of the collaboration itself, side by side. */
function artifactRow(collaboration: SourceElement): Drawing {
  const boxes: Box[] = []
  let x = 0
  for (const element of list(collaboration.artifacts).filter(({ $type }) => $type !== 'bpmn:Association')) {
    const size = sizeOf(element)
    boxes.push({ element, x, y: 0, ...size })
    x += size.width + POOL.gap
  }
  return { ...EMPTY, boxes, width: x, height: boxes.reduce((most, { height }) => Math.max(most, height), 0) }
}

/** Lanes reach as far as their pool. */
function widen(drawing: Drawing, width: number): Drawing {
  return { ...drawing, boxes: drawing.boxes.map((box) => (box.element.$type === 'bpmn:Lane' ? { ...box, width: width - box.x } : box)) }
}

function connections(collaboration: SourceElement, boxes: readonly Box[]): Line[] {
  const find = new Map(boxes.map((box) => [box.element, box]))
  const associations = list(collaboration.artifacts).filter(({ $type }) => $type === 'bpmn:Association')
  return [...list(collaboration.messageFlows), ...associations].flatMap((element): Line[] => {
    const [from, to] = [find.get(element.sourceRef as SourceElement), find.get(element.targetRef as SourceElement)]
    return from === undefined || to === undefined ? [] : [{ element, points: straight(from, to) }]
  })
}
