import { TASKS_VARIABLE } from '../apply/answers.js'
import type { Variables } from '../commands.js'
import type { Rejection } from '../rejection.js'
import { reject } from './handler.js'

/** Refuses names that have another meaning: the record of task outcomes, and what a JavaScript object keeps for itself. */
export function checkNames(variables: Variables, removed: readonly string[] = []): Rejection | undefined {
  const name = [TASKS_VARIABLE, '__proto__'].find((reserved) => Object.hasOwn(variables, reserved) || removed.includes(reserved))
  if (name === undefined) return undefined
  const message = `变量名“${name}”由系统保留，不能写入。请改用别的名称。`
  return reject('INVALID_ARGUMENT', message, [{ path: name, code: 'RESERVED_NAME', message }])
}
