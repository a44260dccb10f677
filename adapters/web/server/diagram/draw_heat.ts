import { sentences } from '../presentation/sentences/sentences.js'
import { drawDiagram, type HeatMark } from './draw_diagram.js'

/** Light to dark: how long an element takes, compared with the slowest one. */
const SCALE = ['#fff7ed', '#ffedd5', '#fed7aa', '#fdba74', '#fb923c'] as const

const UNITS = [
  [86_400, 'days'],
  [3_600, 'hours'],
  [60, 'minutes'],
] as const

/** `3.2 时`, `45 秒`, in the language of the request under way. */
export const durationText = (seconds: number): string => {
  const words = sentences().drawing.units
  for (const [unit, name] of UNITS) if (seconds >= unit) return `${Number((seconds / unit).toFixed(1))} ${words[name]}`
  return `${Math.round(seconds)} ${words.seconds}`
}

export interface TimedElement {
  elementId: string
  count: number
  medianSeconds: number
  p90Seconds: number
  waiting: number
}

const marksOf = (elements: readonly TimedElement[]): Map<string, HeatMark> => {
  const slowest = Math.max(0, ...elements.map(({ medianSeconds }) => medianSeconds))
  return new Map(
    elements.map(({ elementId, count, medianSeconds, p90Seconds, waiting }) => {
      // by the order of magnitude: a day beside a week beside a second all stay visible
      const level = slowest < 1 ? 0 : Math.min(SCALE.length - 1, Math.floor((Math.log1p(medianSeconds) / Math.log1p(slowest)) * (SCALE.length - 0.01)))
      const text = count > 0 && medianSeconds >= 1 ? durationText(medianSeconds) : ''
      const title = sentences().drawing.heat(count, durationText(medianSeconds), durationText(p90Seconds), waiting)
      return [elementId, { fill: SCALE[level]!, text, title }]
    }),
  )
}

/** The model coloured by the time its elements take. Null without a drawing. */
export const drawHeat = (xml: string, processId: string, elements: readonly TimedElement[]): Promise<string | null> =>
  drawDiagram(xml, processId, { active: [], completed: new Set(), takenFlows: new Set(), incidents: new Set() }, marksOf(elements))
