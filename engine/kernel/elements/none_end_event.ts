import { defineElement } from './element.js'

/** None end event: the token dies; the scope ends when nothing lives in it. BPMN 2.0.2, 10.5.3. */
export const noneEndEvent = defineElement<null>({ kind: 'endEvent', rests: false, compile: () => null, enter: () => 'done' })
