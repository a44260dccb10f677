import { request } from '../api/request.js'
import type { EventMapAnswer, Page, TaskSummary } from '../api/types.js'
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

/** Work of these definitions that is mine or may become mine: what I have first, then what is offered. */
export async function tasksOf(definitions: readonly string[]): Promise<TaskSummary[]> {
  const views = await Promise.all((['todo', 'claimable'] as const).map((view) => request<Page<TaskSummary>>('GET', '/tasks', { query: { view, limit: 100 } })))
  const found = new Map(views.flatMap(({ data }) => data).map((task) => [task.id, task]))
  return [...found.values()].filter(({ kind, instance }) => kind === 'task' && definitions.includes(instance.definitionKey))
}

/** 核实 and 核查 by distance, the nearest first; what has no place comes last. */
export async function nearTasks(here: Place | null): Promise<NearTask[]> {
  const [tasks, map] = await Promise.all([tasksOf(['five_zero_event']), request<EventMapAnswer>('GET', '/events/map')])
  const places = new Map(map.points.map((point) => [point.id, point]))
  return tasks
    .filter(({ elementId }) => elementId === 'verify' || elementId === 'check')
    .map((task) => {
      const place = places.get(task.instance.id ?? '')
      return { task, metres: here && place ? Math.round(metresBetween(here, place)) : null }
    })
    .toSorted((one, other) => (one.metres ?? Infinity) - (other.metres ?? Infinity))
}
