import type { Diagnostic } from '#engine/model/diagnostic'
import type { PackageCandidate } from '#engine/runtime/participant'
import { parseLifecycles } from '../lifecycle/lifecycle.js'
import { walkLifecycle } from '../lifecycle/walk_lifecycle.js'
import { parseEventDeclaration, type EventDeclaration } from './event_declaration.js'

/** Everything in which `event.json`, life-cycle and models of a package do not fit together; found at deployment. */
export function checkEvents(candidate: PackageCandidate): Diagnostic[] {
  const text = candidate.resource('event.json')
  if (text === null) return []
  const parsed = parseEventDeclaration(text)
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => finding('error', 'EVENT', `${path}：${message}`, 'event.json'))
  return [...checkNames(parsed.declaration, candidate), ...checkLifecycle(parsed.declaration, candidate)]
}

/** Processes, elements and life-cycle events that the declaration waits for and no model has. */
function checkNames(declaration: EventDeclaration, { processes }: PackageCandidate): Diagnostic[] {
  const ids = new Set(processes.map(({ process }) => process.id))
  const elements = new Set(processes.flatMap(({ process }) => [...process.elements.keys()]))
  const emitted = new Set(processes.flatMap(({ process }) => [...process.elements.values()].map(({ lifecycleEvent }) => lifecycleEvent)))
  const { clock, stages, separations, requires, merge, takeBack, whistle, supervision, emergency } = declaration
  const missing = (what: string, names: readonly string[], known: ReadonlySet<string | undefined>) =>
    names.filter((name) => !known.has(name)).map((name) => finding('error', 'EVENT_NAME', `event.json 提到${what}“${name}”，但业务包的模型中没有。请补上或改正。`, 'event.json'))
  return [
    ...missing('流程', [declaration.process, whistle.process, supervision.process, ...(emergency === null ? [] : [emergency.process])], ids),
    ...missing('节点', [...separations.flatMap(({ element, notBy }) => [element, ...notBy]), stages.file, stages.dispatch, merge.masterClosed, merge.unmerge, ...(merge.at === null ? [] : [merge.at]), ...(takeBack === null ? [] : [takeBack.at]), whistle.report, whistle.score,
      ...(emergency === null ? [] : [emergency.phone, emergency.first, emergency.next, emergency.issue])], elements),
    ...missing('事件', [clock.begins, ...clock.ends, clock.stops, clock.resumes, clock.extends, clock.passed, ...requires.map(({ event }) => event), ...(emergency === null ? [] : ['EMERGENCY_PHONED', 'EMERGENCY_REPORTED'])], emitted),
  ]
}

/** Ways of the model that the life-cycle could not follow: shown, never an obstacle. */
function checkLifecycle(declaration: EventDeclaration, candidate: PackageCandidate): Diagnostic[] {
  const parsed = parseLifecycles(candidate.resource('lifecycle.json') ?? '')
  if (!parsed.ok) return parsed.problems.map(({ path, message }) => finding('error', 'LIFECYCLE', `${path}：${message}`, 'lifecycle.json'))
  const lifecycle = parsed.lifecycles.get(declaration.lifecycle)
  if (lifecycle === undefined) return [finding('error', 'LIFECYCLE', `lifecycle.json 中没有“${declaration.lifecycle}”。请补上，或改正 event.json。`, 'lifecycle.json')]
  return candidate.processes
    .filter(({ process }) => process.id === declaration.process)
    .flatMap(({ process, resource }) => walkLifecycle(process, lifecycle).map(({ elementId, event, state }) =>
      finding('warning', 'LIFECYCLE_REFUSAL', `事件“${event}”可能在状态“${lifecycle.textOf(state)}”时发出，但生命周期中没有这条路。请在 lifecycle.json 中补上，或改正模型。`, resource, elementId)))
}

const finding = (severity: Diagnostic['severity'], code: string, message: string, resource: string, elementId: string | null = null): Diagnostic => ({
  code, severity, elementId, message, resource,
})
