const SHAPE = /<([\w.-]+:)?(BPMNShape|BPMNEdge)\b(?:[^>"']|"[^"]*"|'[^']*')*?(?:\/>|>[\s\S]*?<\/\1?\2\s*>)/g
const SHOWN = /\sbpmnElement\s*=\s*["'](?:[\w.-]+:)?([^"']*)["']/

const shownBy = (shape: string): string | undefined => SHOWN.exec(shape)?.[1]

/**
 * The saved file with every shape the file came with, as long as its element is there: the modeler leaves out what it does not show, such as the
 * inside of a pool that is drawn closed.
 */
export function keepDrawing(opened: string, saved: string): string {
  const there = new Set([...saved.matchAll(SHAPE)].map(([shape]) => shownBy(shape)))
  const ids = new Set([...saved.matchAll(/\sid\s*=\s*["']([^"']*)["']/g)].map((match) => match[1]))
  const lost = [...opened.matchAll(SHAPE)].map(([shape]) => shape).filter((shape) => {
    const id = shownBy(shape)
    return id !== undefined && !there.has(id) && ids.has(id)
  })
  return lost.length === 0 ? saved : saved.replace(/[ \t]*<\/(?:[\w.-]+:)?BPMNPlane\s*>/, (end) => `${lost.join('\n')}\n${end}`)
}
