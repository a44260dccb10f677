import { defineElement } from './element.js'

/** Manual task: work outside the system that nobody reports; the token passes. BPMN 2.0.2, 13.3.3. */
export const manualTask = defineElement<null>({ kind: 'manualTask', rests: false, compile: () => null, enter: () => 'done' })
