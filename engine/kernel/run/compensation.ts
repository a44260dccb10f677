import { definitionAt, type Compensation } from '../graph.js'
import type { Activation, CompensationRecord } from '../state.js'
import type { Variables } from '../commands.js'
import { awaitsCompensation } from './completed_activities.js'
import { leave } from './leave.js'
import { emit, findActivation, idOf, nextNumber, nodeById, nodeOf, touch, type Run } from './run.js'

const NONE: readonly CompensationRecord[] = []

/** Asks for what has completed in these scopes to be undone, each at most once. False = there is nothing to undo. */
export function triggerCompensation(run: Run, trigger: Activation, scopes: readonly number[], elementId: string | null): boolean {
  const compensated = (run.draft.tokens.compensations ?? NONE).filter(
    ({ by, scope, element }) => by === undefined && scopes.includes(scope) && (elementId === null || element === elementId),
  )
  if (compensated.length === 0) return false
  emit(run, {
    type: 'CompensationTriggered',
    elementInstanceId: idOf(run, trigger.id),
    elementId: trigger.element,
    compensated: compensated.map(({ id, element }) => ({ elementInstanceId: idOf(run, id), elementId: element })),
  })
  return true
}

/**
 * Begins what may be undone now: in reverse order of completion where sequence flows, repetitions or an ad-hoc sub-process put activities
 * in order, at once where nothing does. BPMN 2.0.2, 13.5.5. True = something moved.
 */
export function advanceCompensation(run: Run): boolean {
  const records = run.draft.tokens.compensations
  if (records === undefined) return false
  const { parked } = run.draft.tokens
  const isWaiting = ({ id, isStarted }: CompensationRecord) => isStarted !== true && !parked.some((token) => token.compensates === id)
  const startable = records.filter((record, index) => record.by !== undefined && isWaiting(record) && !records.some((later, at) => at > index && isUndoneBefore(run, later, record)))
  for (const record of startable) begin(run, record)
  return startable.length > 0
}

/** Whether `later`, which completed after `earlier`, must be undone first. */
function isUndoneBefore(run: Run, later: CompensationRecord, earlier: CompensationRecord): boolean {
  if (later.by !== earlier.by) return false
  const node = nodeById(run, earlier.element)
  const { leadsTo } = node.compensation as Compensation
  if (node.parent?.type === 'adHocSubProcess' || leadsTo[nodeById(run, later.element).index] === 1) return true
  if (later.element !== earlier.element) return false
  return node.multiInstance === null || node.multiInstance.isSequential || later.body !== earlier.body
}

/** Enters the handler, or brings the completed sub-process to life again with the variables it had, for its own compensation. */
function begin(run: Run, undone: CompensationRecord): void {
  const node = nodeById(run, undone.element)
  const { handler, eventSubProcess } = node.compensation as Compensation
  const { scope, id: compensates } = undone
  const variables = snapshot(undone)
  if (handler !== null) {
    run.stack.push({ node: handler, scope, flow: null, loop: undefined, variables, lastOutcome: undefined, compensates })
    return
  }
  const id = nextNumber(run)
  emit(run, {
    type: 'ElementActivated',
    elementInstanceId: idOf(run, id),
    elementId: node.id,
    elementType: node.type,
    scopeId: idOf(run, scope),
    flowId: null,
    variables,
    compensates: idOf(run, compensates),
  })
  if (eventSubProcess !== null) run.stack.push({ node: eventSubProcess, scope: id, flow: null, loop: undefined, variables: undefined, lastOutcome: undefined })
  else if (!triggerCompensation(run, findActivation(run, id) as Activation, [id], null)) touch(run, id)
}

function snapshot({ variables, loop }: CompensationRecord): Variables | undefined {
  return loop === undefined ? variables : { ...variables, loopCounter: loop }
}

/** Lets go on what has waited for compensation and waits for nothing more: throw events and cancelled transactions. True = something moved. */
export function releaseCompensated(run: Run): boolean {
  const { active, incidents } = run.draft.tokens
  for (const record of active) {
    const node = definitionAt(nodeOf(run, record), record.thrown ?? 0)
    const isThrower = node.kind === 'intermediateThrowEvent:compensate' || node.kind === 'endEvent:compensate'
    if (!isThrower || awaitsCompensation(run, record.id) || incidents.some(({ owner }) => owner === record.id)) continue
    leave(run, record)
    return true
  }
  return false
}
