import { complete } from '../run/leave.js'
import { touch } from '../run/run.js'
import { terminateInside } from '../run/terminate.js'
import { defineElement } from './element.js'

/** Terminate end event: everything else in its own scope ends at once; an enclosing scope goes on. BPMN 2.0.2, 10.5.3. */
export const terminateEndEvent = defineElement<null>({
  kind: 'endEvent:terminate',
  rests: false,
  compile: () => null,
  enter(run, record, node) {
    terminateInside(run, record.scope, `被终止结束事件“${node.name === '' ? node.id : node.name}”结束`, record.id)
    complete(run, record, node)
    touch(run, record.scope)
    return 'stopped'
  },
})
