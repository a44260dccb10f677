import type {
  CallRequested,
  ComplexGatewayStarted,
  DefinitionThrown,
  ElementActivated,
  ElementCompleted,
  ElementTerminated,
  InstanceEventsThrown,
  MultiInstanceCollected,
  MultiInstanceStarted,
  ParkedTokensDropped,
  TokenArrived,
  TokenParked,
  TokensGathered,
} from '../events.js'
import type { AdHocClosing } from '../ad_hoc_commands.js'
import type { TransactionCancelled } from '../compensation_events.js'
import { idNumber } from '../ids.js'
import type { Activation, ArrivedTokens, CollectedValue } from '../state.js'
import { beginCompensation, forgetInside, rememberCompleted } from './compensation.js'
import { forgetHappened } from './definitions.js'
import { countId, indexOfId, ownList, type Draft } from './draft.js'
import { forgetOutcomes } from './answers.js'

/** Replaces one activation by a changed copy. */
export function changeActivation(draft: Draft, id: number, change: Partial<Activation>): void {
  const list = ownList(draft, 'active')
  const index = indexOfId(list, id)
  if (index >= 0) list[index] = { ...(list[index] as Activation), ...change }
}

/** The activation with this number; events speak only of living ones. */
export function activationOf(draft: Draft, id: number): Activation | undefined {
  const index = indexOfId(draft.tokens.active, id)
  return index < 0 ? undefined : draft.tokens.active[index]
}

export function applyElementActivated(draft: Draft, event: ElementActivated): void {
  const { instanceId } = draft.state
  const id = idNumber(instanceId, event.elementInstanceId)
  const scope = idNumber(instanceId, event.scopeId)
  countId(draft, id)
  ownList(draft, 'active').push({
    id,
    element: event.elementId,
    scope,
    loop: event.loopIndex,
    lastOutcome: event.lastOutcome,
    variables: event.variables,
    arrived: event.arrived,
    compensates: event.compensates === undefined ? undefined : idNumber(instanceId, event.compensates),
    ...(event.moved === undefined ? undefined : { moved: event.moved }),
    ...(event.draft === undefined ? undefined : { draft: event.draft }),
  })
  if (event.compensates !== undefined) beginCompensation(draft, event, id)
  if (event.loopIndex !== undefined) countLoop(draft, scope, event.loopIndex)
}

function countLoop(draft: Draft, bodyId: number, loopIndex: number): void {
  const multi = activationOf(draft, bodyId)?.multi
  if (multi === undefined) return
  const items = multi.items === undefined || loopIndex < multi.created ? multi.items : multi.items.slice(1)
  changeActivation(draft, bodyId, { multi: { ...multi, created: Math.max(multi.created, loopIndex + 1), items } })
}

export function applyTokenArrived(draft: Draft, event: TokenArrived): void {
  const id = idNumber(draft.state.instanceId, event.elementInstanceId)
  const record = activationOf(draft, id)
  changeActivation(draft, id, { arrived: withToken(record?.arrived ?? [], event.flowId), lastOutcome: event.lastOutcome ?? record?.lastOutcome })
}

function withToken(arrived: readonly ArrivedTokens[], flow: string): ArrivedTokens[] {
  const next = arrived.slice()
  const at = arrived.findIndex((tokens) => tokens.flow === flow)
  if (at < 0) next.push({ flow, count: 1 })
  else next[at] = { flow, count: (arrived[at] as ArrivedTokens).count + 1 }
  return next
}

export function applyTokensGathered(draft: Draft, event: TokensGathered): void {
  changeActivation(draft, idNumber(draft.state.instanceId, event.elementInstanceId), { arrived: undefined })
}

export function applyComplexGatewayStarted(draft: Draft, event: ComplexGatewayStarted): void {
  const id = idNumber(draft.state.instanceId, event.elementInstanceId)
  const arrived = (activationOf(draft, id)?.arrived ?? []).map(({ flow, count }) => ({ flow, count: event.consumed.includes(flow) ? count - 1 : count }))
  changeActivation(draft, id, { arrived: arrived.filter(({ count }) => count > 0), consumed: event.consumed })
}

export function applyMultiInstanceStarted(draft: Draft, event: MultiInstanceStarted): void {
  const id = idNumber(draft.state.instanceId, event.elementInstanceId)
  changeActivation(draft, id, { multi: { total: event.total, created: 0, completed: 0, items: event.items, isLoop: event.isLoop, ...(event.isCountersign && { votes: [] }) } })
  forgetOutcomes(draft, event.elementId)
}

