import { defineElement } from './element.js'

/** None intermediate throw event: a milestone the token passes. BPMN 2.0.2, 10.5.4. */
export const noneThrowEvent = defineElement<null>({ kind: 'intermediateThrowEvent', rests: false, compile: () => null, enter: () => 'done' })
