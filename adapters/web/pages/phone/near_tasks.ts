import type { EventMapPoint, TaskSummary } from '../api/types.js'
import { metresBetween } from '../snapshot/map_position.js'

export interface NearTask {
  task: TaskSummary
  /** From where the phone stands; null when either place is unknown. */
  metres: number | null
}

export interface Place {
  longitude: number
  latitude: number
}

/** Work without distances, in the order of the inbox. */
export const anywhere = (tasks: readonly TaskSummary[]): NearTask[] => tasks.map((task) => ({ task, metres: null }))

/** 核实 and 核查 by distance, the nearest first; what has no place comes last. */
export function nearTasks(tasks: readonly TaskSummary[], points: readonly EventMapPoint[], here: Place | null): NearTask[] {
  const places = new Map(points.map((point) => [point.id, point]))
  return tasks
    .filter(({ elementId }) => elementId === 'verify' || elementId === 'check')
    .map((task) => {
      const place = places.get(task.instance.id ?? '')
      return { task, metres: here && place ? Math.round(metresBetween(here, place)) : null }
    })
    .toSorted((one, other) => (one.metres ?? Infinity) - (other.metres ?? Infinity))
}