export function applyInstanceEventsThrown(draft: Draft, { elementInstanceId, completed }: InstanceEventsThrown): void {
  const id = idNumber(draft.state.instanceId, elementInstanceId)
  const multi = activationOf(draft, id)?.multi
  if (multi !== undefined) changeActivation(draft, id, { multi: { ...multi, told: completed } })
}

export function applyMultiInstanceCollected(draft: Draft, event: MultiInstanceCollected): void {
  const id = idNumber(draft.state.instanceId, event.elementInstanceId)
  const multi = activationOf(draft, id)?.multi
  if (multi === undefined) return
  const collected: Record<string, readonly CollectedValue[]> = { ...multi.collected }
  for (const [name, value] of Object.entries(event.values)) collected[name] = [...(collected[name] ?? []), { place: event.loopIndex, value }]
  changeActivation(draft, id, { multi: { ...multi, collected } })
}

export function applyElementCompleted(draft: Draft, event: ElementCompleted): void {
  const record = takeActivation(draft, idNumber(draft.state.instanceId, event.elementInstanceId))
  if (record === undefined) return
  if (event.compensation !== undefined || draft.tokens.compensations !== undefined) rememberCompleted(draft, event, record)
  if (record.scope === 0) return
  const scope = activationOf(draft, record.scope)
  if (scope === undefined) return
  const multi = record.loop === undefined || scope.multi === undefined ? scope.multi : { ...scope.multi, completed: scope.multi.completed + 1 }
  const lastOutcome = record.lastOutcome ?? scope.lastOutcome
  if (multi !== scope.multi || lastOutcome !== scope.lastOutcome) changeActivation(draft, record.scope, { multi, lastOutcome })
}

/** Whatever was parked inside a terminated scope goes with it. */
export function applyElementTerminated(draft: Draft, event: ElementTerminated): void {
  const id = idNumber(draft.state.instanceId, event.elementInstanceId)
  const record = takeActivation(draft, id)
  if (record !== undefined && draft.tokens.compensations !== undefined) forgetInside(draft, record)
  dropParked(draft, id)
}

export function applyParkedTokensDropped(draft: Draft, event: ParkedTokensDropped): void {
  dropParked(draft, idNumber(draft.state.instanceId, event.scopeId))
}

function dropParked(draft: Draft, scope: number): void {
  if (!draft.tokens.parked.some((token) => token.scope === scope)) return
  draft.owned |= 32
  draft.tokens.parked = draft.tokens.parked.filter((token) => token.scope !== scope)
}

function takeActivation(draft: Draft, id: number): Activation | undefined {
  const list = ownList(draft, 'active')
  const index = indexOfId(list, id)
  if (index < 0) return undefined
  const record = list[index]
  if (index === list.length - 1) list.pop()
  else list.splice(index, 1)
  if (draft.tokens.happened !== undefined) forgetHappened(draft, id)
  return record
}

export function applyTokenParked(draft: Draft, event: TokenParked): void {
  ownList(draft, 'parked').push({
    element: event.elementId,
    scope: idNumber(draft.state.instanceId, event.scopeId),
    flow: event.flowId,
    loop: event.loopIndex,
    variables: event.variables,
    lastOutcome: event.lastOutcome,
    compensates: event.compensates === undefined ? undefined : idNumber(draft.state.instanceId, event.compensates),
  })
}

export function applyTokensUnparked(draft: Draft): void {
  ownList(draft, 'parked').length = 0
}

export function applyCallRequested(draft: Draft, event: CallRequested): void {
  countId(draft, event.callNumber)
  changeActivation(draft, idNumber(draft.state.instanceId, event.elementInstanceId), { called: event.calledInstanceId })
}

export function applyDefinitionThrown(draft: Draft, { elementInstanceId, definition }: DefinitionThrown): void {
  changeActivation(draft, idNumber(draft.state.instanceId, elementInstanceId), { thrown: definition + 1 })
}

export function applyTransactionCancelled(draft: Draft, event: TransactionCancelled): void {
  changeActivation(draft, idNumber(draft.state.instanceId, event.elementInstanceId), { cancelled: true })
}

export function applyAdHocClosing(draft: Draft, event: AdHocClosing): void {
  changeActivation(draft, idNumber(draft.state.instanceId, event.elementInstanceId), { isClosing: true })
}
