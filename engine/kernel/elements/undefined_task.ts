import { defineElement } from './element.js'

/** Task without a kind: the token passes. BPMN 2.0.2, 13.3.3 (abstract task). */
export const undefinedTask = defineElement<null>({ kind: 'task', rests: false, compile: () => null, enter: () => 'done' })
