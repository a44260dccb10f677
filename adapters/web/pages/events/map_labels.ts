/** A label and where it would best stand: its middle. Sizes in units of the drawing. */
export interface Label {
  id: string
  x: number
  y: number
  width: number
  height: number
}

export interface PlacedLabel extends Label {
  /** Middle of where it stands now. */
  atX: number
  atY: number
  /** From its place to the label, when it had to move away. */
  leader: { x1: number; y1: number; x2: number; y2: number } | null
}

const DIRECTIONS = 16
/** Rings looked at, each half a label's height further out. */
const RINGS = 24
/** Between two labels. */
const GAP = 4

/**
 * Where labels stand so that none covers another: those with most neighbours first, each as near to its place as there is room. Equal input gives equal
 * places. A label for which nothing is free within reach stays where it is.
 */
export function placeLabels(labels: readonly Label[], bounds: { width: number; height: number }): PlacedLabel[] {
  const placed: PlacedLabel[] = []
  const crowd = (label: Label) => labels.filter((other) => Math.hypot(other.x - label.x, other.y - label.y) < 2 * label.width).length
  for (const label of labels.toSorted((one, other) => crowd(other) - crowd(one) || (one.id < other.id ? -1 : 1))) {
    const free = offsets(label).find(({ dx, dy }) => {
      const box = { ...label, x: label.x + dx, y: label.y + dy }
      return isInside(box, bounds) && !placed.some((other) => overlaps(box, { ...other, x: other.atX, y: other.atY }))
    })
    placed.push(withLeader(label, free ?? { dx: 0, dy: 0 }))
  }
  return labels.map(({ id }) => placed.find((one) => one.id === id)!)
}

/** The place itself, then rings around it; along a ring the short way down or up comes first. */
function offsets({ height }: Label): { dx: number; dy: number }[] {
  const around = Array.from({ length: RINGS }, (_, ring) => ((ring + 1) * height) / 2).flatMap((radius) =>
    Array.from({ length: DIRECTIONS }, (_, index) => {
      const angle = (index * 2 * Math.PI) / DIRECTIONS + Math.PI / 2
      return { dx: Math.cos(angle) * radius * 1.4, dy: Math.sin(angle) * radius }
    }),
  )
  return [{ dx: 0, dy: 0 }, ...around]
}

function withLeader(label: Label, { dx, dy }: { dx: number; dy: number }): PlacedLabel {
  const [atX, atY] = [label.x + dx, label.y + dy]
  const isFar = Math.abs(dx) > label.width / 2 || Math.abs(dy) > label.height / 2
  if (!isFar) return { ...label, atX, atY, leader: null }
  // to the nearest point of the label's edge
  const x2 = Math.min(Math.max(label.x, atX - label.width / 2), atX + label.width / 2)
  const y2 = Math.min(Math.max(label.y, atY - label.height / 2), atY + label.height / 2)
  return { ...label, atX, atY, leader: { x1: label.x, y1: label.y, x2, y2 } }
}

type Box = Pick<Label, 'x' | 'y' | 'width' | 'height'>

const overlaps = (one: Box, other: Box): boolean =>
  Math.abs(one.x - other.x) < (one.width + other.width) / 2 + GAP && Math.abs(one.y - other.y) < (one.height + other.height) / 2 + GAP

const isInside = ({ x, y, width, height }: Box, bounds: { width: number; height: number }): boolean =>
  x - width / 2 >= 0 && x + width / 2 <= bounds.width && y - height / 2 >= 0 && y + height / 2 <= bounds.height

/** Width of a text in units of its size: a hanzi is as wide as it is high, a figure about half. */
export const textWidth = (text: string, size: number): number =>
  [...text].reduce((sum, character) => sum + (character.codePointAt(0)! > 0x2e80 ? 1 : 0.58), 0) * size
