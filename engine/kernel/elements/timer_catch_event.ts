import type { CompiledTimer } from '../graph.js'
import { STOPPED } from '../run/evaluate.js'
import { defineElement } from './element.js'
import { definitionOf } from './event_source.js'
import { prepareTimer } from './timer_wait.js'

export interface TimerCatchSettings {
  readonly timer: CompiledTimer | null
}

/** Timer intermediate catch event: the token rests until the instant. BPMN 2.0.2, 10.5.4. */
export const timerCatchEvent = defineElement<TimerCatchSettings>({
  kind: 'intermediateCatchEvent:timer',
  rests: true,
  compile: (source, tools) => ({ timer: tools.timer(definitionOf(source), source) }),
  enter(run, record, node, { timer }) {
    if (timer === null) return 'done'
    const arm = prepareTimer(run, record, node, timer)
    if (arm === STOPPED) return 'stopped'
    arm()
    return 'waiting'
  },
  watch: (run, host, node, { timer }) => (timer === null ? () => undefined : prepareTimer(run, host, node, timer)),
})
