import type { SourceElement } from '#engine/model/source_element'
import type { Node } from '../graph.js'

/** Whether a start event triggers an event sub-process; anywhere else it starts the process or an embedded sub-process. */
export const isInEventSubProcess = (source: SourceElement): boolean => source.$parent?.triggeredByEvent === true

/** The one definition of an event that has exactly one. */
export const definitionOf = (source: SourceElement): SourceElement => (source.eventDefinitions as SourceElement[])[0] as SourceElement

/** Which of several definitions an event stands for, as timers and subscriptions carry it. */
export const definitionIn = ({ part }: Node): { definition: number } | undefined => (part === null ? undefined : { definition: part.position })
