import type { SourceElement } from '#engine/model/source_element'
import { write } from './dialects/rewrite.js'
import { asCalledTask } from './global_tasks.js'
import { innerLanes, laneMembers } from './layout/parts_of.js'
import type { ProcessTools } from './model_tools.js'
import { VENDORS } from './namespaces.js'

const PEOPLE = ['assignee', 'candidateUsers', 'candidateGroups']

/**
 * A user task that names nobody is for those its lane names: `candidateGroups` of the innermost lane that has any, or, where the process
 * says `gov:laneCandidates="name"`, the role of the lane's name. Lanes move no tokens. BPMN 2.0.2, 10.8.
 */
export function giveLaneCandidates(process: SourceElement, tools: ProcessTools): void {
  for (const set of (process.laneSets as SourceElement[] | undefined) ?? []) {
    for (const lane of (set.lanes as SourceElement[] | undefined) ?? []) giveTo(process, lane, undefined, tools)
  }
}

function giveTo(process: SourceElement, lane: SourceElement, outer: string | undefined, tools: ProcessTools): void {
  const found = tools.forElement(lane.id ?? '')
  const isByName = found.own(process, 'laneCandidates') === 'name' && (lane.name ?? '').trim() !== ''
  const groups = found.attribute(lane, 'candidateGroups') ?? found.own(lane, 'candidateGroups') ?? (isByName ? `role:${lane.name?.trim() ?? ''}` : outer)
  for (const inner of innerLanes(lane)) giveTo(process, inner, groups, tools)
  if (groups === undefined) return
  for (const task of laneMembers(lane)) {
    const seen = asCalledTask(task, tools.definitions.root)
    if (seen.$type !== 'bpmn:UserTask' || task.id === undefined || hasPeople(seen, tools)) continue
    write(task, 'camunda:candidateGroups', groups)
    tools.forElement(task.id).report('information', 'LANE_CANDIDATES', `“${task.name ?? task.id}”没有写明办理人，由泳道“${lane.name ?? lane.id ?? ''}”的候选组（${groups}）办理。`)
  }
}

function hasPeople(task: SourceElement, tools: ProcessTools): boolean {
  const named = VENDORS.some((prefix) => PEOPLE.some((name) => task.$attrs?.[`${prefix}:${name}`] !== undefined))
  return named || tools.forElement(task.id ?? '').extensions(task, 'assignmentDefinition').length > 0
}
