import type { SourceElement } from '#engine/model/source_element'
import { complete } from '../run/leave.js'
import { touch } from '../run/run.js'
import { terminateInside } from '../run/terminate.js'
import { defineElement } from './element.js'

export interface TerminateSettings {
  /** `flowable:terminateAll`: the whole instance ends, not only the scope of the event. */
  readonly isForAll: boolean
}

const PROCESS_SCOPE = 0

/** Terminate end event: everything else in its own scope ends at once; an enclosing scope goes on. BPMN 2.0.2, 10.5.3. */
export const terminateEndEvent = defineElement<TerminateSettings>({
  kind: 'endEvent:terminate',
  rests: false,
  compile: (source, tools) => ({ isForAll: tools.attribute((source.eventDefinitions as SourceElement[])[0] as SourceElement, 'terminateAll') === 'true' }),
  enter(run, record, node, { isForAll }) {
    const reason = `被终止结束事件“${node.name === '' ? node.id : node.name}”结束`
    if (isForAll && record.scope !== PROCESS_SCOPE) {
      terminateInside(run, PROCESS_SCOPE, reason)
      touch(run, PROCESS_SCOPE)
      return 'stopped'
    }
    terminateInside(run, record.scope, reason, record.id)
    complete(run, record, node)
    touch(run, record.scope)
    return 'stopped'
  },
})
