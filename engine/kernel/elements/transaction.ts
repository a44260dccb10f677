import { defineElement } from './element.js'
import { checkOneStart, enterSubProcess } from './sub_process.js'

/** Transaction: a sub-process that can be cancelled from inside; what it had completed is then undone. BPMN 2.0.2, 10.3.5 and 13.3.4. */
export const transaction = defineElement<null>({ kind: 'transaction', rests: true, compile: () => null, enter: enterSubProcess, check: checkOneStart })
