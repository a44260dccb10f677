import type { SourceElement } from '#engine/model/source_element'

const list = (value: unknown): readonly SourceElement[] => (Array.isArray(value) ? (value as SourceElement[]) : [])

/** What a process or sub-process holds, sorted by how it is drawn. */
export interface Parts {
  readonly nodes: readonly SourceElement[]
  readonly boundaries: readonly SourceElement[]
  readonly flows: readonly SourceElement[]
  readonly data: readonly SourceElement[]
  readonly notes: readonly SourceElement[]
  /** Associations between elements, and between data and activities: drawn element, source, target. */
  readonly associations: readonly (readonly [drawn: SourceElement, from: SourceElement, to: SourceElement])[]
  readonly lanes: readonly SourceElement[]
}

export function partsOf(container: SourceElement): Parts {
  const elements = list(container.flowElements)
  const artifacts = list(container.artifacts)
  const isData = ({ $type }: SourceElement) => /^bpmn:Data(Object|Store)/.test($type)
  return {
    nodes: elements.filter((element) => element.$type !== 'bpmn:SequenceFlow' && element.$type !== 'bpmn:BoundaryEvent' && !isData(element)),
    boundaries: elements.filter(({ $type }) => $type === 'bpmn:BoundaryEvent'),
    flows: elements.filter(({ $type }) => $type === 'bpmn:SequenceFlow'),
    data: elements.filter(({ $type }) => /^bpmn:Data(Object|Store)Reference$/.test($type)),
    notes: artifacts.filter(({ $type }) => $type === 'bpmn:TextAnnotation' || $type === 'bpmn:Group'),
    associations: [...artifacts.filter(({ $type }) => $type === 'bpmn:Association').map(ends), ...elements.flatMap(dataAssociations)].filter(isWhole),
    lanes: list(container.laneSets).flatMap((set) => list(set.lanes)),
  }
}

/** Lanes inside a lane. */
export const innerLanes = (lane: SourceElement): readonly SourceElement[] => list((lane.childLaneSet as SourceElement | undefined)?.lanes)

/** The elements a lane names. */
export const laneMembers = (lane: SourceElement): readonly SourceElement[] => list(lane.flowNodeRef)

type Ends = readonly [drawn: SourceElement, from: SourceElement | undefined, to: SourceElement | undefined]

const ends = (association: SourceElement): Ends => [association, association.sourceRef as SourceElement | undefined, association.targetRef as SourceElement | undefined]

function dataAssociations(activity: SourceElement): Ends[] {
  const read = list(activity.dataInputAssociations).map((association): Ends => [association, list(association.sourceRef)[0], activity])
  const written = list(activity.dataOutputAssociations).map((association): Ends => [association, activity, association.targetRef as SourceElement | undefined])
  return [...read, ...written]
}

const isWhole = (association: Ends): association is readonly [SourceElement, SourceElement, SourceElement] => association[1] !== undefined && association[2] !== undefined
