import { evaluateText, STOPPED, type Stopped } from '../run/evaluate.js'
import { raiseIncident } from '../run/incidents.js'
import { emit, idOf, nextNumber, type Run } from '../run/run.js'
import type { Activation } from '../state.js'
import type { Node } from '../graph.js'
import type { SignalReference, Watch } from './element.js'
import { definitionIn } from './event_source.js'

export interface SignalSettings {
  readonly signal: SignalReference | null
}

/** The signal's name as it is now, or stopped. */
export function signalName(run: Run, record: Activation, signal: SignalReference): string | Stopped {
  const name = evaluateText(run, record, signal.name, '信号名')
  if (name === STOPPED || (name !== null && name !== '')) return name as string | Stopped
  raiseIncident(run, record, 'EXPRESSION_ERROR', '信号名没有值。请更正数据后重试。', 'enter')
  return STOPPED
}

/** Decides the name now; the returned function listens for the event, owned by the activation. */
export function prepareSignal(run: Run, owner: Activation, event: Node, { signal }: SignalSettings): Watch | Stopped {
  if (signal === null) return () => undefined
  const name = signalName(run, owner, signal)
  if (name === STOPPED) return STOPPED
  return () =>
    emit(run, {
      type: 'SubscriptionOpened',
      subscriptionId: idOf(run, nextNumber(run)),
      elementId: event.id,
      elementInstanceId: idOf(run, owner.id),
      kind: 'signal',
      name,
      correlationKey: null,
      ...definitionIn(event),
    })
}
